import { generateKeyPairSync, sign } from "node:crypto"
import { once } from "node:events"
import * as http from "node:http"
import * as net from "node:net"
import { buffer } from "node:stream/consumers"
import { setImmediate as nextTurn } from "node:timers/promises"
import * as Effect from "effect/Effect"
import type { HttpClientError } from "effect/http/HttpClientError"
import type * as Scope from "effect/Scope"

export interface TestServer {
  /** `127.0.0.1:port`, to be put behind `http://` or `https://`. */
  readonly host: string
  /** How many connections were opened so far. */
  readonly opened: () => number
}

/** Listens on a free port, for as long as the scope lives. */
export const listen = (make: () => net.Server): Effect.Effect<TestServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => open(make())),
    ({ close }) => Effect.promise(close)
  )

const open = async (server: net.Server) => {
  const sockets = new Set<net.Socket>()
  let opened = 0
  server.on("connection", (socket: net.Socket) => {
    opened++
    sockets.add(socket)
    // A client that goes away is what many of these tests are about.
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const close = async () => {
    const closed = once(server, "close")
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { host: `127.0.0.1:${portOf(server)}`, opened: () => opened, close }
}

const portOf = (server: net.Server): number => {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("not listening")
  return address.port
}

/** A web server that hands over each request as it comes. */
export const webServer = (listener: http.RequestListener) => listen(() => http.createServer(listener))

/** A server that answers each request, read to its end, with what `answer` returns of it. */
export const answering = (answer: (request: http.IncomingMessage, body: Buffer) => string) =>
  webServer(async (request, response) => {
    response.end(answer(request, await buffer(request)))
  })

/**
 * A server that speaks whatever `onData` writes. It is called with what one connection
 * sent at a time, and how often something was sent on it before.
 */
export const rawServer = (onData: (socket: net.Socket, data: string, before: number) => void) =>
  listen(() =>
    net.createServer((socket) => {
      let before = 0
      socket.setEncoding("latin1")
      socket.on("data", (data) => onData(socket, String(data), before++))
    })
  )

/** The port of a server that is gone. */
export const closedPort: Effect.Effect<string> = Effect.scoped(
  Effect.map(
    listen(() => net.createServer()),
    ({ host }) => host
  )
)

/** A promise and what settles it. */
export const signal = <A = void>() => Promise.withResolvers<A>()

/** Lets the event loop turn often enough for everything that can move to have moved. */
export const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 2000; turn++) await nextTurn()
})

/** The code of the error behind a failure of the transport. */
export const codeOf = (error: HttpClientError): unknown => {
  const { cause } = error
  return cause instanceof Error && "code" in cause ? cause.code : cause
}

/** A key and a certificate for `localhost` that signs itself in this name. */
export const selfSigned = (issuer = "localhost"): { readonly key: string; readonly cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const ecdsaWithSha256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))
  const name = sequence(der(0x31, sequence(der(0x06, [0x55, 0x04, 0x03]), der(0x0c, Buffer.from(issuer)))))
  const validity = sequence(der(0x17, Buffer.from("250101000000Z")), der(0x17, Buffer.from("450101000000Z")))
  const subjectAltName = sequence(
    der(0x06, [0x55, 0x1d, 0x11]),
    der(0x04, sequence(der(0x82, Buffer.from("localhost"))))
  )
  const certificate = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(subjectAltName))
  )
  const signature = der(0x03, [0, ...sign("sha256", certificate, privateKey)])
  const body = sequence(certificate, ecdsaWithSha256, signature).toString("base64")
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
  }
}

const der = (tag: number, content: Iterable<number>): Buffer => {
  const bytes = Buffer.from([...content])
  const size = bytes.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), bytes])
}

const sequence = (...parts: ReadonlyArray<Uint8Array>): Buffer => der(0x30, Buffer.concat(parts))
