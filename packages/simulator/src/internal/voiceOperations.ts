/** Voice biometrics: register, update and verify with the audio in the request (wire reference, B 2). */
import { badApiRequest } from "./biometricErrors.js"
import { listOf, pageUrl } from "./checks.js"
import { joinChunks } from "./chunks.js"
import { type Cloud, json, type Operation, type Outcome } from "./operation.js"
import { optional, repeatable, type Upload, valid } from "./parameters.js"
import { longestFile } from "./voiceAudio.js"
import {
  decide,
  findCountRefusal,
  type VoiceIntent,
  type VoiceOperation,
  type VoiceSource
} from "./voiceDecision.js"
import { filename, readVoiceIntent, refusalOutcome, voiceParameters, voicePath } from "./voiceParameters.js"

const answer = (cloud: Cloud, intent: VoiceIntent, sources: readonly VoiceSource[]): Outcome => {
  const decision = decide(cloud, { ...intent, sources })
  return decision.kind === "result" ? json(decision.body) : refusalOutcome(decision, cloud)
}

const audioTypes = new Set([
  "audio/wav",
  "audio/x-wav",
  "audio/wave",
  "audio/vnd.wave",
  "application/octet-stream"
])

/** I: a body that says nothing of what it is may be audio, one that says that it is something else is not. */
const isAudio = ({ contentType }: Upload): boolean =>
  contentType === undefined || audioTypes.has(contentType.split(";")[0]?.trim().toLowerCase() ?? "")

/** Whatever it is: the error is that it is there. */
const misplacedUrl = repeatable(
  ",",
  optional("wav_file_url", "D", (text) => valid(text), "")
)

const byPut = (operation: VoiceOperation): Operation => ({
  path: voicePath(operation),
  methods: ["PUT"],
  credentials: "group-key",
  uploads: ["put"],
  parameters: [...voiceParameters(operation), filename, misplacedUrl],
  findProblems: () => [],
  run: (input, cloud, caller) => {
    const intent = readVoiceIntent(operation, input, cloud, caller)
    if ("kind" in intent) return intent
    if (input.given(misplacedUrl)) return badApiRequest("wav_file_url cannot be used with PUT, use POST")
    if (!input.uploads.every(isAudio)) {
      const text = "audio has an unknown format: the content type of the body is not audio/wav"
      return refusalOutcome({ kind: "refused", problem: "bad-audio", text }, cloud)
    }
    const name = input.get(filename)
    const sources = input.uploads.map(({ content }) => ({ name, bytes: content.bytes ?? new Uint8Array() }))
    return answer(cloud, intent, sources)
  }
})

/** Several, as one text or as several parameters (I for both). */
const urls = repeatable(",", optional("wav_file_url", "D", listOf(",", pageUrl), []))

/** A file that is on disk is read as far as audio can go: what is longer is longer than 60 seconds all the same. */
const sourceOf = async ({ fileName = "", content }: Upload): Promise<VoiceSource> => ({
  name: fileName,
  bytes: content.bytes ?? (await joinChunks(content.read(), longestFile))
})

const downloaded = async (cloud: Cloud, names: readonly string[]): Promise<readonly VoiceSource[]> => {
  const sources: VoiceSource[] = []
  for (const [index, bytes] of (await Promise.all(names.map(cloud.downloadAudio))).entries()) {
    if (bytes !== undefined) sources.push({ name: names[index] ?? "", bytes })
  }
  return sources
}

const byPost = (operation: VoiceOperation): Operation => ({
  path: voicePath(operation),
  methods: ["POST"],
  credentials: "group-key",
  uploads: ["multipart"],
  parameters: [...voiceParameters(operation), urls],
  findProblems: () => [],
  run: async (input, cloud, caller) => {
    const intent = readVoiceIntent(operation, input, cloud, caller)
    if ("kind" in intent) return intent
    const { uploads } = input
    const names = input.get(urls)
    // I: the words. S: never both.
    if (uploads.length > 0 && names.length > 0) return badApiRequest("audio files and wav_file_url are mixed")
    // This is how a page sends a form in which no file was chosen. I: that it is the documented error.
    const chosen = uploads.filter(({ fileName, content }) => fileName !== "" || content.size > 0)
    if (uploads.length > 0 && chosen.length === 0) return badApiRequest("no valid files to read")
    const refusal = findCountRefusal(intent, chosen.length + names.length)
    if (refusal !== undefined) return refusalOutcome(refusal, cloud)
    const sources =
      names.length > 0 ? await downloaded(cloud, names) : await Promise.all(chosen.map(sourceOf))
    // I: one that cannot be had is one too many.
    if (sources.length < names.length) return badApiRequest("failure downloading audio")
    return answer(cloud, intent, sources)
  }
})

/** GET on the same paths begins a session of a WebSocket, and stands with it. */
export const voiceOperations: readonly Operation[] = (["register", "update", "verify"] as const).flatMap(
  (operation) => [byPut(operation), byPost(operation)]
)
