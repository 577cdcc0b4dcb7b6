/**
 * The request of a call: the encoded input in its places, and who calls.
 */
import * as Redacted from "effect/Redacted"
import type { Caller } from "./credentials.js"
import type { Encoded, Prepared } from "./endpoint.js"
import { noBody, textBody, type WireRequest } from "./http.js"
import { isBrowser, runtime } from "./runtime.js"
import { version } from "./version.js"

export const requestOf = <Input, Output, Credential>(
  endpoint: Prepared<Input, Output, Credential>,
  caller: Caller,
  encoded: Encoded
): WireRequest => {
  const { method } = endpoint
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(encoded.path[name] ?? "")
  )
  const asForm = method === "POST" && encoded.body === undefined
  const query = formOf(asForm ? encoded.query : [...encoded.query, ...encoded.fields])
  return {
    method,
    url: `${caller.baseUrl}${path}${query === "" ? "" : `?${query}`}`,
    headers: { ...identity, authorization: Redacted.value(caller.authorization) },
    once: endpoint.repeat === "once",
    body: asForm
      ? textBody(formOf(encoded.fields), "application/x-www-form-urlencoded")
      : encoded.body === undefined
        ? noBody
        : textBody(encoded.body, "application/json")
  }
}

const formOf = (fields: Encoded["fields"]): string => {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

// Older services answer errors in XML or HTML without the Accept header (D). A browser sends
// its own User-Agent: another one would only make it ask the cloud for leave first.
const identity: Readonly<Record<string, string>> = {
  accept: "application/json",
  ...(isBrowser
    ? {}
    : { "user-agent": `Aculab Cloud TypeScript SDK v${version}${runtime === "" ? "" : ` (${runtime})`}` })
}
