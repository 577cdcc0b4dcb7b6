/**
 * What the cloud answers to audio of a user, whichever way the audio came: by PUT, by POST (S), or through a
 * WebSocket, whose result has the same fields (S).
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AudioResult, UserAudioResult, Verification } from "../BiometricAudio.js"
import type { SocketOperation } from "../StreamSession.js"
import { decimal, defined, flag, open, otherThan } from "./answers.js"
import { problemsOf, wordsOf } from "./endpoint.js"
import { madeOnce } from "./madeOnce.js"

/** What to do when nobody knows whether the cloud used the audio. */
export const whenUnknown = {
  register: "Ask BiometricUsers.exists whether the user is registered",
  update: "Ask BiometricUsers.stats when the user was last updated",
  verify: "Verify again with new audio: the same audio may count as an attack"
}

const sourceAnswer = () => open({ name: Schema.optionalKey(Schema.String), accepted: flag() })

const answerFields = /*#__PURE__*/ madeOnce(() => ({
  application_instance_id: Schema.String,
  transaction_id: Schema.String,
  sources: Schema.optionalKey(Schema.Array(sourceAnswer()))
}))

export const answer = () => open(answerFields())
export type Answer = ReturnType<typeof answer>["Type"]

const verdictFields = /*#__PURE__*/ madeOnce(() => ({
  ...answerFields(),
  verified: flag(),
  confidence: decimal(),
  pad_detected: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ type: Schema.String, description: Schema.optionalKey(Schema.String) }))
  )
}))

export const verdict = () => open(verdictFields())
export type Verdict = ReturnType<typeof verdict>["Type"]

const sourceOf = (source: ReturnType<typeof sourceAnswer>["Type"]): AudioResult => ({
  ...defined({ name: source.name }),
  accepted: source.accepted,
  other: otherThan(["name", "accepted"], source)
})

export const resultOf = (wire: Answer): UserAudioResult => ({
  applicationInstanceId: wire.application_instance_id,
  transactionId: wire.transaction_id,
  sources: (wire.sources ?? []).map(sourceOf),
  other: otherThan(Object.keys(answerFields()), wire)
})

export const verificationOf = (wire: Verdict): Verification => ({
  ...resultOf(wire),
  verified: wire.verified,
  confidence: wire.confidence,
  ...defined({ padDetected: wire.pad_detected ?? undefined }),
  other: otherThan(Object.keys(verdictFields()), wire)
})

/** The result of each operation. */
export interface Results {
  readonly register: UserAudioResult
  readonly update: UserAudioResult
  readonly verify: Verification
}

const decoding = <Wire, Output>(schema: Schema.ConstraintDecoder<Wire>, outputOf: (wire: Wire) => Output) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (fields: unknown): Result.Result<Output, string> =>
    Result.match(decode(fields), {
      onFailure: ({ issue }) => Result.fail(wordsOf(problemsOf(issue))),
      onSuccess: (wire) => Result.succeed(outputOf(wire))
    })
}

/** Reads the fields of a result; what is wrong with them, in words, where they are another thing. */
export const resultReaders = /*#__PURE__*/ madeOnce(
  (): {
    readonly [Operation in SocketOperation]: (fields: unknown) => Result.Result<Results[Operation], string>
  } => ({
    register: decoding(answer(), resultOf),
    update: decoding(answer(), resultOf),
    verify: decoding(verdict(), verificationOf)
  })
)
