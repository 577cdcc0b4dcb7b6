import type { ManualClock } from "../src/Clock.js"
import { makeSimulator, type Simulator } from "../src/Simulator.js"

export const baseUrl = "https://ws-1-2-0.aculabcloud.net"

export const basic = (username: string, password: string): string => {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`
}

export const credentialsOf = (simulator: Simulator): string => {
  const { cloudId, username, apiAccessKey } = simulator.account
  return basic(`${cloudId}/${username}`, apiAccessKey)
}

/** A client's ordinary headers. */
export const headersOf = (simulator: Simulator): Record<string, string> => ({
  authorization: credentialsOf(simulator),
  accept: "application/json"
})

export type Fields = Readonly<Record<string, string>>

export const post = (
  simulator: Simulator,
  path: string,
  fields: Fields,
  init: RequestInit = {}
): Promise<Response> =>
  simulator.fetch(baseUrl + path, {
    method: "POST",
    headers: headersOf(simulator),
    body: new URLSearchParams(fields),
    ...init
  })

export const get = (simulator: Simulator, path: string, fields: Fields): Promise<Response> =>
  simulator.fetch(`${baseUrl}${path}?${new URLSearchParams(fields)}`, { headers: headersOf(simulator) })

export const hello: Fields = { to: "15550001234", from: "15552341234", content: "Hello" }

/** Sends a message that must be accepted, and returns its references. */
export const send = async (simulator: Simulator, fields: Fields = {}): Promise<string[]> => {
  const response = await post(simulator, "/msg_send", { ...hello, ...fields })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`msg_send answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

export const sendOne = async (simulator: Simulator, fields: Fields = {}): Promise<string> => {
  const refs = await send(simulator, fields)
  const [ref] = refs
  if (ref === undefined || refs.length > 1) throw new Error(`expected one reference, not ${refs.length}`)
  return ref
}

export const query = async (simulator: Simulator, ...refs: string[]) =>
  (await post(simulator, "/msg_query", { msg_refs: refs.join("/") })).json()

/** The status of a message once the clock has moved. */
export const statusAfter = async (
  simulator: Simulator<ManualClock>,
  milliseconds: number,
  ref: string
): Promise<string> => {
  await simulator.clock.advance(milliseconds)
  return (await query(simulator, ref))[ref].status
}

/** A customer's web server, which remembers what it was told. */
export const makePage = (
  answer: (request: Request) => Response | Promise<Response> = () => new Response()
) => {
  const received: {
    method: string
    url: string
    redirect: RequestRedirect
    authorization: string | null
    contentType: string | null
    text: string
  }[] = []
  return {
    received,
    bodies: () => received.map((request) => JSON.parse(request.text)),
    deliver: async (request: Request): Promise<Response> => {
      received.push({
        method: request.method,
        url: request.url,
        redirect: request.redirect,
        authorization: request.headers.get("authorization"),
        contentType: request.headers.get("content-type"),
        text: await request.clone().text()
      })
      return answer(request)
    }
  }
}

/** A simulator whose status updates reach a page. */
export const withPage = (answer?: (request: Request) => Response | Promise<Response>) => {
  const page = makePage(answer)
  return { page, simulator: makeSimulator({ deliver: page.deliver }) }
}

/** The error that a promise rejects with. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error("expected a rejection")
}

/** The `code` of the cause of a connection error, as `fetch` reports it. */
export const causeCode = (error: unknown): unknown => {
  const cause = error instanceof TypeError ? error.cause : undefined
  return cause instanceof Error && "code" in cause ? cause.code : undefined
}
