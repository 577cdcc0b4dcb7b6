/**
 * A call as the public sees it.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { AnswerOptions, Call, Disconnected, DtmfOptions, Muting } from "../WebRtcCall.js"
import { CallEnded, NotPossible, type WebRtcError } from "../WebRtcError.js"
import type { LibraryCall } from "../WebRtcLibrary.js"
import { type Issue, invalidInput, issueIf, keyIssues, millis } from "./webRtcChecks.js"
import { changeMedia, sendTones, statisticsOf } from "./webRtcPeer.js"
import { attempt, failure } from "./webRtcThrown.js"
import { applyMuting, type Tracked } from "./webRtcTracked.js"

export const callOf = (tracked: Tracked): Call => {
  const { raw, direction, muting } = tracked
  const oneAtATime = { tones: Semaphore.makeUnsafe(1), media: Semaphore.makeUnsafe(1) }

  const setMuting = (operation: string, what: Partial<Muting>, value: boolean) =>
    whileItLasts(operation, tracked, () =>
      Effect.suspend(() => {
        const next = { ...muting.get() }
        for (const name of mutable) if (what[name] === true) next[name] = value
        return attempt(operation, () => {
          applyMuting(raw, next)
          muting.set(next)
        })
      })
    )

  return {
    id: raw.callUuid,
    direction,
    state: tracked.state.changes,
    connected: connected(tracked),
    ended: tracked.ended,
    localMedia: tracked.localMedia.changes,
    remoteMedia: tracked.remoteMedia.changes,
    muting: muting.changes,
    remoteVideoPaused: tracked.remoteVideoPaused.changes,
    mute: (what) => setMuting("Call.mute", what, true),
    unmute: (what) => setMuting("Call.unmute", what, false),
    sendDtmf: (tones, options = {}) =>
      Effect.gen(function* () {
        yield* check("Call.sendDtmf", toneIssues(tones, options))
        const duration = millis(options.duration, standardTone)
        const gap = millis(options.gap, standardGap)
        const send = sendTones("Call.sendDtmf", raw, { tones, duration, gap })
        yield* oneAtATime.tones.withPermit(whileConnected("Call.sendDtmf", tracked, () => send))
      }),
    addStream: (stream) =>
      Effect.gen(function* () {
        let isSent = false
        const change = (operation: string, run: () => void) =>
          oneAtATime.media.withPermit(
            whileConnected(operation, tracked, () => changeMedia(operation, raw, run))
          )
        const remove = Effect.suspend(() => {
          if (!isSent) return Effect.void
          isSent = false
          return Effect.ignore(change("Call.removeStream", () => raw.removeStream(stream)))
        })
        // Where the other side does not answer, nobody has to wait for it: the call ends with the scope, or goes on.
        yield* Effect.addFinalizer(() => Effect.timeoutOption(remove, "3 seconds"))
        yield* change("Call.addStream", () => {
          raw.addStream(stream)
          isSent = true
        })
        yield* Effect.forkScoped(Effect.andThen(tracksEnded(stream), remove))
      }),
    statistics: whileItLasts("Call.statistics", tracked, () => statisticsOf("Call.statistics", raw)),
    headers: (name) => headersOf(raw, name),
    hangUp: tracked.end("hang-up")
  }
}

const mutable = ["microphone", "camera", "remoteAudio", "remoteVideo"] as const

const standardTone = "100 millis"
const standardGap = "70 millis"

const toneIssues = (tones: unknown, { duration, gap }: DtmfOptions): ReadonlyArray<Issue> => {
  const isWithin = (value: number, least: number) => value >= least && value <= 6000
  return [
    ...issueIf(
      typeof tones !== "string" || !/^[0-9A-Da-d*#]+$/.test(tones),
      "tones",
      "must be 0 to 9, A to D, * and #, at least one"
    ),
    ...issueIf(
      !isWithin(millis(duration, standardTone), 40),
      "duration",
      "must be from 40 milliseconds to 6 seconds"
    ),
    ...issueIf(!isWithin(millis(gap, standardGap), 30), "gap", "must be from 30 milliseconds to 6 seconds")
  ]
}

export const check = (operation: string, issues: ReadonlyArray<Issue>): Effect.Effect<void, WebRtcError> => {
  const reason = invalidInput(issues)
  return reason === undefined ? Effect.void : Effect.fail(failure(operation, reason))
}

/** Header names and values that the library would put into the message as they are: a line break would end it. */
export const headerIssues = (headers: AnswerOptions["headers"]): ReadonlyArray<Issue> =>
  Object.entries(headers ?? {}).flatMap(([name, value]) => [
    ...issueIf(
      !/^X-[A-Za-z0-9-]+$/.test(name),
      "headers",
      "must have names of letters, digits and -, after X-"
    ),
    ...issueIf(!/^[^\p{Cc}]*$/u.test(value), "headers", "must have values without control characters")
  ])

