/** `aculab-cloud check`: whether the live service answers as this SDK expects. */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { play } from "../check/play.js"
import { linesOf, summaryOf, toJson } from "../check/show.js"
import { cloudFlags, Json, withCloud } from "../cloud.js"
import { type Failure, fail, report, stopped } from "../failure.js"
import { print, printJson } from "../output.js"
import { spinning } from "../spinner.js"

const operation = "check"

const onlyAsks = "Nothing is changed: this command only asks."

export const check = Command.make(
  "check",
  {},
  Effect.fnUntraced(function* () {
    const json = yield* Json
    const outcome = yield* play((checked) => (json ? Effect.void : print(...linesOf(checked)))).pipe(
      spinning("Asking one thing after the other"),
      Effect.onInterrupt(() => report({ ...stopped(operation), consequence: onlyAsks }, json)),
      withCloud
    )
    yield* json ? printJson(toJson(outcome)) : print(...summaryOf(outcome))
    const others = outcome.checks.filter(({ expected }) => !expected)
    if (others.length > 0) return yield* fail(notAsExpected(others, outcome.checks.length))
  })
).pipe(
  Command.withDescription(
    "Check what this SDK expects of the cloud against your account: asks everything that costs nothing and changes nothing, one thing after the other, some things of them for what nobody has, and tells of each whether the answer had the expected shape, how long it took, and which of the names that the documentation does not tell, and this SDK has inferred, the cloud has accepted. An inferred name that the cloud merely ignores counts as accepted, too. It never sends, buys, changes or deletes. With ACULAB_SERVICE_NAME and ACULAB_SERVICE_PASSWORD it asks as that outbound service, too, and with ACULAB_USER_GROUP_KEY as that user group. At the end it says what was not checked, and why. Ends with 0 when every answer was as expected, with 4 otherwise."
  ),
  Command.withShortDescription("Check what this SDK expects of the cloud, without changing anything"),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud check --simulate", description: "See it work, without an account" },
    { command: "aculab-cloud check", description: "Your account, with some fifty questions" },
    {
      command:
        'aculab-cloud check --json | jq -r \'.inferred[] | select(.verdict != "accepted") | .operation + " " + .name\'',
      description: "Which inferred names are not proven"
    }
  ])
)

interface Unexpected {
  readonly operation: string
  readonly about: string
  readonly answer: string
}

const notAsExpected = (others: ReadonlyArray<Unexpected>, count: number): Failure => ({
  operation,
  outcome: "rejected",
  reason: {
    _tag: "NotAsExpected",
    checks: others.map(({ operation, about, answer }) => ({ operation, about, answer }))
  },
  message: `${others.length} of ${count} answers ${others.length === 1 ? "was" : "were"} not as expected`,
  consequence: onlyAsks,
  exit: "rejected"
})
