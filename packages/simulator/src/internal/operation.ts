import type { AnswerForms } from "../AnswerForms.js"
import type { Clock } from "../Clock.js"
import type { NumberLookup } from "../NumberLookup.js"
import type { Security } from "../Security.js"
import type { ApplicationEngine } from "./applicationEngine.js"
import type { BiometricEngine } from "./biometricEngine.js"
import type { Caller, Credentials } from "./caller.js"
import type { ConferenceEngine } from "./conferenceEngine.js"
import type { FileDeletions } from "./fileDeletions.js"
import type { FileStore } from "./fileStore.js"
import type { UploadKind } from "./form.js"
import type { MessageEngine } from "./messageEngine.js"
import type { NumberEngine } from "./numberEngine.js"
import type { OutboundEngine } from "./outboundEngine.js"
import type { Input, Parameter, Problem } from "./parameters.js"
import type { RecordingEngine } from "./recordingEngine.js"
import type { Refusal } from "./refusal.js"
import type { ReportEngine } from "./reportEngine.js"
import type { ServiceEngine } from "./serviceEngine.js"
import type { AudioDownload } from "./voiceDownloads.js"
import type { VoiceSessions } from "./voiceSessions.js"
import type { WebRtcEngine } from "./webRtcEngine.js"

/** The state that operations work on. */
export interface Cloud {
  readonly clock: Clock
  /** Which of the forms that exist the answers take. */
  readonly forms: AnswerForms
  readonly files: FileStore
  readonly fileDeletions: FileDeletions
  /** How many entries a list of files has if the request does not say it. */
  readonly listLimit: number
  readonly recordings: RecordingEngine
  readonly reports: ReportEngine
  readonly messages: MessageEngine
  readonly services: ServiceEngine
  readonly outbound: OutboundEngine
  readonly applications: ApplicationEngine
  readonly biometrics: BiometricEngine
  readonly voiceSessions: VoiceSessions
  /** Audio that a request names by its URL. */
  readonly downloadAudio: AudioDownload
  readonly conferences: ConferenceEngine
  readonly telephoneNumbers: NumberEngine
  readonly lookup: NumberLookup
  readonly webrtc: WebRtcEngine
  readonly security: Security
  /** The account's telephone numbers; undefined when every number is as good as owned. */
  readonly numbers: readonly string[] | undefined
}

export type Outcome =
  /** The status is 200 if nothing else is said. */
  | { readonly kind: "json"; readonly value: unknown; readonly status?: number }
  | {
      readonly kind: "bytes"
      readonly body: Uint8Array
      readonly contentType: string
      /** Offered in Content-Disposition. */
      readonly fileName?: string
    }
  /** Bytes that may be more than fit into memory. */
  | {
      readonly kind: "stream"
      readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
      readonly size: number
      readonly contentType: string
      readonly fileName?: string
    }
  /** 204, or 200 without a body. */
  | { readonly kind: "nothing"; readonly status: 200 | 204 }
  | { readonly kind: "refusal"; readonly refusal: Refusal }

export const json = (value: unknown, status = 200): Outcome => ({ kind: "json", value, status })

export const refused = (refusal: Refusal): Outcome => ({ kind: "refusal", refusal })

/**
 * An operation of the older, flat kind: the path is its name, and it takes parameters by GET or POST (D for some
 * operations, I for the rest).
 */
export interface Operation {
  readonly path: string
  /** Default: GET and POST. */
  readonly methods?: readonly string[]
  /** Default: the API key. */
  readonly credentials?: Credentials
  /** How bytes may come, which are then in `input.uploads`. Default: not at all. */
  readonly uploads?: readonly UploadKind[]
  readonly parameters: readonly Parameter<unknown>[]
  /** What is wrong between parameters, or with the state of the cloud. Runs whatever the parameters are worth. */
  readonly findProblems: (input: Input, cloud: Cloud, caller: Caller) => readonly Problem[]
  /** Carries out a request that has no problems. */
  readonly run: (input: Input, cloud: Cloud, caller: Caller) => Outcome | Promise<Outcome>
}

/** The names in a path, decoded, and what the body says. */
export interface RestRequest {
  /** The text of a `{parameter}` of the path. */
  readonly parameter: (name: string) => string
  readonly contentType: string | null
  readonly body: Uint8Array
}

/** An operation of the newer kind: parameters are segments of the path, bodies are JSON, one method is one operation. */
export interface RestOperation {
  readonly method: string
  /** Segments in braces are parameters: `/service/v1/outbound/{name}/queue`. */
  readonly path: string
  /** Default: the API key. Where a service may call, it is the one that the path calls `{name}`. */
  readonly credentials?: Credentials
  readonly run: (request: RestRequest, cloud: Cloud, caller: Caller) => Outcome | Promise<Outcome>
}
