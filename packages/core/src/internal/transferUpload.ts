/**
 * Uploads: bodies that are files, alone or in a form, through the loop of every call.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { CallPolicy } from "../CallPolicy.js"
import type { CloudError } from "../CloudError.js"
import type { UploadContent } from "../Upload.js"
import { accepted, type Call, decode, perform } from "./call.js"
import type { Operation, Parameter } from "./endpoint.js"
import * as Failure from "./failure.js"
import { exchange } from "./http.js"
import { type Frame, frame } from "./multipart.js"
import { makeSending, type Sending } from "./transferBody.js"

export interface FileToSend<E, R> {
  readonly content: UploadContent<E, R>
  readonly fileName: string
  /** Checked by the operation. */
  readonly contentType: string
}

/** Runs an operation that has a file among its parameters. */
export const upload = <Input extends object, Output, Credential, E, R>(
  operation: Operation<Input, Output, Credential>,
  input: Input,
  { content, contentType, fileName }: FileToSend<E, R>
): Effect.Effect<Output, CloudError | E, Credential | HttpClient.HttpClient | R> =>
  sendFramed(operation, input, content, ({ endpoint, fields }) =>
    frame(fields, { name: fileParameter(endpoint.parameters), fileName, contentType })
  )

/** Runs an operation whose body is a content with something around it. */
export const sendFramed = <Input extends object, Output, Credential, E, R>(
  operation: Operation<Input, Output, Credential>,
  input: Input,
  content: UploadContent<E, R>,
  frameOf: (call: Call<Input, Output, Credential>) => Frame
): Effect.Effect<Output, CloudError | E, Credential | HttpClient.HttpClient | R> =>
  Effect.contextWith((context: Context.Context<R>) => {
    let failureOfContent: Cause.Cause<E> | undefined
    const onFailure = (cause: Cause.Cause<E>) => {
      failureOfContent = cause
    }
    return perform(operation, input, (call) =>
      Effect.gen(function* () {
        const source = { content, frame: frameOf(call), context, onFailure }
        const sending = yield* makeSending(source, yield* Clock.Clock)
        return yield* Effect.mapError(sendOnce(call, sending), (failure) =>
          sending.repeatable() ? failure : { ...failure, transient: false }
        )
      }).pipe(Effect.scoped)
    ).pipe(
      // What the caller's own stream failed with goes out as it came.
      Effect.catch(
        (error): Effect.Effect<never, CloudError | E> =>
          failureOfContent === undefined ? Effect.fail(error) : Effect.failCause(failureOfContent)
      )
    )
  })

/** The wire name of the parameter that is a file. */
export const fileParameter = (parameters: Readonly<Record<string, Parameter>>): string =>
  Object.values(parameters).find(({ place }) => place === "file")?.name ?? ""

const sendOnce = <Input, Output, Credential>(
  call: Call<Input, Output, Credential>,
  sending: Sending
): Effect.Effect<Output, Failure.Failure, HttpClient.HttpClient> => {
  const answer = Effect.mapError(exchange({ ...call.request, body: sending.body }), (problem) =>
    Failure.fromTransport(problem, call.excerpt)
  )
  return Effect.raceAllFirst([answer, sending.broken, standstill(sending, call.policy)]).pipe(
    Effect.flatMap((response) => accepted(call, response)),
    Effect.flatMap((response) =>
      sending.complete()
        ? Effect.map(Effect.fromResult(decode(call.endpoint, response, call.excerpt)), ({ output }) => output)
        : Effect.fail(
            Failure.unexpected(response, "it came before the end of the file was sent", call.excerpt)
          )
    )
  )
}

/**
 * Fails when nothing moves for too long. The deadline of the call does not cut off a file that moves,
 * however large it is: it decides whether there is another attempt.
 */
const standstill = /*#__PURE__*/ Effect.fnUntraced(function* (sending: Sending, policy: CallPolicy) {
  const attempt = Duration.toMillis(policy.attemptTimeout)
  const limit = Math.min(attempt, Duration.toMillis(policy.deadline))
  for (;;) {
    const left = limit * sending.unseen - sending.idle()
    // Less than a moment of the clock: parts of milliseconds may never add up to nothing.
    if (left < 1) return yield* Effect.fail(Failure.timedOut(limit < attempt ? "call" : "attempt", policy))
    yield* Effect.sleep(Duration.millis(left))
  }
})
