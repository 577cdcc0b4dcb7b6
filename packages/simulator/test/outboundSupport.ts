import { defaultServices } from "../src/Services.js"
import type { Simulator } from "../src/Simulator.js"
import { baseUrl, basic, type Fields, headersOf, post } from "./support.js"

export const rest = defaultServices.rest
export const uas = defaultServices.uas

/** The credentials of an outbound service. */
export const serviceHeaders = (
  simulator: Simulator,
  { name, password }: { readonly name: string; readonly password: string } = rest
): Record<string, string> => {
  const { cloudId, username } = simulator.account
  return { authorization: basic(`${cloudId}/${username}/${name}`, password), accept: "application/json" }
}

/** A request in the name of an outbound service. */
export const asService = (
  simulator: Simulator,
  path: string,
  fields: Fields,
  service: { readonly name: string; readonly password: string } = rest
): Promise<Response> => post(simulator, path, fields, { headers: serviceHeaders(simulator, service) })

export const oneCall = { to: "sip:someone@example.com" }

const answered = async (response: Response): Promise<string[]> => {
  const text = await response.text()
  if (response.status !== 200) throw new Error(`service_start answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

/** Starts calls of the REST service, which must be accepted. */
export const startRest = async (simulator: Simulator, calls: unknown = oneCall): Promise<string[]> =>
  answered(await asService(simulator, "/service_start", { rest_calls: JSON.stringify(calls) }))

export const startUas = async (simulator: Simulator, fields: Fields = {}): Promise<string[]> =>
  answered(await asService(simulator, "/service_start", fields, uas))

export const startOne = async (simulator: Simulator, call: unknown = oneCall): Promise<string> => {
  const [ref, ...more] = await startRest(simulator, call)
  if (ref === undefined || more.length > 0) throw new Error("expected one reference")
  return ref
}

export const serviceStatus = async (simulator: Simulator, ...refs: string[]) =>
  (await asService(simulator, "/service_status", { service_refs: refs.join("/") })).json()

export const applicationStatus = async (simulator: Simulator, id: string) =>
  (await post(simulator, "/application_status", { application_instance_id: id })).json()

/** Starts one call and lets it run: the id of its application. */
export const runOne = async (
  simulator: Simulator & { readonly clock: { advance: (milliseconds: number) => Promise<void> } },
  call: unknown = oneCall
): Promise<string> => {
  const ref = await startOne(simulator, call)
  await simulator.clock.advance(1000)
  const id = simulator.outbound.get(ref)?.applicationInstanceId
  if (id === undefined) throw new Error("the application does not run")
  return id
}

/** A request of the newer kind, with a JSON body. */
export const sendJson = (
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = headersOf(simulator)
): Promise<Response> =>
  simulator.fetch(baseUrl + path, {
    method,
    headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
