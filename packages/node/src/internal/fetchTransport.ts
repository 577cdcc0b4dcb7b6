/**
 * The transport on Bun: effect's fetch client, held to the rules of this package.
 */
import type { SecureVersion } from "node:tls"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Options } from "../NodeTransport.js"

/** What Bun's `fetch` takes besides. */
interface BunRequestInit extends RequestInit {
  readonly timeout: false
  readonly tls: {
    readonly ca?: ReadonlyArray<string | Uint8Array>
    readonly minVersion?: number
    readonly maxVersion?: number
  }
}

/** Bun wants a version of TLS as the protocol numbers it (tried with Bun 1.4.5). */
const tlsNumber: Readonly<Record<SecureVersion, number>> = {
  TLSv1: 0x301,
  "TLSv1.1": 0x302,
  "TLSv1.2": 0x303,
  "TLSv1.3": 0x304
}

export const make = (options: Options): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> => {
  const fetchClient = Layer.provide(
    FetchHttpClient.layer,
    Layer.succeed(FetchHttpClient.Fetch)(fetchOnce(options))
  )
  return Effect.map(Layer.build(fetchClient), Context.get(HttpClient.HttpClient))
}

/**
 * Bun's `fetch`, once. When a reused connection closes before the answer, Bun sends the
 * request again: not a POST or a PATCH, but a PUT or a DELETE, body and all (tried with
 * Bun 1.4.5). On a connection of its own it goes out once.
 */
const fetchOnce = ({ ca, minVersion, maxVersion }: Options): typeof fetch => {
  const fixed: BunRequestInit = {
    redirect: "manual",
    // The call policy owns the deadlines.
    timeout: false,
    tls: {
      ...(ca === undefined ? {} : { ca: typeof ca === "string" || ca instanceof Uint8Array ? [ca] : ca }),
      ...(minVersion === undefined ? {} : { minVersion: tlsNumber[minVersion] }),
      ...(maxVersion === undefined ? {} : { maxVersion: tlsNumber[maxVersion] })
    }
  }
  return (input, init) =>
    fetch(input, { ...init, ...fixed, keepalive: init?.method === "POST" || init?.method === "PATCH" })
}
