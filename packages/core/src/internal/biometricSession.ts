/**
 * Opening a session: the GET of register, update and verify as data.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CloudError } from "../CloudError.js"
import type { AudioRules, SocketOperation, StreamSession } from "../StreamSession.js"
import { UserGroupKey } from "../UserGroupKey.js"
import { answeredUrlRule, type Finder } from "./biometricSocketUrl.js"
import { answerWithin, perform, withheld } from "./call.js"
import * as Endpoint from "./endpoint.js"
import * as Failure from "./failure.js"
import { longestSeconds, lowestRate } from "./wavCheck.js"
import * as Wire from "./wire.js"

/** What the GET takes, of all three operations. */
export interface SessionInput {
  readonly userId: string
  readonly fileName?: string | undefined
}

export interface VerifySessionInput extends SessionInput {
  readonly sensitivity?: number | undefined
  readonly textDependent?: boolean | undefined
  readonly enablePad: boolean
}

const whose = () => ({
  userId: Endpoint.inQuery("user_id", "D", Wire.nonEmptyText),
  // The published example has it, in a command that is literally a GET (D); what it is for is inferred.
  fileName: Endpoint.optionalInQuery("filename", "D", Wire.nonEmptyText)
})

/**
 * Asking for a session is a *read* (I): nobody is registered, updated or verified before audio has come. A
 * session that nobody uses is forgotten.
 */
const asking = () =>
  ({
    operation: "BiometricSocket.open",
    method: "GET",
    credential: UserGroupKey,
    repeat: "read",
    // What the answer looks like is the codec's to know. The URL in it is as good as a password.
    responseMark: "I",
    response: Schema.Unknown,
    secretAnswer: true
  }) as const

export const registerByGet = /*#__PURE__*/ Endpoint.define<SessionInput, unknown, UserGroupKey>(() => ({
  ...asking(),
  wrapper: [20],
  path: "/voice_biometrics/v1/user/register",
  pathMark: "D",
  parameters: whose()
}))

export const updateByGet = /*#__PURE__*/ Endpoint.define<SessionInput, unknown, UserGroupKey>(() => ({
  ...asking(),
  wrapper: [21],
  path: "/voice_biometrics/v1/user/update",
  pathMark: "I",
  parameters: whose()
}))

export const verifyByGet = /*#__PURE__*/ Endpoint.define<VerifySessionInput, unknown, UserGroupKey>(() => ({
  ...asking(),
  wrapper: [22],
  path: "/voice_biometrics/v1/user/verify",
  pathMark: "I",
  parameters: {
    ...whose(),
    sensitivity: Endpoint.optionalInQuery("sensitivity", "I", Wire.decimal(-10, 10)),
    textDependent: Endpoint.optionalInQuery("text_dependent", "I", Wire.flag),
    enablePad: Endpoint.inQuery("enable_pad", "I", Wire.flag)
  }
}))

const rules = (): AudioRules => ({
  encodings: ["pcm16", "a-law", "mu-law"],
  channels: 1,
  lowestSampleRate: lowestRate,
  longestSeconds
})

/** Asks the cloud for a session. */
export const openSession = <Operation extends SocketOperation, Input extends SessionInput>(
  operation: Operation,
  endpoint: Endpoint.Operation<Input, unknown, UserGroupKey>,
  input: Input,
  codec: Finder
): Effect.Effect<StreamSession<Operation>, CloudError, UserGroupKey | HttpClient.HttpClient> =>
  perform(endpoint, input, (call, left) =>
    Effect.gen(function* () {
      const { status, output } = yield* answerWithin(call, left)
      const asked = new URL(call.request.url)
      const url = urlIn(
        output,
        codec,
        (answered) => asked.protocol === "http:" && answered.host === asked.host
      )
      if (Result.isFailure(url)) {
        const response = { status, headers: {}, text: "", cut: false }
        return yield* Effect.fail(Failure.unexpected(response, url.failure, withheld))
      }
      return {
        operation,
        url: Redacted.make(url.success),
        openedAt: DateTime.fromDateUnsafe(new Date(yield* Clock.currentTimeMillis)),
        rules: rules()
      }
    })
  )

const urlIn = (
  answer: unknown,
  codec: Finder,
  mayBePlain: (url: URL) => boolean
): Result.Result<string, string> => {
  const url = codec.urlOf(answer)
  if (url === undefined) return Result.fail("it holds no URL of a WebSocket")
  const rule = answeredUrlRule(url, mayBePlain)
  return rule === undefined ? Result.succeed(url) : Result.fail(`the URL of the WebSocket ${rule}`)
}
