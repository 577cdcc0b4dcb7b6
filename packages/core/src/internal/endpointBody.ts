/**
 * The body of a request of one's own page: JSON, short, and soon.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Refused, refuse } from "./endpointHandler.js"
import { readTextUpTo } from "./requestBody.js"

/**
 * Other types are refused: a form of any other site can send them, with the user's cookies, and without asking
 * beforehand whether it may.
 */
const isJson = (request: Request): boolean =>
  /^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? "")

export const readJson = (
  request: Request,
  limit: number,
  timeout: Duration.Input
): Effect.Effect<unknown, Refused> =>
  Effect.gen(function* () {
    if (!isJson(request)) return yield* refuse(415, "not-json")
    const text = yield* readTextUpTo(request, limit).pipe(
      Effect.catch(() => refuse(400, "malformed")),
      Effect.timeoutOrElse({ duration: timeout, orElse: () => refuse(408, "body-timed-out") })
    )
    if (text === undefined) return yield* refuse(413, "body-too-long")
    return yield* Effect.catch(
      Effect.try({ try: (): unknown => JSON.parse(text), catch: () => undefined }),
      () => refuse(400, "malformed")
    )
  })
