/**
 * Monitor recordings: the audio that was received on the outbound calls of an application.
 *
 * They are made only for accounts that have them switched on, are kept for about two weeks,
 * and are in none of the stores of `Files` (D).
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import type { Download } from "./Download.js"
import { byName, moment, open as openAnswer, otherThan, wholeNumber } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { decoderOf } from "./internal/reader.js"
import { download as downloadFrom, openDownload } from "./internal/transferDownload.js"
import * as Wire from "./internal/wire.js"

export type { Download } from "./Download.js"

/**
 * A recording: a WAV file (I).
 *
 * @category models
 * @since 0.1.0
 */
export interface MonitorRecording {
  /** Its name, with `/` and brackets in it (D). Opaque: hand it back as it is. */
  readonly name: string
  readonly createdAt: DateTime.Utc
  /** Bytes. */
  readonly size: number
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const wireRecordings = () => byName(openAnswer({ created_date: moment(), size: wholeNumber() }))

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly applicationInstanceId: string },
  ReturnType<typeof wireRecordings>["Type"],
  CloudAccount
>(() => ({
  operation: "MonitorRecordings.list",
  wrapper: [33],
  method: "POST",
  path: "/monitor_list",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    applicationInstanceId: Endpoint.required("application_instance_id", "D", Wire.nonEmptyText)
  },
  responseMark: "D",
  response: wireRecordings(),
  decoder: decoderOf
}))

/**
 * Lists the recordings of one instance of an application: one for each outbound call on
 * which anything was received (D).
 *
 * **Details**
 *
 * Where there are none, and for an instance that the cloud does not know, the list is
 * empty (I).
 *
 * **Example** (What has been recorded?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const recordings = MonitorRecordings.list("0123456789abcdef.12345").pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(recordings))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (
  applicationInstanceId: string
): Effect.Effect<ReadonlyArray<MonitorRecording>, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, { applicationInstanceId }), (recordings) =>
    Object.entries(recordings).map(([name, wire]) => ({
      name,
      createdAt: wire.created_date,
      size: wire.size,
      other: otherThan(["name", "created_date", "size"], wire)
    }))
  )

const downloadEndpoint = /*#__PURE__*/ Endpoint.define<{ readonly name: string }, void, CloudAccount>(() => ({
  operation: "MonitorRecordings.download",
  wrapper: [34],
  method: "POST",
  path: "/monitor_get",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { name: Endpoint.required("filename", "I", Wire.nonEmptyText) },
  responseMark: "I",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Opens a recording for reading. Succeeds when the cloud begins to answer: with its length,
 * where the cloud says it, and with its bytes as a stream.
 *
 * **Details**
 *
 * As `Files.open`. In errors the operation is named `MonitorRecordings.download`. Errors worth
 * telling apart: `NotFound` (no such recording, or no longer, I).
 *
 * **Example** (How long is it? PCM of 16 bits at 8 kHz has 16,000 bytes a second.)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const seconds = MonitorRecordings.open("2014-05-14/0123456789abcdef.12345.6543/1_NRCH_NORMAL(200).wav").pipe(
 *   Effect.map(({ length }) => (length === undefined ? "unknown" : `${(length - 44) / 16_000} s`)),
 *   Effect.catchReason("CloudError", "NotFound", () => Effect.succeed("there is no such recording")),
 *   Effect.scoped,
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(seconds))
 * // => there is no such recording
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const open = (name: string): Effect.Effect<Download, CloudError, Requirements | Scope.Scope> =>
  openDownload(downloadEndpoint, { name })

/**
 * Downloads a recording: a stream of the bytes of a WAV file (I). As `Files.download`.
 *
 * **Example** (Download all recordings of one application instance)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Stream from "effect/Stream"
 *
 * const program = Effect.gen(function* () {
 *   const recordings = yield* MonitorRecordings.list("0123456789abcdef.12345")
 *   return yield* Effect.forEach(recordings, ({ name }) =>
 *     Stream.runFold(MonitorRecordings.download(name), () => 0, (size, bytes) => size + bytes.length)
 *   )
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (name: string): Stream.Stream<Uint8Array, CloudError, Requirements> =>
  downloadFrom(downloadEndpoint, { name })

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [listEndpoint, downloadEndpoint] as const
