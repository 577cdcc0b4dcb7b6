/** A page with one client: what a test can tell it to do, and ask it about. Everything has an end. */
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import type { Call, CallState, DialOptions, IncomingCall, Muting } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import * as WebRtcMedia from "@aculab-cloud/browser/WebRtcMedia"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { listen } from "./loudness.js"

export interface PhoneOptions {
  readonly cloudId: string
  readonly webRtcAccessKey: string
  readonly clientId: string
}

const tracks: Array<MediaStreamTrack> = []
const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await getUserMedia(constraints)
  tracks.push(...stream.getTracks())
  return stream
}

const run = <A, E>(what: string, effect: Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(
    Effect.timeoutOrElse(effect, {
      // A REGISTER that was under way when its connection broke keeps the next one waiting for 32 seconds: so SIP has
      // it (RFC 3261, 10.2 and 17.1.2), and so does the library.
      duration: "50 seconds",
      orElse: () => Effect.die(new Error(`never: ${what}`))
    })
  )

/** The first value of a stream that fits. */
const until = <A>(what: string, values: Stream.Stream<A>, isWanted: (value: A) => boolean): Promise<A> =>
  run(
    what,
    Stream.runHead(Stream.filter(values, isWanted)).pipe(
      Effect.flatMap(Option.match({ onNone: () => Effect.never, onSome: Effect.succeed }))
    )
  )

const textOf = (state: WebRtcClient.Registration) =>
  state.state === "not-registered" ? state.cause : state.state

const stateText = (state: CallState) =>
  state.state === "disconnected" ? `${state.cause} (${state.by})` : state.state

let scope = Scope.makeUnsafe()
let client: WebRtcClient.WebRtcClient["Service"]
let incoming: IncomingCall
let call: Call
let holder: Fiber.Fiber<unknown, unknown>
let camera: Scope.Closeable | undefined
const history: Array<string> = []
const states: Array<string> = []

/** Holds a call in a fiber of its own, until it is over or the fiber is interrupted. */
const hold = (open: Effect.Effect<Call, { readonly message: string }, Scope.Scope>): Promise<string> => {
  const opened = Promise.withResolvers<string>()
  const body = Effect.gen(function* () {
    call = yield* open
    states.length = 0
    yield* Effect.forkScoped(
      Stream.runForEach(call.state, (state) => Effect.sync(() => states.push(stateText(state))))
    )
    opened.resolve("under way")
    yield* call.ended
  }).pipe(
    Effect.scoped,
    Effect.tapError((error) => Effect.sync(() => opened.resolve(error.message)))
  )
  holder = Effect.runFork(body)
  return opened.promise
}

const phone = {
  start: async (options: PhoneOptions): Promise<void> => {
    scope = Scope.makeUnsafe()
    const make = Effect.gen(function* () {
      const tokens = yield* TokenSource.make({
        url: `/token/${encodeURIComponent(options.clientId)}`,
        firstDelay: "50 millis",
        maxDelay: "200 millis",
        patience: "300 millis"
      })
      return yield* WebRtcClient.make({
        ...options,
        tokens,
        library: () => import("@aculab-com/aculab-webrtc"),
        firstDelay: "50 millis",
        maxDelay: "200 millis"
      })
    })
    client = await run("a client", make.pipe(Effect.provide(BrowserTransport.layer), Scope.provide(scope)))
    Effect.runFork(
      Stream.runForEach(client.registration, (state) => Effect.sync(() => history.push(textOf(state))))
    )
  },
  close: () => run("the end", Scope.close(scope, Exit.void)),
  untilRegistration: async (text: string) => {
    await until(text, client.registration, (state) => textOf(state) === text)
  },
  registrations: () => history,

  call: (id: string, options?: DialOptions) => hold(client.callClient(id, options)),
  callService: (name: string) => hold(client.callService(name)),
  untilIncoming: async () => {
    incoming = await until("a call", client.incoming, () => true)
    const { from, caller, offers } = incoming
    return { from, caller, offers, header: incoming.headers("X-Ticket") }
  },
  answer: () => hold(incoming.answer()),
  reject: (code?: number) => run("a rejection", incoming.reject(code)),
  untilIncomingEnds: async () => {
    const last = await until("an end", incoming.state, ({ state }) => state === "disconnected")
    return stateText(last)
  },

  untilState: async (text: string) => {
    await until(`${text} after ${states}`, call.state, ({ state }) => state === text)
  },
  untilEnd: async () => stateText(await run("an end", call.ended)),
  states: () => states,
  hangUp: () => run("hanging up", call.hangUp),
  interrupt: () => run("an interruption", Effect.asVoid(Fiber.interrupt(holder))),
  sendDtmf: (tones: string) =>
    run(
      "tones",
      call
        .sendDtmf(tones)
        .pipe(Effect.match({ onSuccess: () => "sent", onFailure: (error) => error.message }))
    ),
  mute: (what: Partial<Muting>) => run("muting", call.mute(what)),
  unmute: (what: Partial<Muting>) => run("unmuting", call.unmute(what)),
  /** Statistics have no event: they are asked for until they show what is wanted. */
  untilPackets: (least: number) =>
    run(
      `${least} packets`,
      Effect.repeat(call.statistics, {
        until: ({ audio }) => audio.packetsSent >= least && audio.packetsReceived >= least,
        schedule: Schedule.spaced("100 millis")
      }).pipe(
        Effect.map(({ audio, roundTripTime }) => ({ ...audio, roundTrip: roundTripTime !== undefined }))
      )
    ),
  /** Waits until there is sound, or until there has been none for a second and a half. */
  untilHeard: async (isSound: boolean) => {
    const [stream] = await until("media", call.remoteMedia, (streams) => streams.length > 0)
    if (stream === undefined) throw new Error("no stream")
    await run(
      isSound ? "sound" : "silence",
      Effect.repeat(
        Effect.promise(() => listen(stream, 1500)),
        { until: (heard) => heard === isSound }
      )
    )
  },
  liveTracks: () => tracks.filter(({ readyState }) => readyState === "live").length,
  addCamera: async () => {
    const own = Scope.makeUnsafe()
    camera = own
    const add = Effect.flatMap(WebRtcMedia.devices({ video: true }), call.addStream)
    await run("a camera", Scope.provide(add, own))
  },
  removeCamera: () => run("no camera", camera === undefined ? Effect.void : Scope.close(camera, Exit.void)),
  untilStreams: async (count: number) => {
    await until(`${count} streams`, call.remoteMedia, (streams) => streams.length === count)
  }
}

export type Phone = typeof phone

Object.assign(globalThis, { phone })
