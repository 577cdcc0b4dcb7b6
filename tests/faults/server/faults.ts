/** Everything that goes wrong, and how the server makes it go wrong. */
import type { Approach } from "../plan.js"
import * as Wire from "./wire.js"

/** A request that has arrived whole, and what can be done about it. */
export interface Arrived {
  readonly head: string
  /** What the call would be happy with. */
  readonly good: string
  /** Another host, which counts what arrives there. */
  readonly elsewhere: string
  readonly write: (bytes: string | Uint8Array) => void
  /** Writes, then closes as one should. */
  readonly end: (bytes?: string | Uint8Array) => void
  /** Writes, then breaks the connection. */
  readonly reset: (bytes?: string | Uint8Array) => void
  /** Writes, then nothing more, until the client goes. */
  readonly stall: (bytes?: string | Uint8Array) => void
  /** What comes on this connection from now on is no HTTP. */
  readonly takeOver: (each: (data: Buffer) => void) => void
}

/** What a call meets instead of a server that answers. */
export type Listening =
  /** Nobody listens. */
  | "closed"
  /** The name of the host cannot be found. */
  | "nameless"
  /** The connection is never accepted. */
  | "deaf"
  /** The connection is reset as soon as it is there. */
  | "reset"
  /** TLS, of a certificate that nobody trusts. */
  | "untrusted"
  /** Something that is not TLS where TLS is expected. */
  | "not TLS"
  /** TLS is asked for and never spoken. */
  | "no handshake"

export interface Fault {
  /** What happens, in the words of docs/reliability.md. */
  readonly name: string
  readonly listening?: Listening
  readonly approach?: Approach
  /** Only the time-out of the attempt ends it. */
  readonly still?: true
  readonly answer?: Respond
}

type Respond = (request: Arrived) => void

const withStatus = (status: string, headers: Readonly<Record<string, string>> = {}): Respond =>
  answering({ status, headers, body: JSON.stringify({ error: { code: `HTTP ${status.slice(0, 3)}` } }) })

const answering =
  (answer: Wire.Answer): Respond =>
  ({ end }) =>
    end(Wire.answer({ ...answer, headers: { connection: "close", ...answer.headers } }))

const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2))

const inOneSecond = (): string => new Date(Date.now() + 1_000).toUTCString()

/** A second answer, which nobody asked for, behind the first. */
const smuggled = Wire.answer({ body: '"smuggled"' })

export const faults: ReadonlyArray<Fault> = [
  { name: "connection refused", listening: "closed" },
  { name: "host name not found", listening: "nameless" },
  { name: "connection never accepted", listening: "deaf", still: true },
  { name: "connection reset as soon as it is made", listening: "reset" },
  { name: "TLS certificate not trusted", listening: "untrusted" },
  { name: "TLS expected, something else spoken", listening: "not TLS" },
  { name: "TLS handshake never answered", listening: "no handshake", still: true },
  { name: "reset before the answer", answer: ({ reset }) => reset() },
  { name: "reset in the headers", answer: ({ reset }) => reset(half(Wire.openHead(100))) },
  { name: "reset in the body", answer: ({ reset, good }) => reset(Wire.without(100, half(good))) },
  { name: "closed before the answer", answer: ({ end }) => end() },
  { name: "closed in the headers", answer: ({ end }) => end(half(Wire.openHead(100))) },
  { name: "closed in the body (truncated)", answer: ({ end, good }) => end(Wire.without(100, half(good))) },
  { name: "no answer", still: true, answer: ({ stall }) => stall() },
  {
    name: "stands still in the headers",
    still: true,
    answer: ({ stall }) => stall(half(Wire.openHead(100)))
  },
  {
    name: "stands still in the body",
    still: true,
    answer: ({ stall, good }) => stall(Wire.without(100, half(good)))
  },
  {
    name: "half of the JSON, in a whole answer",
    answer: ({ end, good }) => end(Wire.answer({ headers: { connection: "close" }, body: half(good) }))
  },
  {
    name: "longer than announced: a second answer behind the first",
    approach: "twice",
    answer: ({ write, good }) => write(Buffer.concat([Wire.answer({ body: good }), smuggled]))
  },
  { name: "not HTTP", answer: ({ end }) => end(Buffer.concat([Buffer.from("\u0001\u0002"), Wire.noise])) },
  { name: "200, bytes that are no JSON", answer: answering({ body: Wire.noise }) },
  { name: "200, HTML", answer: answering({ headers: { "content-type": "text/html" }, body: Wire.html }) },
  { name: "200, XML", answer: answering({ headers: { "content-type": "text/xml" }, body: Wire.xml }) },
  {
    name: "200, the right JSON as text/plain",
    answer: ({ end, good }) =>
      end(Wire.answer({ headers: { "content-type": "text/plain", connection: "close" }, body: good }))
  },
  { name: "200, empty", answer: answering({ body: "" }) },
  {
    name: "200, 128 KiB of gzip that are 128 MiB",
    answer: ({ end }) =>
      end(Wire.answer({ headers: { "content-encoding": "gzip", connection: "close" }, body: Wire.bomb() }))
  },
  {
    name: "500, 10 MB of it",
    answer: ({ end }) =>
      end(
        Wire.answer({
          status: "500 Internal Server Error",
          headers: { connection: "close" },
          body: Wire.longError()
        })
      )
  },
  ...["302 Found", "307 Temporary Redirect"].map(
    (status): Fault => ({
      name: `${status.slice(0, 3)} to another host`,
      answer: ({ end, elsewhere }) =>
        end(Wire.answer({ status, headers: { location: elsewhere, connection: "close" }, body: "" }))
    })
  ),
  { name: "400", answer: withStatus("400 Bad Request") },
  { name: "408", answer: withStatus("408 Request Timeout") },
  { name: "429", answer: withStatus("429 Too Many Requests") },
  { name: "429, Retry-After: 1", answer: withStatus("429 Too Many Requests", { "retry-after": "1" }) },
  {
    name: "429, Retry-After: a date",
    answer: (request) => withStatus("429 Too Many Requests", { "retry-after": inOneSecond() })(request)
  },
  {
    name: "429, Retry-After: 30 years",
    answer: withStatus("429 Too Many Requests", { "retry-after": "946080000" })
  },
  { name: "500", answer: withStatus("500 Internal Server Error") },
  { name: "501", answer: withStatus("501 Not Implemented") },
  { name: "502, HTML", answer: answering({ status: "502 Bad Gateway", body: Wire.html }) },
  { name: "503", answer: withStatus("503 Service Unavailable") },
  {
    name: "503, Retry-After: 30 years",
    answer: withStatus("503 Service Unavailable", { "retry-after": "946080000" })
  },
  { name: "504, empty", answer: answering({ status: "504 Gateway Timeout", body: "" }) },
  {
    name: "kept connection, closed by the server while idle",
    approach: "after the connection was closed",
    answer: ({ end, good }) => end(Wire.answer({ headers: { connection: "close" }, body: good }))
  },
  {
    name: "kept connection, closed when the request is there",
    approach: "on a used connection",
    answer: ({ end }) => end()
  },
  {
    name: "kept connection, reset when the request is there",
    approach: "on a used connection",
    answer: ({ reset }) => reset()
  }
]
