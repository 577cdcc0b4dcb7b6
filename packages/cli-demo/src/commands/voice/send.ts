/** Sends the audio of a command line, the way that it says, and shows meanwhile how far it is. */
import type { StreamOptions } from "@aculab-cloud/core/BiometricSocket"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { UserGroupKey } from "@aculab-cloud/core/UserGroupKey"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Option from "effect/Option"
import { Timeout } from "../../cloud.js"
import { invalidInput } from "../../failure.js"
import { makeMeter } from "../../meter.js"
import { type Audio, type AudioFailure, filesOf, issuesOf, type Sources } from "./audio.js"
import { inCommandLine } from "./audioFailure.js"
import { asUserGroup } from "./userGroup.js"

type Call<A> = Effect.Effect<A, CloudError | AudioFailure, UserGroupKey | HttpClient>

/** An operation that takes audio, by each of its ways. */
export interface Ways<A> {
  /** Such as `BiometricUsers.verify`, also where a WebSocket does it. */
  readonly operation: string
  /** What a person reads meanwhile. */
  readonly doing: string
  readonly byHttp: (audio: {
    readonly method: "PUT" | "POST" | undefined
    readonly files: ReadonlyArray<Audio>
    readonly urls: ReadonlyArray<string>
  }) => Call<A>
  readonly bySocket: (audio: Audio, options: StreamOptions) => Call<A>
}

const verbs = { put: "PUT", post: "POST", websocket: undefined } as const

export const send = Effect.fnUntraced(function* <A>(sources: Sources, ways: Ways<A>) {
  const { operation, doing, byHttp, bySocket } = ways
  const issues = issuesOf(sources)
  if (issues.length > 0) return yield* invalidInput(operation, issues)
  const { method, urls } = sources
  const files = yield* filesOf(sources)
  const [first] = files
  const meter = yield* makeMeter(doing)
  const call =
    method === "websocket" && first !== undefined
      ? bySocket(first, {
          ...(yield* limits),
          onProgress: ({ sentBytes, totalBytes }) =>
            Effect.sync(() => meter.note({ bytes: sentBytes, total: totalBytes }))
        })
      : byHttp({ method: method === undefined ? undefined : verbs[method], files, urls })
  const file = files.length === 1 ? sources.files[0] : undefined
  return yield* asUserGroup(
    { operation, doing, tail: method === "websocket" ? meter.text : undefined },
    Effect.mapError(call, inCommandLine({ operation, file, convert: "--convert" }))
  )
})

/** `--timeout` for the steps of a WebSocket. That of sending follows from the policy. */
const limits = Effect.map(Timeout, (timeout): StreamOptions => {
  const limit = Option.getOrUndefined(timeout)
  return { connectTimeout: limit, answerTimeout: limit }
})

export const aboutSending =
  "Audio is mono, of 8000 samples a second or more, at most 60 seconds, as 16-bit PCM, a-law or mu-law. Files are checked before anything is sent: what the cloud would refuse ends with 2, unless --convert can mend it. The cloud fetches what --url names itself. With --method websocket, --timeout is how long each step may take: to connect, to go on sending, to be answered."
