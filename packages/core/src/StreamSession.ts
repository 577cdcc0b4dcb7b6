/**
 * A session of voice biometrics over a WebSocket: a backend opens it with `BiometricSocket.open`, and whoever
 * holds it may stream one recording, without any key.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CloudError } from "./CloudError.js"
import { socketUrlRule } from "./internal/biometricSocketUrl.js"
import { invalidInput, problemsOf } from "./internal/endpoint.js"

/**
 * What the audio of a session is for.
 *
 * @category models
 * @since 0.1.0
 */
export type SocketOperation = "register" | "update" | "verify"

/**
 * What the cloud takes (D): for whoever makes the recording.
 *
 * @category models
 * @since 0.1.0
 */
export interface AudioRules {
  /** How samples may be coded, in the words of `Wav`. */
  readonly encodings: ReadonlyArray<string>
  /** 1: mono. */
  readonly channels: number
  /** Samples a second. */
  readonly lowestSampleRate: number
  /** The longest audio that is taken, in seconds. */
  readonly longestSeconds: number
}

/**
 * A session that is open for one recording.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamSession<Operation extends SocketOperation = SocketOperation> {
  readonly operation: Operation
  /**
   * Where to stream to. It takes the place of a key: whoever has it may act once for the user it was opened
   * for. How long it is good for is not documented, so use it soon.
   */
  readonly url: Redacted.Redacted<string>
  /** When it was opened, by the clock of the machine that did. */
  readonly openedAt: DateTime.Utc
  readonly rules: AudioRules
}

/**
 * A session as JSON has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamSessionJson {
  readonly operation: SocketOperation
  readonly url: string
  /** ISO 8601, UTC. */
  readonly openedAt: string
  readonly rules: AudioRules
}

/**
 * The schema of a session. Its encoded side is JSON, with the URL in clear.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StreamSession = (): Schema.Codec<StreamSession, StreamSessionJson> =>
  Schema.Struct({
    operation: Schema.Literals(["register", "update", "verify"]),
    url: Schema.RedactedFromValue(
      Schema.String.pipe(Schema.check(Schema.makeFilter((url) => socketUrlRule(url))))
    ),
    openedAt: Schema.DateTimeUtcFromString,
    rules: Schema.Struct({
      encodings: Schema.Array(Schema.String),
      channels: Schema.Int,
      lowestSampleRate: Schema.Finite,
      longestSeconds: Schema.Finite
    })
  })

/**
 * A session to hand to a browser. It holds the URL in clear: send it to the user it was opened for, over
 * HTTPS, and keep it out of logs and caches.
 *
 * **Example** (Hidden where it is printed, and in clear only here)
 *
 * ```ts
 * import * as StreamSession from "@aculab-cloud/core/StreamSession"
 * import * as DateTime from "effect/DateTime"
 * import * as Redacted from "effect/Redacted"
 *
 * const session: StreamSession.StreamSession<"verify"> = {
 *   operation: "verify",
 *   url: Redacted.make("wss://voice.example.com/t/one-time-token"),
 *   openedAt: DateTime.makeUnsafe("2026-03-01T09:05:07Z"),
 *   rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8000, longestSeconds: 60 }
 * }
 *
 * console.log(String(session.url), StreamSession.toJson(session).url)
 * // => <redacted> wss://voice.example.com/t/one-time-token
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toJson = (session: StreamSession): StreamSessionJson =>
  Schema.encodeSync(StreamSession())(session)

/**
 * Reads a session that came as JSON. Fails with `InvalidInput`, which shows no value.
 *
 * **Example** (From a backend to a page)
 *
 * ```ts
 * import * as StreamSession from "@aculab-cloud/core/StreamSession"
 * import * as Effect from "effect/Effect"
 *
 * const received: unknown = JSON.parse(`{
 *   "operation": "verify",
 *   "url": "wss://voice.example.com/t/one-time-token",
 *   "openedAt": "2026-03-01T09:05:07.000Z",
 *   "rules": { "encodings": ["pcm16"], "channels": 1, "lowestSampleRate": 8000, "longestSeconds": 60 }
 * }`)
 *
 * const session = await Effect.runPromise(StreamSession.fromJson(received))
 * console.log(session.operation, session.rules.longestSeconds)
 * // => verify 60
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const fromJson = (json: unknown): Effect.Effect<StreamSession, CloudError> =>
  Effect.suspend(() =>
    Effect.fromResult(
      Result.mapError(
        Schema.decodeUnknownResult(StreamSession(), { errors: "all" })(json),
        ({ issue }) =>
          new CloudError({
            operation: "StreamSession.fromJson",
            outcome: "not-sent",
            repeat: "read",
            reason: invalidInput(problemsOf(issue))
          })
      )
    )
  )
