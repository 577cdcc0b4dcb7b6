/** An application's status as the wire has it (wire reference, 3). */
import type { AnswerForms } from "../AnswerForms.js"
import type { Application, ApplicationRecord } from "../Applications.js"
import { cloudDateTime } from "./dateTime.js"

const ttsUnitCost = 0.03
/** I: US dollars per minute, of the application and of an outbound telephone call. */
const platformCost = 0.02
const pstnCost = 0.01

const cost = (seconds: number, perMinute: number): number => Number(((seconds / 60) * perMinute).toFixed(5))

/** Up to `tts_cost` the fields are documented (that one I); the names after it are I, from a report's columns. */
const adr = (application: Application, stopped: number): ApplicationRecord => {
  const duration = (stopped - application.started) / 1000
  const platform = cost(duration, platformCost)
  const pstn = application.firstCall?.dialled ? cost(duration, pstnCost) : 0
  return {
    application_instance_id: application.id,
    application_name: application.name,
    start_time: application.started / 1000,
    start_datetime: cloudDateTime(application.started),
    stop_time: stopped / 1000,
    stop_datetime: cloudDateTime(stopped),
    duration,
    tts_seconds: 0,
    tts_unit_cost: ttsUnitCost,
    extra_channel_count: 0,
    fax: "false",
    platform_cost: platform,
    extra_cost: 0,
    pstn_cost: pstn,
    tts_cost: 0,
    toll_free_cost: 0,
    feature_seconds: 0,
    feature_cost: 0,
    total_cost: Number((platform + pstn).toFixed(5)),
    costs_valid: "true",
    status: 0,
    outbound_arguments: application.outboundParameters,
    application_arguments: "",
    ...application.fields
  }
}

/** I: every field of a call's record, except that its channel type is one of `p`, `x`, `ca` and `cv` (S). */
const cdr = (application: Application, stopped: number): readonly ApplicationRecord[] => {
  const { firstCall, started } = application
  if (firstCall === undefined) return []
  const duration = (stopped - started) / 1000
  return [
    {
      channel_type: "p",
      direction: application.direction === "outbound" ? "out" : "in",
      from: firstCall.from ?? "",
      to: firstCall.to,
      start_datetime: cloudDateTime(started),
      stop_datetime: cloudDateTime(stopped),
      duration,
      cost: firstCall.dialled ? cost(duration, pstnCost) : 0
    }
  ]
}

/** I: that an object's keys count from 1. */
const contain = (records: readonly ApplicationRecord[], form: AnswerForms["applicationRecords"]) =>
  form === "array" ? records : Object.fromEntries(records.map((record, index) => [String(index + 1), record]))

/** Empty until the status is ready (S). `fdrs` is there only if features were used (D). */
export const statusOf = (application: Application, now: number, form: AnswerForms["applicationRecords"]) => {
  const { stopped, statusReady, calls, features, errors } = application
  if (stopped === undefined || statusReady === undefined || now < statusReady) return {}
  return {
    adr: adr(application, stopped),
    cdrs: contain([...cdr(application, stopped), ...calls], form),
    ...(features.length > 0 ? { fdrs: contain(features, form) } : {}),
    errs: contain(errors, form)
  }
}
