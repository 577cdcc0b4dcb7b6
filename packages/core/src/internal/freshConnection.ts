/**
 * A connection that carried nothing before, for requests that must not arrive twice: where a kept
 * connection breaks before the answer, Deno's `fetch` sends any request again, a stream included, and Bun's
 * a PUT or a DELETE (tried with Deno 2.9.6 and Bun 1.4.5). On a connection of its own a request goes out once.
 * Chromium sends any request again too, and has no way to be told. Node never does.
 */
import * as Predicate from "effect/Predicate"

/** `RequestInit` with what Deno takes besides. */
interface Init extends RequestInit {
  readonly client?: unknown
}

/** What Bun and Deno take for it; to any other `fetch` it says nothing new. */
export const freshConnection = (): Init => {
  const client = clientOfDeno()
  return client === undefined ? { keepalive: false } : { client }
}

/** Made once: it knows the authorities that Deno trusts, and keeps no connection that could need closing. */
let ownClient: unknown

const clientOfDeno = (): unknown => {
  if (ownClient === undefined) {
    const scope: unknown = globalThis
    const deno = Predicate.hasProperty(scope, "Deno") ? scope.Deno : undefined
    if (Predicate.hasProperty(deno, "createHttpClient") && Predicate.isFunction(deno.createHttpClient)) {
      ownClient = deno.createHttpClient({ poolMaxIdlePerHost: 0 })
    }
  }
  return ownClient
}
