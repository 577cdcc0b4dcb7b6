/** The calls that meet the faults: one operation for each kind of repetition and each verb. */
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Services from "@aculab-cloud/core/Services"
import type { UserGroupKey } from "@aculab-cloud/core/UserGroupKey"
import type * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { ProbeName } from "./plan.js"

const number = "441908273801"

export const probes: Readonly<
  Record<ProbeName, Effect.Effect<unknown, unknown, CloudAccount | UserGroupKey | HttpClient.HttpClient>>
> = {
  "read by GET": Services.queues(),
  "read by POST": Messages.listBlocked({ from: number }),
  "again by POST": Messages.cancel(["r1"]),
  "again by PUT": Services.write("outbound", "greeting", {}),
  "once by POST": Messages.send({ to: "441908273800", from: number, content: "Hello" }),
  "once by PUT": BiometricUsers.verify({
    userId: "ada",
    audio: { content: new Uint8Array(64) },
    checkAudio: false
  })
}

/** What each of them succeeds with. */
export const goodAnswers: Readonly<Record<ProbeName, string>> = {
  "read by GET": "[]",
  "read by POST": "[]",
  "again by POST": '{"r1":"cancelled"}',
  "again by PUT": "{}",
  "once by POST": '["r1"]',
  "once by PUT": JSON.stringify({
    application_instance_id: "a1",
    transaction_id: "t1",
    verified: true,
    confidence: 1,
    sources: []
  })
}
