/** A client over the fake library, and devices that are none. */

import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import type { Call, CallState } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type FakeCall, type FakeClient, makeFakeLibrary } from "./fakeLibrary.js"
import { settled } from "./settled.js"

/** Tokens `t1.t1.t1` and so on, each good for an hour. */
export const makeTokens = (): { fetch: Effect.Effect<TokenSource.Token, string>; isDown: boolean } => {
  let count = 0
  const state = {
    isDown: false,
    fetch: Effect.gen(function* () {
      if (state.isDown) return yield* Effect.fail("down")
      count += 1
      const end = (yield* Clock.currentTimeMillis) + 3_600_000
      return { token: Redacted.make(`t${count}.t.t`), expiresAt: DateTime.makeUnsafe(end) }
    })
  }
  return state
}

export const settings = { cloudId: "1-2-0", webRtcAccessKey: "abc123", clientId: "anna" } as const

export const makeClient = (options: Partial<WebRtcClient.Options> = {}) =>
  Effect.gen(function* () {
    const library = makeFakeLibrary()
    const backend = makeTokens()
    const tokens = yield* TokenSource.fromEffect(backend.fetch, { patience: "1 second" })
    const client = yield* WebRtcClient.make({ ...settings, tokens, library, ...options })
    yield* settled
    const raw: FakeClient | undefined = library.clients[0]
    if (raw === undefined) return yield* Effect.die("no client was made")
    return { library, backend, client, raw }
  })

/** What a stream has shown so far, as texts. */
export const watch = <A>(values: Stream.Stream<A>, textOf: (value: A) => string) =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    yield* Effect.forkScoped(
      Stream.runForEach(values, (value) => Effect.sync(() => seen.push(textOf(value)))).pipe(
        Effect.andThen(Effect.sync(() => seen.push("end")))
      )
    )
    yield* settled
    return seen
  })

export const watchRegistration = (client: Client) =>
  watch(client.registration, (now) => (now.state === "not-registered" ? now.cause : now.state))

export const stateText = (now: CallState): string =>
  now.state === "disconnected" ? `${now.cause} (${now.by})` : now.state

export const watchCall = (call: Pick<Call, "state">) => watch(call.state, stateText)

/** A stream with one silent or black track, for which nobody has to be asked. */
export const makeStream = (kind: "audio" | "video" = "audio"): MediaStream =>
  kind === "audio"
    ? new AudioContext().createMediaStreamDestination().stream
    : document.createElement("canvas").captureStream()

/** In place of the browser's question for the devices, until the scope is closed. */
export const devices = (ask: (constraints: MediaStreamConstraints | undefined) => Promise<MediaStream>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { getUserMedia } = navigator.mediaDevices
      const given: Array<MediaStream> = []
      const asked: Array<MediaStreamConstraints | undefined> = []
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        asked.push(constraints)
        const stream = await ask(constraints)
        given.push(stream)
        return stream
      }
      return { given, asked, getUserMedia }
    }),
    ({ getUserMedia }) =>
      Effect.sync(() => {
        navigator.mediaDevices.getUserMedia = getUserMedia
      })
  )

export const microphone = devices(async () => makeStream())

export const isLive = (stream: MediaStream): boolean =>
  stream.getTracks().some(({ readyState }) => readyState === "live")

export type Client = WebRtcClient.WebRtcClient["Service"]

/** A call to `ben`, as far as the library has it. */
export const calling = (
  place: (client: Client) => ReturnType<Client["callClient"]> = (client) => client.callClient("ben")
) =>
  Effect.gen(function* () {
    const { given } = yield* microphone
    const made = yield* makeClient({ register: false, maxConcurrent: 2 })
    const scope = yield* Scope.make()
    const call: Call = yield* Scope.provide(place(made.client), scope)
    const raw: FakeCall | undefined = made.raw.calls[0]
    if (raw === undefined) return yield* Effect.die("there is no call")
    return { ...made, call, rawCall: raw, given, close: Scope.close(scope, Exit.void) }
  })

export const connected = (place?: Parameters<typeof calling>[0]) =>
  Effect.gen(function* () {
    const parts = yield* calling(place)
    parts.rawCall.onConnected?.({})
    return parts
  })
