/**
 * Calls that go out.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Call, DialOptions } from "../WebRtcCall.js"
import { NotPossible, TooManyCalls, type WebRtcError } from "../WebRtcError.js"
import type { LibraryCall, LibraryCallOptions, LibraryClient } from "../WebRtcLibrary.js"
import { callOf, endUnlessConnected, headerLines, optionIssues, untilItEnds } from "./webRtcCall.js"
import { durationIssues, type Issue, millis } from "./webRtcChecks.js"
import { callOptions, mediaIssues } from "./webRtcMedia.js"
import { failure } from "./webRtcThrown.js"
import type { Tracked } from "./webRtcTracked.js"

interface Line {
  readonly client: LibraryClient
  /** Those that are under way, in both directions. */
  readonly calls: ReadonlySet<Tracked>
  readonly isOpen: () => boolean
  readonly follow: (raw: LibraryCall, to: "client" | "service") => Tracked
}

/** A service cannot be called without something to send to it. */
export const dialIssues = (options: DialOptions, to: "client" | "service"): ReadonlyArray<Issue> => [
  ...optionIssues(options),
  ...mediaIssues(options, to === "service"),
  ...durationIssues({ answerTimeout: options.answerTimeout })
]

export const dial = (
  operation: string,
  to: "client" | "service",
  line: Line,
  options: DialOptions,
  place: (options: LibraryCallOptions) => Effect.Effect<LibraryCall, WebRtcError>
): Effect.Effect<Call, WebRtcError, Scope.Scope> =>
  Effect.gen(function* () {
    const { client } = line
    const mayCall = Effect.suspend(() => {
      if (!line.isOpen()) {
        return Effect.fail(failure(operation, new NotPossible({ problem: "the client's scope is closed" })))
      }
      return line.calls.size < client.maxConcurrent
        ? Effect.void
        : Effect.fail(failure(operation, new TooManyCalls({})))
    })
    // Before the person is asked for the microphone, and after: the answer may take a while.
    yield* mayCall
    const tracked = yield* untilItEnds(
      Effect.gen(function* () {
        const toSend = yield* callOptions(operation, options, headerLines(options.headers))
        yield* mayCall
        return yield* Effect.acquireRelease(
          Effect.map(place(toSend), (raw) => line.follow(raw, to)),
          (tracked) => tracked.end("hang-up")
        )
      })
    )
    // Of a connection that cannot be made at once, the library says nothing, and makes no second attempt.
    client.reconnect()
    const call = callOf(tracked)
    const wait = Effect.sleep(millis(options.answerTimeout, "2 minutes"))
    yield* Effect.forkScoped(endUnlessConnected(call, Effect.andThen(wait, tracked.end("no-answer"))))
    return call
  })
