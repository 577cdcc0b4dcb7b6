/**
 * Many messages, several at a time: each is called as a single one is, when it is its turn, and each that was taken
 * from the source is told of exactly once.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { CallPolicy } from "../CallPolicy.js"
import type { CloudAccount } from "../CloudAccount.js"
import type { CloudError } from "../CloudError.js"
import type { BatchMessage, BatchOptions, BatchPlace, BatchResult } from "../MessageBatch.js"
import type { MessageReference } from "../MessageStatus.js"
import type { SendOptions } from "../Messages.js"
import { type BatchSettings, settingsOf } from "./batchOptions.js"
import { makeRun } from "./batchRun.js"
import { makeSource, type Taken } from "./batchSource.js"
import { answerWithin, type Call, errorOf, perform, type Requirements } from "./call.js"
import type { Operation } from "./endpoint.js"
import type * as Failure from "./failure.js"
import { makePace, type Pace, type Turn } from "./pace.js"

type References = readonly [MessageReference, ...Array<MessageReference>]
type Send = Operation<SendOptions, References, CloudAccount>

/** A message that was taken from the source and whose result was not handed out yet. */
interface Open<Key> extends BatchPlace<Key> {
  readonly options: SendOptions
  /** When it began, the last time. */
  turn: Turn
  /** An attempt is under way: the cloud may be acting. */
  underWay: boolean
  /** What the last attempt met, when the cloud has provably done nothing. */
  refusal: Failure.Failure | undefined
  result: BatchResult<Key> | undefined
}

export const sendAll = <Key, E, R, E2, R2>(
  send: Send,
  messages: Stream.Stream<BatchMessage<Key>, E, R>,
  options: BatchOptions<Key, E2, R2> | undefined
): Stream.Stream<BatchResult<Key>, E | E2 | CloudError, R | R2 | Requirements> =>
  Stream.unwrap(Effect.flatMap(settingsOf(options), (settings) => start(send, messages, settings)))

const start = /*#__PURE__*/ Effect.fnUntraced(function* <Key, E, R, E2, R2>(
  send: Send,
  messages: Stream.Stream<BatchMessage<Key>, E, R>,
  { concurrency, limit, beforeSend, stop, onAbandoned }: BatchSettings<Key, E2, R2>
) {
  const run = makeRun<E | E2>()
  const pace = makePace(limit, run)
  const tell = makeTeller<Key>(send, run.refusal)
  const results = yield* Queue.bounded<BatchResult<Key>, E | E2 | Cause.Done>(concurrency)
  const open = new Map<number, Open<Key>>()

  const sendOne = Effect.fnUntraced(function* (message: Open<Key>) {
    const { options, index, key } = message
    const isValid = Result.isSuccess(send().encode(options, yield* Clock.currentTimeMillis))
    // What breaks a rule needs no turn: it is only told what is wrong.
    if (isValid) {
      const turn = yield* pace.turn
      if (turn === undefined) return tell.untried(message)
      message.turn = turn
      yield* Effect.catchCause(
        Effect.suspend(() => beforeSend({ index, key })),
        (cause) => Effect.sync(() => run.breakOff(cause))
      )
      if (run.isHalted()) return tell.untried(message)
    }
    return yield* Effect.match(perform(send, options, attempt(message, pace)), {
      onSuccess: ({ output }): BatchResult<Key> => ({ index, key, outcome: "sent", references: output }),
      onFailure: (error) => {
        if (error.reason._tag === "Unauthorized") run.refuse(error)
        return tell.failed(message, error)
      }
    })
  })

  // Made before everything that it looks back on, so it runs when nothing is under way any more.
  // Each is told of, also when telling of another goes wrong; what went wrong comes out at the end.
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(
      Effect.forEach([...open.values()], (message) =>
        Effect.exit(Effect.suspend(() => onAbandoned(tell.abandoned(message))))
      ),
      Exit.asVoidAll
    )
  )
  const next = yield* makeSource(messages, run)
  const lane = Effect.gen(function* () {
    for (let taken = yield* next; taken !== undefined; taken = yield* next) {
      const message = opened(taken)
      open.set(message.index, message)
      message.result = yield* sendOne(message)
      yield* Queue.offer(results, message.result)
    }
  })
  // At once, for the wish may be there already.
  yield* Effect.forkScoped(Effect.andThen(stop, Effect.sync(run.stop)), { startImmediately: true })
  yield* Effect.forkScoped(
    Effect.forEach(Array.from({ length: concurrency }), () => lane, {
      concurrency: "unbounded",
      discard: true
    }).pipe(
      Effect.onExit((exit) => {
        const failure = exit._tag === "Failure" ? exit.cause : run.failure()
        return failure === undefined ? Queue.end(results) : Queue.failCause(results, failure)
      })
    )
  )
  // One at a time: what a consumer was not given is not lost with the rest of its chunk.
  const handOut = Effect.map(Queue.take(results), (result): readonly [BatchResult<Key>] => {
    open.delete(result.index)
    return [result]
  })
  return Stream.fromPull(Effect.succeed(handOut))
})

