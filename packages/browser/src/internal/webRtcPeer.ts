/**
 * The peer connection of a call: tones, statistics, and when a change of the media is done. The library keeps
 * it to itself, and what it offers instead says neither when tones are out nor when a change is done. Where a
 * later version hides it, the library's own functions are used.
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { CallStatistics, MediaStatistics } from "../WebRtcCall.js"
import { NotPossible, TimedOut, type WebRtcError } from "../WebRtcError.js"
import type { LibraryCall } from "../WebRtcLibrary.js"
import { attempt, failure, reasonOf } from "./webRtcThrown.js"

export const peerOf = (raw: LibraryCall): RTCPeerConnection | undefined =>
  raw._session?.sessionDescriptionHandler?.peerConnection

interface Tones {
  readonly tones: string
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds. */
  readonly gap: number
}

/** Sends tones and waits until they are out. Interrupted, it leaves out those that did not sound yet. */
export const sendTones = (
  operation: string,
  raw: LibraryCall,
  { tones, duration, gap }: Tones
): Effect.Effect<void, WebRtcError> =>
  Effect.suspend(() => {
    const peer = peerOf(raw)
    if (peer === undefined) return attempt(operation, () => raw.sendDtmf(tones))
    const sender = peer.getSenders().find(({ dtmf }) => dtmf?.canInsertDTMF === true)?.dtmf
    if (sender === undefined || sender === null)
      return Effect.fail(failure(operation, reasonOf("DTMF send error")))
    const play = Effect.callback<void, WebRtcError>((resume) => {
      const heard = ({ tone }: RTCDTMFToneChangeEvent) => {
        if (tone === "") resume(Effect.void)
      }
      sender.addEventListener("tonechange", heard)
      try {
        sender.insertDTMF(tones, duration, gap)
      } catch {
        resume(Effect.fail(failure(operation, reasonOf("DTMF send error"))))
      }
      return Effect.sync(() => {
        sender.removeEventListener("tonechange", heard)
        if (sender.toneBuffer !== "" && sender.canInsertDTMF) sender.insertDTMF("")
      })
    })
    const within = Duration.millis(tones.length * (duration + gap) + 5000)
    return Effect.timeoutOrElse(play, { duration: within, orElse: () => timedOut(operation, within) })
  })

const timedOut = (operation: string, after: Duration.Duration) =>
  Effect.fail(failure(operation, new TimedOut({ after })))

/** How long a change of the media may take: the other side is asked, and answers. */
const changeWithin = /*#__PURE__*/ Duration.seconds(15)

/** Makes a change of the media and waits until both sides have it. The library cannot make two at a time. */
export const changeMedia = (
  operation: string,
  raw: LibraryCall,
  change: () => void
): Effect.Effect<void, WebRtcError> =>
  Effect.suspend(() => {
    const peer = peerOf(raw)
    if (peer === undefined) return attempt(operation, change)
    const until = (isWanted: (state: RTCSignalingState) => boolean) =>
      Effect.callback<void>((resume) => {
        const look = () => {
          if (isWanted(peer.signalingState)) resume(Effect.void)
        }
        peer.addEventListener("signalingstatechange", look)
        look()
        return Effect.sync(() => peer.removeEventListener("signalingstatechange", look))
      })
    const settled = until((state) => state === "stable" || state === "closed")
    const begun = until((state) => state !== "stable")
    return Effect.andThen(settled, attempt(operation, change)).pipe(
      Effect.andThen(begun),
      Effect.andThen(settled),
      Effect.timeoutOrElse({ duration: changeWithin, orElse: () => timedOut(operation, changeWithin) })
    )
  })

export const statisticsOf = (
  operation: string,
  raw: LibraryCall
): Effect.Effect<CallStatistics, WebRtcError> =>
  Effect.gen(function* () {
    const peer = peerOf(raw)
    const report = yield* Effect.tryPromise({
      // With an empty list the library sorts nothing, but it remarks on each entry in the console.
      try: async () => (peer === undefined ? (await raw.getStats([])).reports : await peer.getStats()),
      catch: (thrown) => failure(operation, reasonOf(thrown))
    })
    if (report === undefined)
      return yield* failure(operation, new NotPossible({ problem: "there are no statistics" }))
    const entries: Array<Entry> = []
    report.forEach((entry: Entry) => {
      entries.push(entry)
    })
    const roundTrip = roundTripOf(entries)
    return {
      at: yield* DateTime.now,
      audio: mediaOf("audio", entries),
      video: mediaOf("video", entries),
      ...(roundTrip === undefined ? {} : { roundTripTime: Duration.seconds(roundTrip) })
    }
  })

/** One entry of the browser's report; which fields it has is the browser's choice. */
type Entry = Readonly<Record<string, unknown>>

const numberIn = (entry: Entry, name: string): number | undefined => {
  const value = entry[name]
  return typeof value === "number" && Number.isFinite(value) ? value : undefined
}

const mediaOf = (kind: string, all: ReadonlyArray<Entry>): MediaStatistics => {
  const entries = all.filter((entry) => entry.kind === kind)
  const inbound = entries.filter(({ type }) => type === "inbound-rtp")
  const outbound = entries.filter(({ type }) => type === "outbound-rtp")
  const sum = (of: ReadonlyArray<Entry>, name: string) =>
    of.reduce((total, entry) => total + (numberIn(entry, name) ?? 0), 0)
  const jitters = inbound.flatMap((entry) => numberIn(entry, "jitter") ?? [])
  return {
    packetsSent: sum(outbound, "packetsSent"),
    bytesSent: sum(outbound, "bytesSent"),
    packetsReceived: sum(inbound, "packetsReceived"),
    bytesReceived: sum(inbound, "bytesReceived"),
    packetsLost: sum(inbound, "packetsLost"),
    ...(jitters.length === 0 ? {} : { jitter: Duration.seconds(Math.max(...jitters)) })
  }
}

/** In seconds: of the path in use, or what the other side reported. */
const roundTripOf = (entries: ReadonlyArray<Entry>): number | undefined => {
  const path = entries.find((entry) => entry.type === "candidate-pair" && entry.nominated === true)
  const report = entries.find(({ type }) => type === "remote-inbound-rtp")
  return (path && numberIn(path, "currentRoundTripTime")) ?? (report && numberIn(report, "roundTripTime"))
}
