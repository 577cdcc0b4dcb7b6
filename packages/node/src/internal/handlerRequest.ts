/** A request of Node as one of the web: where it was sent to, and its headers. */
import type { IncomingMessage } from "node:http"
import type { Options } from "../NodeHandler.js"
import type { Body } from "./handlerBody.js"

/** `undefined` for what the web has no form for, such as a `Host` that is none, or the method TRACE. */
export const requestOf = (
  incoming: IncomingMessage,
  body: Body | undefined,
  signal: AbortSignal,
  options: Options
): Request | undefined => {
  const url = urlOf(incoming, options)
  if (url === undefined) return undefined
  try {
    const init: RequestInit & { readonly duplex: "half" } = {
      method: incoming.method ?? "GET",
      headers: headersOf(incoming.rawHeaders, body),
      signal,
      duplex: "half"
    }
    return new Request(url, body === undefined ? init : { ...init, body: body.content })
  } catch {
    return undefined
  }
}

/** The path is put behind the origin as text. As a URL of its own, `//evil.example/` would bring another host. */
const urlOf = (incoming: IncomingMessage, options: Options): URL | undefined => {
  const target = targetOf(incoming)
  // To a proxy a client says the whole address, and the host in it counts (RFC 9112, 3.2.2).
  const whole = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : undefined
  const path = whole === undefined ? target : whole.pathname + whole.search
  const origin = options.origin ?? originOf(incoming, whole?.host, options.trustProxy === true)
  return path.startsWith("/") && origin !== undefined && URL.canParse(origin + path)
    ? new URL(origin + path)
    : undefined
}

/** Express and its relatives take the part where a handler is mounted off `url`, and keep the whole. */
const targetOf = (incoming: IncomingMessage): string =>
  "originalUrl" in incoming && typeof incoming.originalUrl === "string"
    ? incoming.originalUrl
    : (incoming.url ?? "/")

const originOf = (
  { headers, socket }: IncomingMessage,
  asked: string | undefined,
  trustProxy: boolean
): string | undefined => {
  const forwarded = (name: string) => (trustProxy ? lastOf(headers[name]) : undefined)
  const ownScheme = "encrypted" in socket && socket.encrypted === true ? "https" : "http"
  const scheme = forwarded("x-forwarded-proto") ?? ownScheme
  // HTTP/1.0 needs no Host.
  const host = forwarded("x-forwarded-host") ?? asked ?? headers.host ?? "localhost"
  return /^https?$/.test(scheme) && /^(\[[0-9a-f:.]+\]|[\w.~-]+)(:\d+)?$/i.test(host)
    ? `${scheme}://${host}`
    : undefined
}

/** The nearest proxy puts its own behind what it got. */
const lastOf = (value: string | ReadonlyArray<string> | undefined): string | undefined =>
  value === undefined ? undefined : String(value).split(",").at(-1)?.trim()

/** Names and values in turn, as they came: a header may be there several times. */
const headersOf = (raw: ReadonlyArray<string>, body: Body | undefined): Headers => {
  const headers = new Headers()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2)
    if (body?.isParsed === true && /^(content-(encoding|length)|transfer-encoding)$/i.test(name)) continue
    const before = /^cookie$/i.test(name) ? headers.get(name) : null
    // Unlike the values of all other headers, cookies are joined with semicolons.
    if (before === null) headers.append(name, value)
    else headers.set(name, `${before}; ${value}`)
  }
  return headers
}