const opened = <Key>({ index, element }: Taken<BatchMessage<Key>>): Open<Key> => {
  const { key, ...options } = element
  return { index, key, options, turn: 0, underWay: false, refusal: undefined, result: undefined }
}

/** Says what has become of a message. */
const makeTeller = <Key>(send: Send, refusal: () => CloudError | undefined) => {
  const { operation, repeat, whenUnknown = "" } = send()

  const failed = ({ index, key }: BatchPlace<Key>, error: CloudError): BatchResult<Key> =>
    error.outcome === "unknown"
      ? { index, key, outcome: "unknown", advice: error.advice ?? whenUnknown, error }
      : { index, key, outcome: error.outcome, error }

  const untried = ({ index, key }: BatchPlace<Key>): BatchResult<Key> => {
    const error = refusal()
    return { index, key, outcome: "not-sent", ...(error === undefined ? {} : { error }) }
  }

  const abandoned = (message: Open<Key>): BatchResult<Key> => {
    const { index, key, result, underWay, refusal } = message
    if (result !== undefined) return result
    if (underWay) return { index, key, outcome: "unknown", advice: whenUnknown }
    return refusal === undefined ? untried(message) : failed(message, errorOf({ operation, repeat }, refusal))
  }

  return { failed, untried, abandoned }
}

/** An attempt that says whether it is under way. After a refusal it waits for a turn as a first one does. */
const attempt =
  <Key>(message: Open<Key>, pace: Pace) =>
  (call: Call<SendOptions, References, CloudAccount>, left: number) =>
    Effect.gen(function* () {
      const { refusal } = message
      const remaining = refusal === undefined ? left : yield* turnAgain(message, refusal, pace, left)
      message.underWay = true
      return yield* Effect.catch(answerWithin(call, remaining), (failure) => {
        if (failure.outcome === "unknown") return Effect.fail(failure)
        message.underWay = false
        message.refusal = failure
        return Effect.flatMap(slowedDown(message.turn, failure, pace, call.policy, remaining), Effect.fail)
      })
    })

/** Waits for another turn. Gives the milliseconds that are left of the call then, and the refusal if there are none. */
const turnAgain = /*#__PURE__*/ Effect.fnUntraced(function* <Key>(
  message: Open<Key>,
  refusal: Failure.Failure,
  pace: Pace,
  left: number
) {
  const begin = yield* Clock.currentTimeMillis
  const turn = yield* Effect.timeoutOrElse(pace.turn, {
    duration: Duration.millis(left),
    orElse: () => Effect.succeed(undefined)
  })
  const remaining = left - ((yield* Clock.currentTimeMillis) - begin)
  if (turn === undefined || remaining <= 0) return yield* Effect.fail({ ...refusal, transient: false })
  message.turn = turn
  return remaining
})

/** After a 429 all wait, and not only the call that got it: so that one has nothing left to wait for by itself. */
const slowedDown = /*#__PURE__*/ Effect.fnUntraced(function* (
  turn: Turn,
  failure: Failure.Failure,
  pace: Pace,
  policy: CallPolicy,
  left: number
) {
  if (failure.reason._tag !== "RateLimited") return failure
  const asked = failure.retryAfter === undefined ? undefined : Duration.toMillis(failure.retryAfter)
  const longest = Duration.toMillis(policy.maxRetryAfter)
  yield* pace.slowDown(turn, Math.min(asked ?? Duration.toMillis(policy.firstDelay), longest))
  // More than the policy allows, or than there is time for, ends the call: it has to see that.
  return asked === undefined || asked > longest || asked >= left
    ? failure
    : { ...failure, retryAfter: Duration.zero }
})
