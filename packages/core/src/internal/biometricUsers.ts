/**
 * The operations of users that carry audio, as data.
 */
import { UserGroupKey } from "../UserGroupKey.js"
import { type Answer, answer, type Verdict, verdict, whenUnknown } from "./biometricAnswers.js"
import { type AudioInput, audioFiles, audioUrls, onlyOne, sourceProblems } from "./biometricAudio.js"
import * as Endpoint from "./endpoint.js"
import * as Wire from "./wire.js"

/** The most sources of one call (D). */
const most = 12

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
  whenUnknown: whenUnknown.register,
  response: answer()
})

const updating = () => ({
  ...common,
  operation: "BiometricUsers.update",
  wrapper: [21],
  path: "/voice_biometrics/v1/user/update",
  pathMark: "I" as const,
  whenUnknown: whenUnknown.update,
  response: answer()
})

const verifying = () => ({
  ...common,
  operation: "BiometricUsers.verify",
  wrapper: [22],
  path: "/voice_biometrics/v1/user/verify",
  pathMark: "I" as const,
  whenUnknown: whenUnknown.verify,
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

export interface VerifyInput {
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

export interface VerifyByPost extends AudioInput, VerifyInput {
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
