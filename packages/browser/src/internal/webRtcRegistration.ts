/**
 * Being reachable: registers, renews in time, and registers again after whatever went wrong.
 *
 * The library registers with the token that it is given, says once how that went, and forgets the token when it
 * went wrong. It tells nobody that a connection is gone or that a token is about to end, and where there is no
 * network at the first attempt it never makes another. All of that is dealt with here.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Token, TokenSource } from "../TokenSource.js"
import type { Registration, RegistrationCause } from "../WebRtcClient.js"
import type { LibraryClient } from "../WebRtcLibrary.js"
import { pauseUntil } from "./tokenClock.js"
import type { Cell } from "./webRtcCell.js"
import { lookUp, millis } from "./webRtcChecks.js"
import { attempt } from "./webRtcThrown.js"

type Event =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly cause: RegistrationCause }
  | { readonly kind: "connection"; readonly isThere: boolean }
  | { readonly kind: "token"; readonly token: Token }
  | { readonly kind: "silence" }

/** The library's words. */
const causes: Readonly<Record<string, RegistrationCause>> = {
  INVALIDTOKEN: "invalid-token",
  DISCONNECTED: "disconnected"
}

/** How long an answer to a registration is waited for: SIP itself gives up after 32 seconds. */
const silenceAfter = "45 seconds"

export interface Settings {
  readonly firstDelay?: Duration.Input | undefined
  readonly maxDelay?: Duration.Input | undefined
}

export const keepRegistered = (
  client: LibraryClient,
  tokens: TokenSource,
  registration: Cell<Registration>,
  settings: Settings
): Effect.Effect<never, never, Scope.Scope> =>
  Effect.gen(function* () {
    const events = yield* Queue.unbounded<Event>()
    const connection = listen(client, (event) => Queue.offerUnsafe(events, event))
    yield* Effect.forkScoped(
      Stream.runForEach(tokens.changes, (token) => Queue.offer(events, { kind: "token", token }))
    )

    let failures = 0
    const show = (next: Registration) => {
      if (next.state !== registration.get().state) registration.set(next)
    }
    const notRegistered = (cause: RegistrationCause) => {
      const now = registration.get()
      if (now.state === "not-registered" && now.cause === cause) return
      registration.set({ state: "not-registered", cause, retrying: true })
    }
    const pause = Effect.gen(function* () {
      const longest = millis(settings.maxDelay, "30 seconds")
      const delay = Math.min(millis(settings.firstDelay, "1 second") * 2 ** failures, longest)
      failures += 1
      const wait = Math.ceil(delay * (yield* Random.nextBetween(0.5, 1)))
      yield* pauseUntil((yield* Clock.currentTimeMillis) + wait)
    })

    while (true) {
      const found = yield* Effect.result(tokens.get)
      if (found._tag === "Failure") {
        registration.set({ state: "not-registered", cause: "no-token", retrying: true, error: found.failure })
        yield* pause
        continue
      }
      show({ state: "registering" })
      // What is left of the attempt before would be taken for the answer to this one.
      yield* Queue.clear(events)
      let token = found.success
      let cause = yield* enable(client, token)
      while (cause === undefined) {
        const event = yield* next(events, registration)
        if (event.kind === "ready") {
          failures = 0
          show({ state: "registered" })
        } else if (event.kind === "refused") {
          cause = event.cause
        } else if (event.kind === "silence") {
          cause = connection.isThere() ? "failed" : "disconnected"
        } else if (event.kind === "connection") {
          // The library connects and registers again by itself, and says "ready" then.
          if (event.isThere) show({ state: "registering" })
          else notRegistered("disconnected")
        } else if (event.token !== token) {
          token = event.token
          cause = yield* enable(client, token)
        }
      }
      notRegistered(cause)
      if (cause === "invalid-token") yield* tokens.invalidate(token)
      yield* pause
    }
  })

const listen = (client: LibraryClient, tell: (event: Event) => void): { readonly isThere: () => boolean } => {
  client.onIncomingState = ({ ready, cause }) =>
    tell(ready ? { kind: "ready" } : { kind: "refused", cause: lookUp(causes, cause ?? "") ?? "failed" })
  let wasThere = false
  client._ua?.transport.stateChange.addListener((state) => {
    const isThere = state === "Connected"
    if (isThere !== wasThere) tell({ kind: "connection", isThere })
    wasThere = isThere
  })
  return { isThere: () => wasThere }
}

/** Hands over a token. Gives the cause when the library does not take it for one. */
const enable = (client: LibraryClient, token: Token): Effect.Effect<RegistrationCause | undefined> =>
  attempt("WebRtcClient.registration", () => {
    client.enableIncoming(Redacted.value(token.token))
    client.reconnect()
  }).pipe(
    Effect.as(undefined),
    Effect.catchTag("WebRtcError", ({ reason }) =>
      Effect.succeed<RegistrationCause>(reason._tag === "NoToken" ? "invalid-token" : "failed")
    )
  )

const next = (events: Queue.Queue<Event>, registration: Cell<Registration>): Effect.Effect<Event> => {
  const event = Queue.take(events)
  return registration.get().state === "registering"
    ? Effect.timeoutOrElse(event, {
        duration: silenceAfter,
        orElse: () => Effect.succeed<Event>({ kind: "silence" })
      })
    : event
}
