/** What becomes of audio: the one place where HTTP and the WebSocket decide (wire reference, B 2.3 to 2.5). */
import { disabledKey } from "./biometricErrors.js"
import type { Subject } from "./biometricSubject.js"
import type { Cloud } from "./operation.js"
import { confidenceOf, heard, taught } from "./voiceModel.js"
import { readRecording, type VoiceRecording } from "./voiceRecording.js"

export type VoiceOperation = "register" | "update" | "verify"

/** What a request says beside who is meant. Only verify has it; the others have the defaults. */
export interface VoiceParameters {
  /** -10 to 10 (D). */
  readonly sensitivity: number
  readonly textDependent: boolean
  readonly enablePad: boolean
}

/** A request whose audio is still to come. */
export interface VoiceIntent extends Subject {
  readonly operation: VoiceOperation
  readonly parameters: VoiceParameters
}

/** One recording, as it came: not looked at yet. */
export interface VoiceSource {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface VoiceRequest extends VoiceIntent {
  readonly sources: readonly VoiceSource[]
}

/** Why a request is not carried out. HTTP says it with a status, the WebSocket with the code of a reject. */
export type VoiceProblem = "bad-request" | "bad-audio" | "too-little-speech" | "disabled"

export interface VoiceRefused {
  readonly kind: "refused"
  readonly problem: VoiceProblem
  readonly text: string
}

export type VoiceDecision = { readonly kind: "result"; readonly body: Record<string, unknown> } | VoiceRefused

const refused = (problem: VoiceProblem, text: string): VoiceRefused => ({ kind: "refused", problem, text })

/** What is wrong before any audio is looked at. A session of a WebSocket asks twice: keys and users may change. */
export const findRefusal = (cloud: Cloud, intent: VoiceIntent): VoiceRefused | undefined => {
  const { operation, group, userId } = intent
  const key = cloud.biometrics.findKey(intent.key)
  if (key === undefined || key.group !== group) return refused("bad-request", "user group key not known")
  if (!key.enabled) return refused("disabled", disabledKey)
  const known = cloud.biometrics.findUser(group, userId) !== undefined
  if (operation === "register") {
    return known ? refused("bad-request", `user_id '${userId}' is already present`) : undefined
  }
  return known ? undefined : refused("bad-request", "user_id not found")
}

/** D. */
const mostSources = 12

const noSources = refused("bad-request", "no audio sources in the request")

/** What is wrong with so many sources. I: that the errors of more than one belong to verify. */
export const findCountRefusal = (
  { operation, parameters }: VoiceIntent,
  count: number
): VoiceRefused | undefined => {
  if (count === 0) return noSources
  if (count > mostSources) return refused("bad-request", `more than ${mostSources} audio sources`)
  if (operation !== "verify" || count === 1) return undefined
  return refused(
    "bad-request",
    parameters.textDependent ? "only one audio source in text dependent mode" : "more than one audio source"
  )
}

const verify = (cloud: Cloud, request: VoiceRequest, recording: VoiceRecording) => {
  const { parameters, group, userId } = request
  const who = { group, userId }
  const model = cloud.biometrics.modelOf(who)
  const confidence = confidenceOf(model, recording.print, parameters)
  const repeated = parameters.enablePad && model.digests.has(recording.digest)
  // I: an attack is not verified, whoever it sounds like. Its confidence is what it would be without.
  const verified = confidence > 1 && !repeated
  cloud.biometrics.setModel(who, heard(model, recording))
  cloud.biometrics.noteVerification({ ...who, passed: verified })
  return {
    verified,
    confidence,
    ...(repeated
      ? {
          pad_detected: {
            type: "TypeA",
            description: "The audio is a duplicate of audio that was used before"
          }
        }
      : {})
  }
}

const teach = (cloud: Cloud, request: VoiceRequest, recordings: readonly VoiceRecording[]) => {
  const { operation, group, userId } = request
  const who = { group, userId }
  if (operation === "register") cloud.biometrics.addUser(who)
  else cloud.biometrics.noteUpdate(who)
  cloud.biometrics.setModel(who, taught(cloud.biometrics.modelOf(who), recordings))
  return {}
}

/**
 * Registers, updates or verifies, and changes the user's model and statistics. I: of several sources, one that cannot
 * be used is not accepted, and that is all; when none can be, the first says why, and nothing has changed.
 */
export const decide = (cloud: Cloud, request: VoiceRequest): VoiceDecision => {
  const { operation, sources } = request
  const refusal = findRefusal(cloud, request) ?? findCountRefusal(request, sources.length)
  if (refusal !== undefined) return refusal
  const read = sources.map(({ name, bytes }) => ({ name, recording: readRecording(bytes) }))
  const usable = read.flatMap(({ recording }) => ("print" in recording ? [recording] : []))
  const [unusable] = read.flatMap(({ recording }) => ("problem" in recording ? [recording] : []))
  const [first] = usable
  if (first === undefined) return unusable === undefined ? noSources : { kind: "refused", ...unusable }
  const outcome = operation === "verify" ? verify(cloud, request, first) : teach(cloud, request, usable)
  return {
    kind: "result",
    body: {
      application_instance_id: cloud.biometrics.newInstanceId(),
      transaction_id: cloud.biometrics.newTransactionId(),
      sources: read.map(({ name, recording }) => ({ name, accepted: "print" in recording })),
      ...outcome
    }
  }
}
