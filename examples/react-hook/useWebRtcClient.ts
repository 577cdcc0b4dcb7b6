// Calls as a hook of React. Copy this file.
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import type { Call, CallState, IncomingCall } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import type { WebRtcError } from "@aculab-cloud/browser/WebRtcError"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberHandle from "effect/FiberHandle"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { useEffect, useRef, useState } from "react"

export interface Options {
  readonly cloudId: string
  readonly webRtcAccessKey: string
  /** The id that your backend makes tokens for. */
  readonly clientId: string
  /** Where your backend gives tokens, such as `/webrtc-token`. */
  readonly tokenUrl: string
}

export interface ShownCall {
  readonly state: CallState
  /** What is heard and seen of the other side: for the `srcObject` of an audio or video element. */
  readonly media: MediaStream | undefined
}

/** What a component shows, and what it can do. */
export interface Phone {
  readonly registration: WebRtcClient.Registration
  /** Who calls, while it rings. */
  readonly incoming: IncomingCall | undefined
  readonly call: ShownCall | undefined
  /** What went wrong last. */
  readonly problem: string | undefined
  /** These do nothing while there is a call. */
  readonly callClient: (clientId: string) => void
  readonly callService: (serviceName: string) => void
  readonly answer: () => void
  readonly hangUp: () => void
}

type State = Pick<Phone, "registration" | "incoming" | "call" | "problem">
type Dialled = Effect.Effect<Call, WebRtcError, Scope.Scope>

interface Actions {
  readonly talk: (dial: (client: WebRtcClient.WebRtcClient["Service"]) => Dialled) => void
  readonly hangUp: () => void
}

const idle: State = {
  registration: { state: "not-registered", cause: "not-asked", retrying: false },
  incoming: undefined,
  call: undefined,
  problem: undefined
}
const connecting: ShownCall = { state: { state: "connecting" }, media: undefined }

/** A client for as long as the component is there. Another option makes another client. */
export const useWebRtcClient = ({ cloudId, webRtcAccessKey, clientId, tokenUrl }: Options): Phone => {
  const [state, setState] = useState(idle)
  const last = useRef<Fiber.Fiber<void>>(undefined)
  const actions = useRef<Actions>(undefined)

  useEffect(() => {
    const show = (change: Partial<State>) => Effect.sync(() => setState((now) => ({ ...now, ...change })))
    const showCall = (change: Partial<ShownCall>) =>
      Effect.sync(() =>
        setState((now) => ({ ...now, problem: undefined, call: { ...connecting, ...now.call, ...change } }))
      )

    const talk = (dialled: Dialled) =>
      Effect.gen(function* () {
        yield* showCall({})
        const call = yield* dialled
        yield* Effect.forkScoped(Stream.runForEach(call.remoteMedia, ([media]) => showCall({ media })))
        yield* Stream.runForEach(call.state, (now) => showCall({ state: now }))
      }).pipe(
        // Leaving the scope hangs up, and switches the microphone off.
        Effect.scoped,
        Effect.ensuring(show({ call: undefined })),
        Effect.catch((error) => show({ problem: error.message }))
      )

    const ring = (incoming: IncomingCall) =>
      Effect.gen(function* () {
        yield* show({ incoming })
        yield* Stream.runDrain(Stream.takeWhile(incoming.state, (now) => now.state === "ringing"))
        // Also when another option ends this client while it rings.
      }).pipe(Effect.ensuring(show({ incoming: undefined })))

    const before = last.current
    const phone = Effect.gen(function* () {
      // In StrictMode a component is mounted twice. The client before goes before this one comes.
      if (before !== undefined) yield* Fiber.await(before)
      const tokens = yield* TokenSource.make({ url: tokenUrl })
      const client = yield* WebRtcClient.make({
        cloudId,
        webRtcAccessKey,
        clientId,
        tokens,
        library: () => import("@aculab-com/aculab-webrtc")
      })
      const talking = yield* FiberHandle.make<void>()
      const start = yield* FiberHandle.runtime(talking)()
      actions.current = {
        talk: (dial) => start(talk(dial(client)), { onlyIfMissing: true }),
        hangUp: () => Effect.runFork(FiberHandle.clear(talking))
      }
      yield* Effect.forkScoped(Stream.runForEach(client.incoming, ring))
      yield* Stream.runForEach(client.registration, (registration) => show({ registration }))
    }).pipe(
      Effect.scoped,
      Effect.catch((error) => show({ problem: error.message })),
      Effect.provide(BrowserTransport.layer)
    )

    const fiber = Effect.runFork(phone)
    last.current = fiber
    return () => {
      actions.current = undefined
      fiber.interruptUnsafe()
    }
  }, [cloudId, webRtcAccessKey, clientId, tokenUrl])

  const talk: Actions["talk"] = (dial) => actions.current?.talk(dial)
  return {
    ...state,
    callClient: (id) => talk((client) => client.callClient(id)),
    callService: (name) => talk((client) => client.callService(name)),
    answer: () => {
      const { incoming } = state
      if (incoming !== undefined) talk(() => incoming.answer())
    },
    hangUp: () => actions.current?.hangUp()
  }
}
