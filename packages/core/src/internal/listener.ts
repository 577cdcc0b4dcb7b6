/**
 * What the span of a call is told. Where nobody listens, nothing is made to be told.
 */
import type * as Tracer from "effect/Tracer"
import type { CloudError } from "../CloudError.js"
import type { Caller } from "./credentials.js"
import type { Prepared } from "./endpoint.js"

/** Where a call says what becomes of it. */
export type Listener = Pick<Tracer.Span, "attribute" | "event">

export const nobody: Listener = { attribute: () => {}, event: () => {} }

export const describeCall = <Input, Output, Credential>(
  span: Listener,
  endpoint: Prepared<Input, Output, Credential>,
  caller: Caller
): void => {
  span.attribute("aculab.cloud_id", caller.cloudId)
  span.attribute("http.request.method", endpoint.method)
  const { hostname, port, protocol } = new URL(caller.baseUrl)
  span.attribute("server.address", hostname)
  span.attribute("server.port", Number(port) || (protocol === "https:" ? 443 : 80))
  // The path as the endpoint has it: names in it may be telephone numbers.
  span.attribute("url.template", endpoint.path)
}

export const describeFailure = (span: Listener, error: CloudError): void => {
  span.attribute("aculab.outcome", error.outcome)
  span.attribute("error.type", error.reason._tag)
}
