/** `aculab-cloud messages follow` */

import type { MessageStatus } from "@aculab-cloud/core/MessageStatus"
import * as Messages from "@aculab-cloud/core/Messages"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { underWay } from "../../ask.js"
import { Json } from "../../cloud.js"
import { fail } from "../../failure.js"
import { duration, references } from "../../flags.js"
import { dim, print, printJson, type Words } from "../../output.js"
import { hintAtForgetfulness, stateOf, timeOf } from "./status.js"

const operation = "Messages.follow"

const input = {
  references,
  until: Flag.Literals("until", ["sent", "delivered"]).pipe(
    Flag.withDescription(
      "What to wait for; sent, for messages without a delivery report (default: delivered)"
    ),
    Flag.withDefault("delivered")
  ),
  patience: duration("patience").pipe(
    Flag.withDescription("How long to go on asking (default: 10m)"),
    Flag.optional
  )
}

type Goal = "sent" | "delivered"

const arrived: Readonly<Record<Goal, ReadonlyArray<string>>> = {
  sent: ["sent", "delivered", "accepted", "received"],
  delivered: ["delivered", "accepted", "received"]
}

const lineOf = (status: MessageStatus): Words => [
  dim(status.updatedAt === undefined ? "-" : timeOf(status.updatedAt)),
  `  ${status.reference}  `,
  stateOf(status),
  status.errorCode === undefined || status.errorCode === "000" ? "" : `, error ${status.errorCode}`
]

export const follow = Command.make(
  "follow",
  input,
  Effect.fnUntraced(function* ({ references, until, patience }) {
    const json = yield* Json
    const last = new Map<string, MessageStatus>()
    const tell = (status: MessageStatus) => {
      last.set(status.reference, status)
      return json ? printJson(status) : print(lineOf(status))
    }
    yield* Messages.follow(references, {
      until,
      ...(Option.isSome(patience) ? { patience: patience.value } : {})
    }).pipe(Stream.runForEach(tell), underWay(operation, "Waiting for news"))
    yield* hintAtForgetfulness([...last.values()])
    const short = [...last.values()].filter(({ state }) => !arrived[until].includes(state))
    if (short.length > 0) return yield* fail(notArrived(short, last.size, until))
  })
).pipe(
  Command.withDescription(
    "Follow messages to their end: one line for each change of state, as it happens; with --json, one JSON document a line. Ends with 0 when all have arrived, and with 4 when one has failed, was cancelled or is not known."
  ),
  Command.withShortDescription("Follow messages to their end"),
  Command.withExamples([
    {
      command: "aculab-cloud messages follow 36e1766e_2.1493141823.12345",
      description: "Until it is delivered, for at most 10 minutes"
    },
    {
      command: "aculab-cloud messages follow REF1 REF2 --until sent --patience 1m --json",
      description: "Without delivery reports, for a script"
    }
  ])
)

const notArrived = (short: ReadonlyArray<MessageStatus>, count: number, goal: Goal) => ({
  operation,
  outcome: "rejected" as const,
  reason: {
    _tag: "NotArrived",
    messages: short.map(({ reference, state, failureReason }) => ({ reference, state, failureReason }))
  },
  message: `${short.length} of ${count} ${count === 1 ? "message was" : "messages were"} not ${goal}`,
  consequence: "Their states are above, and will not change.",
  exit: "rejected" as const
})
