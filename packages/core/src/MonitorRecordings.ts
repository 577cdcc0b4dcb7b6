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
import { CloudAccount } from "./CloudAccount.js"
import { CloudDateTime } from "./CloudDateTime.js"
import type { CloudError } from "./CloudError.js"
import { byName, open, otherThan, wholeNumber } from "./internal/answers.js"
import { call, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import * as Wire from "./internal/wire.js"

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

const wireRecordings = () => byName(open({ created_date: CloudDateTime(), size: wholeNumber() }))

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
  response: wireRecordings()
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

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [listEndpoint] as const
