/**
 * Calls that come in: kept while they ring, shown to everybody who reads, and rejected when nobody does.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { AnswerOptions, CallState, IncomingCall } from "../WebRtcCall.js"
import { NotPossible } from "../WebRtcError.js"
import type { LibraryIncomingCall, LibraryIncomingEvent } from "../WebRtcLibrary.js"
import {
  callOf,
  check,
  endUnlessConnected,
  headerLines,
  headersOf,
  optionIssues,
  untilItEnds,
  whileItLasts
} from "./webRtcCall.js"
import { type Cell, makeCell } from "./webRtcCell.js"
import { issueIf, millis } from "./webRtcChecks.js"
import { callOptions, mediaIssues } from "./webRtcMedia.js"
import { attempt, failure } from "./webRtcThrown.js"
import type { Tracked } from "./webRtcTracked.js"

export interface Patience {
  readonly unreadTimeout?: Duration.Input | undefined
  readonly ringTimeout?: Duration.Input | undefined
}

interface Ringing {
  readonly call: IncomingCall
  /** Says to the caller that somebody is alerted, once. */
  readonly read: () => void
  readonly isRead: () => boolean
}

export interface Incoming {
  readonly calls: Stream.Stream<IncomingCall>
  /** Takes a call in. The effect is its watch: it ends with the ringing. */
  readonly ring: (event: LibraryIncomingEvent, tracked: Tracked<LibraryIncomingCall>) => Effect.Effect<void>
  readonly close: () => void
}

export const makeIncoming = (patience: Patience): Incoming => {
  const ringing: Cell<ReadonlyArray<Ringing>> = makeCell<ReadonlyArray<Ringing>>([])
  const all = millis(patience.ringTimeout, "2 minutes")
  const unread = Math.min(millis(patience.unreadTimeout, "15 seconds"), all)
  return {
    calls: Stream.suspend(() => {
      const seen = new WeakSet<Ringing>()
      return ringing.changes.pipe(
        Stream.flattenIterable,
        Stream.filter((entry) => {
          const isNew = !seen.has(entry) && ringing.get().includes(entry)
          seen.add(entry)
          return isNew
        }),
        Stream.map((entry) => {
          entry.read()
          return entry.call
        })
      )
    }),
    ring: (event, tracked) => {
      const entry = ringingOf(event, tracked)
      ringing.set([...ringing.get(), entry])
      const reject = tracked.end("no-answer", () => tracked.raw.reject("480"))
      return Effect.sleep(unread).pipe(
        Effect.andThen(Effect.suspend(() => (entry.isRead() ? Effect.sleep(all - unread) : Effect.void))),
        Effect.andThen(reject),
        Effect.raceFirst(noLongerRinging(tracked)),
        Effect.ensuring(Effect.sync(() => ringing.set(ringing.get().filter((other) => other !== entry))))
      )
    },
    close: () => ringing.finish([])
  }
}

const noLongerRinging = ({ state }: Tracked): Effect.Effect<void> =>
  state.changes.pipe(
    Stream.takeUntil((now) => now.state !== "ringing"),
    Stream.runDrain
  )

const ringingOf = (event: LibraryIncomingEvent, tracked: Tracked<LibraryIncomingCall>): Ringing => {
  const { raw, state } = tracked
  let isRead = false
  const isRinging = () => state.get().state === "ringing"
  return {
    isRead: () => isRead,
    read: () => {
      if (isRead || !isRinging()) return
      isRead = true
      try {
        raw.ringing()
      } catch {
        // One caller who hears nothing must not end the stream of all.
      }
    },
    call: {
      id: raw.callUuid,
      from: event.from,
      caller: event.type === "client" || event.type === "service" ? event.type : "other",
      offers: { audio: event.offeringAudio, video: event.offeringVideo },
      accepts: { audio: event.canReceiveAudio, video: event.canReceiveVideo },
      state: state.changes,
      headers: (name) => headersOf(raw, name),
      answer: (options = {}) => answer(tracked, options),
      reject: (code = 486) =>
        Effect.gen(function* () {
          const isStatus = Number.isInteger(code) && code >= 400 && code <= 699
          yield* check(
            "IncomingCall.reject",
            issueIf(!isStatus, "code", "must be a whole number from 400 to 699")
          )
          yield* whileRinging("IncomingCall.reject", tracked)
          yield* tracked.end("reject", () => raw.reject(String(code)))
        })
    }
  }
}

/** How long an answered call may take to be connected. */
const connectWithin = "1 minute"

const answer = (tracked: Tracked<LibraryIncomingCall>, options: AnswerOptions) =>
  Effect.gen(function* () {
    const operation = "IncomingCall.answer"
    yield* check(operation, [...optionIssues(options), ...mediaIssues(options, true)])
    yield* whileRinging(operation, tracked)
    const media = callOptions(operation, options, headerLines(options.headers))
    yield* untilItEnds(
      Effect.gen(function* () {
        const toSend = yield* whileItLasts(operation, tracked, () => media)
        // Somebody else may have answered while the person was asked for the microphone.
        yield* whileRinging(operation, tracked)
        return yield* Effect.acquireRelease(
          attempt(operation, () => {
            tracked.raw.answer(toSend)
            const next: CallState = { state: "connecting" }
            tracked.state.set(next)
            return tracked
          }),
          () => tracked.end("hang-up")
        )
      })
    )
    const call = callOf(tracked)
    // The library waits for servers, and for a way to the other side, without an end.
    const end = Effect.andThen(Effect.sleep(connectWithin), tracked.end("no-connection"))
    yield* Effect.forkScoped(endUnlessConnected(call, end))
    return call
  })

const whileRinging = (operation: string, tracked: Tracked) =>
  whileItLasts(operation, tracked, () =>
    tracked.state.get().state === "ringing"
      ? Effect.void
      : Effect.fail(failure(operation, new NotPossible({ problem: "the call was answered already" })))
  )
