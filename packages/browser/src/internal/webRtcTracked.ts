/**
 * A call of the library whose callbacks are ours: one handler each, set before the library can call it, and
 * kept as values that any number of readers may follow.
 */
import type * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { CallState, Disconnected, Muting } from "../WebRtcCall.js"
import type { LibraryCall } from "../WebRtcLibrary.js"
import { disconnected, type LocalEnd } from "./webRtcCallState.js"
import { type Cell, makeCell } from "./webRtcCell.js"

export interface Tracked<Raw extends LibraryCall = LibraryCall> {
  readonly raw: Raw
  readonly direction: "outgoing" | "incoming"
  readonly state: Cell<CallState>
  readonly localMedia: Cell<ReadonlyArray<MediaStream>>
  readonly remoteMedia: Cell<ReadonlyArray<MediaStream>>
  readonly remoteVideoPaused: Cell<boolean>
  readonly muting: Cell<Muting>
  readonly ended: Effect.Effect<Disconnected>
  /** Ends the call, however far it is, and waits for the end: not for ever, the other side may be gone. */
  readonly end: (why: LocalEnd, how?: () => void) => Effect.Effect<void>
}

interface Options {
  readonly direction: "outgoing" | "incoming"
  /** Whether there can be sound before the answer: the library allows it of services only. */
  readonly earlyMedia: boolean
  readonly clock: Clock.Clock
  readonly onEnd: (tracked: Tracked) => void
}

/** How long the end of a call is waited for. */
const endWithin = /*#__PURE__*/ Duration.seconds(5)

export const track = <Raw extends LibraryCall>(raw: Raw, options: Options): Tracked<Raw> => {
  const { direction, clock } = options
  const state = makeCell<CallState>({ state: direction === "incoming" ? "ringing" : "connecting" })
  const localMedia = makeCell<ReadonlyArray<MediaStream>>([])
  const remoteMedia = makeCell<ReadonlyArray<MediaStream>>([])
  const remoteVideoPaused = makeCell(false)
  const muting = makeCell<Muting>({
    microphone: false,
    camera: false,
    remoteAudio: false,
    remoteVideo: false
  })
  let localEnd: LocalEnd | undefined

  const isOver = () => state.get().state === "disconnected"
  const move = (next: CallState, ...from: ReadonlyArray<CallState["state"]>) => {
    if (from.includes(state.get().state)) state.set(next)
  }
  // The library silences only what is there when it is asked.
  const silence = () => {
    if (Object.values(muting.get()).includes(true)) applyMuting(raw, muting.get())
  }
  const finish = (libraryCause: string) => {
    if (isOver()) return
    const wasConnected = state.get().state === "connected"
    localMedia.finish([])
    remoteMedia.finish([])
    remoteVideoPaused.finish(false)
    muting.finish(muting.get())
    state.finish(disconnected({ direction, wasConnected, localEnd, libraryCause }))
    options.onEnd(tracked)
  }

  raw.onRinging = () => move({ state: "ringing" }, "connecting")
  raw.onConnected = () => {
    const since = DateTime.makeUnsafe(clock.currentTimeMillisUnsafe())
    move({ state: "connected", since }, "connecting", "ringing", "early-media")
  }
  raw.onLocalMedia = ({ stream }) => {
    localMedia.set(withStream(localMedia.get(), stream))
    silence()
  }
  raw.onLocalMediaRemove = ({ stream }) => localMedia.set(withoutStream(localMedia.get(), stream))
  raw.onMedia = ({ stream }) => {
    remoteMedia.set(withStream(remoteMedia.get(), stream))
    silence()
    // When the answer is already there, the library says so in the same breath.
    if (options.earlyMedia) queueMicrotask(() => move({ state: "early-media" }, "connecting", "ringing"))
  }
  raw.onMediaRemove = ({ stream }) => remoteMedia.set(withoutStream(remoteMedia.get(), stream))
  raw.onRemoteVideoMute = () => remoteVideoPaused.set(true)
  raw.onRemoteVideoUnmute = () => remoteVideoPaused.set(false)
  raw.onDisconnect = ({ cause }) => finish(cause)

  const ended = Effect.flatMap(Stream.runLast(state.changes), (last) =>
    Option.isSome(last) && last.value.state === "disconnected" ? Effect.succeed(last.value) : Effect.never
  )

  const tracked: Tracked<Raw> = {
    raw,
    direction,
    state,
    localMedia,
    remoteMedia,
    remoteVideoPaused,
    muting,
    ended,
    end: (why, how = () => raw.disconnect()) =>
      Effect.gen(function* () {
        if (isOver()) return
        localEnd ??= why
        yield* Effect.ignore(Effect.try({ try: how, catch: () => undefined }))
        yield* Effect.timeoutOrElse(ended, {
          duration: endWithin,
          orElse: () => Effect.sync(() => finish("FAILED"))
        })
      })
  }
  return tracked
}

export const applyMuting = (raw: LibraryCall, muting: Muting): void =>
  raw.mute(muting.microphone, muting.remoteAudio, muting.camera, muting.remoteVideo)

const withStream = (streams: ReadonlyArray<MediaStream>, stream: MediaStream) =>
  streams.some(({ id }) => id === stream.id) ? streams : [...streams, stream]

const withoutStream = (streams: ReadonlyArray<MediaStream>, stream: MediaStream) =>
  streams.filter(({ id }) => id !== stream.id)
