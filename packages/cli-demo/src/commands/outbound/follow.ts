/** `aculab-cloud outbound follow` */
import * as Outbound from "@aculab-cloud/core/Outbound"
import type { OutboundStatus } from "@aculab-cloud/core/OutboundStatus"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { telling } from "../../ask.js"
import { Json } from "../../cloud.js"
import { type Failure, fail, withNames } from "../../failure.js"
import { duration } from "../../flags.js"
import { print, printJson, type Words } from "../../output.js"
import { hintAtForgetfulness, timeOf } from "../messages/status.js"
import { service, withService } from "./service.js"
import { starts, stateOf } from "./status.js"

const operation = "Outbound.follow"

const input = {
  references: starts,
  service,
  patience: duration("patience").pipe(
    Flag.withDescription("How long to go on asking (default: 10m)"),
    Flag.optional
  )
}

const lineOf = ({ reference, state, ...status }: OutboundStatus): Words => [
  `${reference}  `,
  stateOf(state),
  status.applicationInstanceId === undefined ? "" : `, application ${status.applicationInstanceId}`,
  status.applicationStatusEta === undefined
    ? ""
    : `, its status is due ${timeOf(status.applicationStatusEta)}`
]

export const follow = Command.make(
  "follow",
  input,
  Effect.fnUntraced(function* ({ references, service, patience }) {
    const json = yield* Json
    const last = new Map<string, OutboundStatus>()
    const tell = (status: OutboundStatus) => {
      last.set(status.reference, status)
      return json ? printJson(status) : print(lineOf(status))
    }
    const changes = Outbound.follow(
      references,
      Option.isSome(patience) ? { patience: patience.value } : {}
    ).pipe(
      Stream.mapError(withNames({ references: "REF" })),
      Stream.runForEach(tell),
      telling(operation, "Waiting for news")
    )
    yield* withService(service, changes)
    yield* hintAtForgetfulness([...last.values()], "starts")
    const short = [...last.values()].filter(({ state }) => state !== "completed")
    if (short.length > 0) return yield* fail(notCompleted(short, last.size))
  })
).pipe(
  Command.withDescription(
    "Follow starts to their end: one line for each change, as it happens; with --json, one JSON document a line. Ends with 0 when all have completed, and with 4 when one could not run, was cancelled or is not known."
  ),
  Command.withShortDescription("Follow starts to their end"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound follow --service reminders 5f1c9a07_2.1767225600.10001",
      description: "Until the application has ended, for at most 10 minutes"
    },
    {
      command: "aculab-cloud outbound follow --service reminders REF1 REF2 --patience 1h --json",
      description: "Two starts, for a script"
    }
  ])
)

const notCompleted = (short: ReadonlyArray<OutboundStatus>, count: number): Failure => ({
  operation,
  outcome: "rejected",
  reason: { _tag: "NotCompleted", starts: short.map(({ reference, state }) => ({ reference, state })) },
  message: `${short.length} of ${count} ${count === 1 ? "start was" : "starts were"} not completed`,
  consequence: "Their states are above, and will not change.",
  exit: "rejected"
})
