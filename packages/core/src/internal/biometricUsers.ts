/**
 * The operations of users that carry audio, as data, and their answers.
 */
import * as Schema from "effect/Schema"
import type { AudioResult, UserAudioResult, Verification } from "../BiometricAudio.js"
import { UserGroupKey } from "../UserGroupKey.js"
import { decimal, defined, flag, open, otherThan } from "./answers.js"
import { type AudioInput, audioFiles, audioUrls, onlyOne, sourceProblems } from "./biometricAudio.js"
import * as Endpoint from "./endpoint.js"
import * as Wire from "./wire.js"

/** The most sources of one call (D). */
const most = 12

const sourceAnswer = () => open({ name: Schema.optionalKey(Schema.String), accepted: flag() })

const answerFields = () => ({
  application_instance_id: Schema.String,
  transaction_id: Schema.String,
  sources: Schema.optionalKey(Schema.Array(sourceAnswer()))
})

const answer = () => open(answerFields())
export type Answer = ReturnType<typeof answer>["Type"]

const verdictFields = () => ({
  ...answerFields(),
  verified: flag(),
  confidence: decimal(),
  pad_detected: Schema.optionalKey(
    Schema.NullOr(Schema.Struct({ type: Schema.String, description: Schema.optionalKey(Schema.String) }))
  )
})

const verdict = () => open(verdictFields())
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

const userId = () => ({ userId: Endpoint.inQuery("user_id", "D", Wire.nonEmptyText) })

/** The one file of a PUT, as it is (I). */
export interface PutInput extends AudioInput {
  readonly fileName?: string | undefined
}

const asBody = () => ({
  ...userId(),
  fileName: Endpoint.optionalInQuery("filename", "D", Wire.nonEmptyText),
  audio: Endpoint.asContent("audio", "I", audioFiles(onlyOne))
})

/** Files of a form, or URLs. */
export interface PostInput extends AudioInput {
  readonly urls?: ReadonlyArray<string> | undefined
}

const asForm = () => ({
  ...userId(),
  audio: Endpoint.optionalFile(
    "source",
    "I",
    audioFiles(() => undefined)
  ),
  urls: Endpoint.optional("wav_file_url", "D", audioUrls())
})

const common = { credential: UserGroupKey, repeat: "once", responseMark: "S" } as const

const registering = () => ({
  ...common,
  operation: "BiometricUsers.register",
  wrapper: [20],
  path: "/voice_biometrics/v1/user/register",
  pathMark: "D" as const,
  whenUnknown: "Ask BiometricUsers.exists whether the user is registered",
  response: answer()
})

const updating = () => ({
  ...common,
  operation: "BiometricUsers.update",
  wrapper: [21],
  path: "/voice_biometrics/v1/user/update",
  pathMark: "I" as const,
  whenUnknown: "Ask BiometricUsers.stats when the user was last updated",
  response: answer()
})

const verifying = () => ({
  ...common,
  operation: "BiometricUsers.verify",
  wrapper: [22],
  path: "/voice_biometrics/v1/user/verify",
  pathMark: "I" as const,
  whenUnknown: "Verify again with new audio: the same audio may count as an attack",
  response: verdict()
})

const severalSources = (input: Readonly<Record<string, unknown>>) =>
  sourceProblems(input.audio, input.urls, most, "urls")

export const registerByPut = /*#__PURE__*/ Endpoint.define<PutInput, Answer, UserGroupKey>(() => ({
  ...registering(),
  method: "PUT",
  parameters: asBody()
}))

export const registerByPost = /*#__PURE__*/ Endpoint.define<PostInput, Answer, UserGroupKey>(() => ({
  ...registering(),
  method: "POST",
  parameters: asForm(),
  rules: severalSources
}))

export const updateByPut = /*#__PURE__*/ Endpoint.define<PutInput, Answer, UserGroupKey>(() => ({
  ...updating(),
  method: "PUT",
  parameters: asBody()
}))

export const updateByPost = /*#__PURE__*/ Endpoint.define<PostInput, Answer, UserGroupKey>(() => ({
  ...updating(),
  method: "POST",
  parameters: asForm(),
  rules: severalSources
}))

interface VerifyInput {
  readonly sensitivity?: number | undefined
  readonly textDependent?: boolean | undefined
  readonly enablePad: boolean
}

const howToVerify = () => ({
  sensitivity: Endpoint.optionalInQuery("sensitivity", "I", Wire.decimal(-10, 10)),
  textDependent: Endpoint.optionalInQuery("text_dependent", "I", Wire.flag),
  enablePad: Endpoint.inQuery("enable_pad", "I", Wire.flag)
})

export const verifyByPut = /*#__PURE__*/ Endpoint.define<PutInput & VerifyInput, Verdict, UserGroupKey>(
  () => ({ ...verifying(), method: "PUT", parameters: { ...asBody(), ...howToVerify() } })
)

interface VerifyByPost extends AudioInput, VerifyInput {
  readonly url?: string | undefined
}

export const verifyByPost = /*#__PURE__*/ Endpoint.define<VerifyByPost, Verdict, UserGroupKey>(() => ({
  ...verifying(),
  method: "POST",
  parameters: {
    ...userId(),
    audio: Endpoint.optionalFile(
      "source",
      "I",
      audioFiles(() => undefined)
    ),
    url: Endpoint.optional("wav_file_url", "D", Wire.pageUrl),
    ...howToVerify()
  },
  rules: (input) => sourceProblems(input.audio, input.url, 1, "url")
}))
