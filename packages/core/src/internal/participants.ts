/**
 * What can be done to somebody in a conference: a part of `Conferences`, which exports it.
 */
import * as Effect from "effect/Effect"
import { CloudAccount } from "../CloudAccount.js"
import type { CloudError } from "../CloudError.js"
import { flag, open, otherThan } from "./answers.js"
import { call, type Requirements } from "./call.js"
import * as Endpoint from "./endpoint.js"
import * as Wire from "./wire.js"

/**
 * Names one participant of one conference.
 *
 * @category options
 * @since 0.1.0
 */
export interface ParticipantOptions {
  /** As `list` tells it. Not empty (S, wire name I). */
  readonly conferenceName: string
  /**
   * As `participants` tells it (S, wire name I): the id of the application instance that
   * placed the call into the conference (D). Not empty.
   */
  readonly participantId: string
}

const participantParameters = () => ({
  conferenceName: Endpoint.required("conference_name", "I", Wire.nonEmptyText),
  participantId: Endpoint.required("participant_id", "I", Wire.nonEmptyText)
})

/**
 * What a participant may do: both properties, because the wrapper always sends both (S).
 *
 * @category options
 * @since 0.1.0
 */
export interface SetParticipantOptions extends ParticipantOptions {
  /** `true`: the others do not hear the participant (S, wire name I). */
  readonly muted: boolean
  /** `false`: the participant's keys do nothing (S, wire name I). */
  readonly dtmfEnabled: boolean
}

/**
 * @category models
 * @since 0.1.0
 */
export interface OptionsSet {
  /** `false`: the cloud did not set the options. */
  readonly optionsSet: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const optionsAnswer = () => open({ options_set: flag() })

export const setParticipantOptionsEndpoint = /*#__PURE__*/ Endpoint.define<
  SetParticipantOptions,
  ReturnType<typeof optionsAnswer>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.setParticipantOptions",
  wrapper: [38],
  method: "POST",
  path: "/conference_participant_set_options",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    ...participantParameters(),
    muted: Endpoint.required("muted", "I", Wire.flag),
    dtmfEnabled: Endpoint.required("dtmf_enabled", "I", Wire.flag)
  },
  responseMark: "S",
  response: optionsAnswer()
}))

/**
 * Mutes or unmutes a participant, and enables or disables the participant's keys.
 *
 * **Details**
 *
 * Look at `optionsSet`: an answer that says no is a success of the call (S).
 *
 * **Example** (Mute everybody)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as DateTime from "effect/DateTime"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const muteAll = (conferenceName: string) =>
 *   Effect.gen(function* () {
 *     const { participants } = yield* Conferences.participants({ conferenceName })
 *     const ids = participants.flatMap(({ participantId }) => participantId ?? [])
 *     return yield* Effect.forEach(ids, (participantId) =>
 *       Conferences.setParticipantOptions({ conferenceName, participantId, muted: true, dtmfEnabled: true })
 *     )
 *   })
 *
 * const program = Effect.gen(function* () {
 *   const startAt = DateTime.add(yield* DateTime.now, { hours: 12 })
 *   yield* Conferences.reserve({ conferenceName: "Lecture", maxParticipants: 350, startAt, duration: "1 hour" })
 *   return yield* muteAll("Lecture")
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const setParticipantOptions = (
  options: SetParticipantOptions
): Effect.Effect<OptionsSet, CloudError, Requirements> =>
  Effect.map(call(setParticipantOptionsEndpoint, options), (answer) => ({
    optionsSet: answer.options_set,
    other: otherThan(["options_set"], answer)
  }))

/**
 * @category models
 * @since 0.1.0
 */
export interface Ejection {
  readonly ejected: boolean
  /** What else the cloud said, under its own names. */
  readonly other: Readonly<Record<string, unknown>>
}

const ejectionAnswer = () => open({ ejected: flag() })

export const ejectParticipantEndpoint = /*#__PURE__*/ Endpoint.define<
  ParticipantOptions,
  ReturnType<typeof ejectionAnswer>["Type"],
  CloudAccount
>(() => ({
  operation: "Conferences.ejectParticipant",
  wrapper: [39],
  method: "POST",
  path: "/conference_participant_eject",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: participantParameters(),
  responseMark: "S",
  response: ejectionAnswer()
}))

/**
 * Ejects a participant from a conference that is in progress.
 *
 * **Details**
 *
 * Look at `ejected`. The call is tried again after a failure that may have come too late.
 * When the first attempt did eject the participant, the second finds nobody: then `ejected`
 * may be `false`, or the call be refused.
 *
 * **Example** (Somebody who is not there)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Conferences from "@aculab-cloud/core/Conferences"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const ejected = Conferences.ejectParticipant({
 *   conferenceName: "Nobody",
 *   participantId: "06e122c3364cc74c.787379"
 * }).pipe(
 *   Effect.map(({ ejected }) => ejected),
 *   Effect.catchReason("CloudError", "Rejected", () => Effect.succeed(false)),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(ejected))
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const ejectParticipant = (
  options: ParticipantOptions
): Effect.Effect<Ejection, CloudError, Requirements> =>
  Effect.map(call(ejectParticipantEndpoint, options), (answer) => ({
    ejected: answer.ejected,
    other: otherThan(["ejected"], answer)
  }))
