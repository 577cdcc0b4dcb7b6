/**
 * Downloads: the head of the answer through the loop of every call, then the body as a
 * stream that is never repeated.
 */

import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CloudError } from "../CloudError.js"
import type { Download } from "../Download.js"
import { accepted, type Call, errorOf, perform, withinLimits } from "./call.js"
import type { Operation } from "./endpoint.js"
import * as Failure from "./failure.js"
import * as Http from "./http.js"
import { withPatience } from "./patience.js"

/** Opens the file that an operation answers with. Closing the scope ends the exchange. */
export const openDownload = <Input extends object, Credential>(
  operation: Operation<Input, void, Credential>,
  input: Input
): Effect.Effect<Download, CloudError, Credential | HttpClient.HttpClient | Scope.Scope> =>
  perform(operation, input, (call, left) =>
    Effect.map(inScopeOfItsOwn(withinLimits(call.policy, left)(headOf(call))), (incoming) => {
      const length = lengthOf(incoming.headers)
      return {
        length,
        contentType: incoming.headers["content-type"],
        bytes: once(
          Stream.mapError(bytesOf(call, incoming, length), (failure) => errorOf(call.endpoint, failure))
        )
      }
    })
  )

/** The same, as a stream that opens the file when it is run, and closes it at its end. */
export const download = <Input extends object, Credential>(
  operation: Operation<Input, void, Credential>,
  input: Input
): Stream.Stream<Uint8Array, CloudError, Credential | HttpClient.HttpClient> =>
  Stream.unwrap(Effect.map(openDownload(operation, input), ({ bytes }) => bytes))

/** What an attempt opens is closed when it fails, and not only when the caller's scope is. */
const inScopeOfItsOwn = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Exclude<R, Scope.Scope> | Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.scope, (outer) =>
      Effect.flatMap(Scope.fork(outer), (own) =>
        Effect.onError(restore(Scope.provide(effect, own)), (cause) =>
          Scope.close(own, Exit.failCause(cause))
        )
      )
    )
  )

const headOf = <Input, Output, Credential>(
  call: Call<Input, Output, Credential>
): Effect.Effect<Http.Incoming, Failure.Failure, HttpClient.HttpClient | Scope.Scope> => {
  const fromTransport = Effect.mapError((problem: Http.TransportProblem) =>
    Failure.fromTransport(problem, call.excerpt)
  )
  return Effect.flatMap(fromTransport(Http.open(call.request)), (incoming) => {
    if (incoming.status !== 200) {
      return Effect.flatMap(fromTransport(incoming.whole), (response) =>
        Effect.flatMap(accepted(call, response), () =>
          Effect.fail(Failure.unexpected(response, "only HTTP 200 is the whole of a file", call.excerpt))
        )
      )
    }
    call.span.attribute("http.response.status_code", incoming.status)
    return Effect.succeed(incoming)
  })
}

/** The announced length, where it counts the bytes that come out here: of compressed ones it does not. */
const lengthOf = (headers: Http.WireResponse["headers"]): number | undefined => {
  const announced = headers["content-length"]
  return announced !== undefined && /^\d+$/.test(announced) && headers["content-encoding"] === undefined
    ? Number(announced)
    : undefined
}

/** The body, each part of it in time, and all of it as long as announced. */
const bytesOf = <Input, Output, Credential>(
  { policy, excerpt }: Call<Input, Output, Credential>,
  incoming: Http.Incoming,
  length: number | undefined
): Stream.Stream<Uint8Array, Failure.Failure> => {
  const body = withPatience(
    Stream.mapError(incoming.bytes, (problem) => Failure.fromTransport(problem, excerpt)),
    policy.attemptTimeout,
    () => Failure.timedOut("attempt", policy)
  )
  const wrong = (problem: string) =>
    Effect.fail(Failure.unexpected({ ...incoming, text: "", cut: true }, problem, excerpt))
  return Stream.transformPull(body, (pull) =>
    Effect.sync(() => {
      let received = 0
      return Pull.matchEffect(pull, {
        onSuccess: (chunks) => {
          for (const chunk of chunks) received += chunk.length
          return length === undefined || received <= length
            ? Effect.succeed(chunks)
            : wrong(`it is longer than the ${length} bytes that it announced`)
        },
        onFailure: Effect.failCause,
        onDone: (): Pull.Pull<never, Failure.Failure> =>
          length === undefined || received === length
            ? Cause.done()
            : wrong(`it ended after ${received} of the ${length} bytes that it announced`)
      })
    })
  )
}

/** A second reader would find nothing, or a part: better that it finds out why. */
const once = <A, E>(stream: Stream.Stream<A, E>): Stream.Stream<A, E> => {
  let read = false
  return Stream.suspend(() => {
    if (read) return Stream.die(new Error("the bytes of a download can be read once"))
    read = true
    return stream
  })
}