export const headerLines = (headers: AnswerOptions["headers"]): ReadonlyArray<string> =>
  Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)

export const optionIssues = (options: AnswerOptions): ReadonlyArray<Issue> => [
  ...keyIssues(options),
  ...headerIssues(options.headers)
]

export const headersOf = (raw: LibraryCall, name: string): ReadonlyArray<string> => {
  try {
    return raw.getSipHeaders?.(name) ?? []
  } catch {
    // The library looks into a message that is not there any more.
    return []
  }
}

const isOver = (operation: string, { cause, by }: Disconnected) =>
  Effect.fail(failure(operation, new CallEnded({ cause, by })))

/** Fails with the end of a call that is over, now or before the effect is done. */
export const whileItLasts = <A, E, R>(
  operation: string,
  tracked: Tracked,
  run: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E | WebRtcError, R> =>
  Effect.suspend(() => {
    const now = tracked.state.get()
    if (now.state === "disconnected") return isOver(operation, now)
    return Effect.raceFirst(
      run(),
      Effect.flatMap(tracked.ended, (end) => isOver(operation, end))
    )
  })

const whileConnected = <A>(operation: string, tracked: Tracked, run: () => Effect.Effect<A, WebRtcError>) =>
  whileItLasts(operation, tracked, () =>
    tracked.state.get().state === "connected"
      ? run()
      : Effect.fail(failure(operation, new NotPossible({ problem: "the call is not connected" })))
  )

const connected = (tracked: Tracked): Effect.Effect<void, WebRtcError> =>
  whileItLasts("Call.connected", tracked, () =>
    tracked.state.changes.pipe(
      Stream.filter(({ state }) => state === "connected"),
      Stream.runHead,
      // Without one, the stream has come to its end, and so has the call.
      Effect.flatMap((found) => (Option.isSome(found) ? Effect.void : Effect.never))
    )
  )

/** What is opened for a call is closed when it ends, or does not come about: the caller's scope may go on. */
export const untilItEnds = <R>(
  begin: Effect.Effect<Tracked, WebRtcError, R>
): Effect.Effect<Tracked, WebRtcError, Exclude<R, Scope.Scope> | Scope.Scope> =>
  Effect.gen(function* () {
    const outer = yield* Effect.scope
    const own = yield* Scope.fork(outer)
    const tracked = yield* begin.pipe(
      Scope.provide(own),
      Effect.onError((cause) => Scope.close(own, Exit.failCause(cause)))
    )
    yield* Effect.forkIn(Effect.andThen(tracked.ended, Scope.close(own, Exit.void)), outer)
    return tracked
  })

/** Runs an end that waits, unless the call is connected, or over, before that. */
export const endUnlessConnected = (call: Call, end: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.raceFirst(Effect.ignore(call.connected), end)

const tracksEnded = (stream: MediaStream): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const tracks = stream.getTracks()
    const look = () => {
      if (tracks.every(({ readyState }) => readyState === "ended")) resume(Effect.void)
    }
    for (const track of tracks) track.addEventListener("ended", look)
    look()
    return Effect.sync(() => {
      for (const track of tracks) track.removeEventListener("ended", look)
    })
  })
