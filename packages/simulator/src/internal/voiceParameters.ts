/** What register, update and verify are told beside the audio. PUT, POST and GET read it here, so they never differ. */
import { badApiRequest, biometricRefusal } from "./biometricErrors.js"
import { subjectOf, userId } from "./biometricSubject.js"
import type { Caller } from "./caller.js"
import { flag } from "./checks.js"
import { type Cloud, type Outcome, refused } from "./operation.js"
import { type Check, type Input, malformed, optional, type Parameter, valid } from "./parameters.js"
import {
  findRefusal,
  type VoiceIntent,
  type VoiceOperation,
  type VoiceProblem,
  type VoiceRefused
} from "./voiceDecision.js"

export const voicePath = (operation: VoiceOperation): string => `/voice_biometrics/v1/user/${operation}`

const decimal: Check<number> = (text) =>
  /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? valid(Number(text)) : malformed("a decimal number, such as -2.5")

const fileName: Check<string> = (text) =>
  /[\p{Cc}]/u.test(text) || text === "" ? malformed("a name without control characters") : valid(text)

/** What the audio of a PUT or a GET is called in the answer (I). */
export const filename = optional("filename", "D", fileName, "audio.wav")

// The names of all three: I. The wrapper's own default of `enable_pad` is false in one place and true in another.
const sensitivity = optional("sensitivity", "I", decimal, 0)
const textDependent = optional("text_dependent", "I", flag, true)
const enablePad = optional("enable_pad", "I", flag, false)

/** The parameters of an operation, by whichever method, beside those that say where the audio is. */
export const voiceParameters = (operation: VoiceOperation): readonly Parameter<unknown>[] =>
  operation === "verify" ? [userId, sensitivity, textDependent, enablePad] : [userId]

const statuses: Record<VoiceProblem, 400 | 415 | 422> = {
  "bad-request": 400,
  "bad-audio": 415,
  "too-little-speech": 422,
  disabled: 400
}

/** A refusal as HTTP says it. */
export const refusalOutcome = ({ problem, text }: VoiceRefused, cloud: Cloud): Outcome =>
  refused(
    biometricRefusal(problem === "too-little-speech" ? cloud.forms.tooLittleSpeech : statuses[problem], text)
  )

/** What is wanted, and of whom; or the answer to a request that is wrong whatever the audio is. */
export const readVoiceIntent = (
  operation: VoiceOperation,
  input: Input,
  cloud: Cloud,
  caller: Caller
): VoiceIntent | Outcome => {
  const subject = subjectOf(input, cloud, caller)
  if ("kind" in subject) return subject
  const parameters = {
    sensitivity: input.get(sensitivity),
    textDependent: input.get(textDependent),
    enablePad: input.get(enablePad)
  }
  if (Math.abs(parameters.sensitivity) > 10) {
    return badApiRequest("sensitivity is outside the range -10 to 10")
  }
  const intent = { ...subject, operation, parameters }
  const refusal = findRefusal(cloud, intent)
  return refusal === undefined ? intent : refusalOutcome(refusal, cloud)
}
