/** `aculab-cloud applications`: what became of application instances, and how to interrupt them. */
import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import * as RestApplications from "@aculab-cloud/core/RestApplications"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { withNames } from "../failure.js"
import { duration, moment } from "../flags.js"
import { cyan, green, harmless, print, type Words, yellow } from "../output.js"
import { printTable } from "../table.js"
import { hintAtForgetfulness } from "./messages/status.js"

const inWords = withNames({
  applicationInstanceId: "INSTANCE_ID",
  applicationInstanceIds: "INSTANCE_ID",
  redirectPage: "--redirect-page",
  redirectMethod: "--redirect-method"
})

const instance = Argument.String("INSTANCE_ID").pipe(
  Argument.withDescription("Application instance id, as `outbound follow` prints it")
)

/** The text is split into lines again, so what the cloud said must not hold line ends. */
const onOneLine = (value: unknown): unknown => {
  if (Predicate.isString(value)) return harmless(value)
  if (Array.isArray(value)) return value.map(onOneLine)
  return isPlain(value) ? recordOnOneLine(value) : value
}

const isPlain = (value: unknown): value is ApplicationStatus.OpenRecord =>
  Predicate.isObject(value) && Object.getPrototypeOf(value) === Object.prototype

const recordOnOneLine = (record: ApplicationStatus.OpenRecord): ApplicationStatus.OpenRecord =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [harmless(key), onOneLine(value)]))

const showStatus = (status: ApplicationStatus.ApplicationStatus) => {
  const { adr } = status
  const shown: ApplicationStatus.ApplicationStatus = {
    adr: {
      ...adr,
      ...(adr.applicationName === undefined ? {} : { applicationName: harmless(adr.applicationName) }),
      ...(adr.applicationInstanceId === undefined
        ? {}
        : { applicationInstanceId: harmless(adr.applicationInstanceId) }),
      other: recordOnOneLine(adr.other)
    },
    cdrs: status.cdrs.map(recordOnOneLine),
    fdrs: status.fdrs.map(recordOnOneLine),
    errs: status.errs.map(recordOnOneLine),
    other: recordOnOneLine(status.other)
  }
  return print(...ApplicationStatus.format(shown).split("\n"))
}

const show = Command.make("show", { instance }, ({ instance }) =>
  ask({
    operation: "ApplicationStatus.get",
    doing: "Asking for the status",
    call: ApplicationStatus.get(instance).pipe(Effect.mapError(inWords)),
    toJson: (status) => ({ status: status ?? null }),
    show: (status: ApplicationStatus.ApplicationStatus | undefined) =>
      status === undefined
        ? Effect.andThen(
            print(
              `There is no status of ${instance}: the application has not ended, or only just, or there is no such application.`
            ),
            hintAtForgetfulness([{ state: "unknown" }], "applications")
          )
        : showStatus(status)
  })
).pipe(
  Command.withDescription(
    'Show what became of an application instance, inbound or outbound: its times, its costs (US dollars), its calls and its errors. There is no status before the application has ended, nor for a while after: `aculab-cloud applications wait` waits for it. With --json: {"status": ...}, null while there is none. Ends with 0 when the cloud has answered.'
  ),
  Command.withShortDescription("Show what became of an application instance"),
  Command.withExamples([
    {
      command: "aculab-cloud applications show 06e122c3364cc74c.787379",
      description: "As text"
    },
    {
      command: "aculab-cloud applications show 06e122c3364cc74c.787379 --json | jq .status.adr.totalCost",
      description: "What it cost, for a script"
    }
  ])
)

const waitInput = {
  instance,
  eta: moment("eta").pipe(
    Flag.withDescription(
      "When the status is due, as `outbound follow` says: the first question waits for it"
    ),
    Flag.optional
  ),
  patience: duration("patience").pipe(
    Flag.withDescription("How long to go on asking (default: 10m)"),
    Flag.optional
  )
}

const wait = Command.make("wait", waitInput, ({ instance, eta, patience }) =>
  ask({
    operation: "ApplicationStatus.await",
    doing: "Waiting for the status",
    call: ApplicationStatus.await(instance, {
      eta: Option.getOrUndefined(eta),
      patience: Option.getOrUndefined(patience)
    }).pipe(Effect.mapError(inWords)),
    toJson: (status) => ({ status }),
    show: showStatus
  })
).pipe(
  Command.withDescription(
    "Wait until the status of an application instance is there, and show it as `applications show` does. The cloud does not tell an application that runs from one that there is not: for both there is no status, and this ends with 5 when its patience is over."
  ),
  Command.withShortDescription("Wait for the status of an application instance, and show it"),
  Command.withExamples([
    {
      command: "aculab-cloud applications wait 06e122c3364cc74c.787379 --patience 1h",
      description: "For at most an hour"
    }
  ])
)

const resultStyles = new Map<string, (words: Words) => Words>([
  ["interrupted", green],
  ["application already completed", cyan],
  ["no such application", yellow],
  ["unknown", yellow]
])

const interruptInput = {
  instances: instance.pipe(Argument.atLeast(1)),
  redirectPage: Flag.String("redirect-page").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription(
      "Page that is asked for other actions (http or https); without it the final page is called, and the application ends"
    ),
    Flag.optional
  ),
  redirectMethod: Flag.Literals("redirect-method", ["GET", "POST"]).pipe(
    Flag.withDescription("How that page is called (the cloud's default is not documented)"),
    Flag.optional
  ),
  ...yesFlag
}

const interrupt = Command.make(
  "interrupt",
  interruptInput,
  Effect.fnUntraced(function* ({ instances, redirectPage, redirectMethod, yes }) {
    const which =
      instances.length === 1 ? `the application ${instances[0]}` : `${instances.length} applications`
    yield* confirm(
      Option.isSome(redirectPage)
        ? `This interrupts ${which}: what goes on in the call stops, and ${redirectPage.value} is asked what to do instead.`
        : `This interrupts ${which}: what goes on in the call stops, the final page is called, and the application ends.`,
      { yes }
    )
    yield* ask({
      operation: "RestApplications.interrupt",
      doing: "Interrupting",
      call: RestApplications.interrupt(instances, {
        redirectPage: Option.getOrUndefined(redirectPage),
        redirectMethod: Option.getOrUndefined(redirectMethod)
      }).pipe(Effect.mapError(inWords)),
      toJson: (interruptions) => ({ interruptions }),
      show: (interruptions: ReadonlyArray<RestApplications.Interruption>) =>
        printTable(interruptions, [
          { title: "Instance", of: ({ applicationInstanceId }) => applicationInstanceId },
          { title: "Result", of: ({ result }) => resultStyles.get(result)?.(result) ?? result },
          {
            title: "Details",
            of: ({ other }) => (Object.keys(other).length === 0 ? undefined : JSON.stringify(other))
          }
        ])
    })
  })
).pipe(
  Command.withDescription(
    "Interrupt instances of REST applications that run: the action that goes on stops, and the rest of its list is skipped. Somebody may be on the telephone, so it is confirmed first, or takes --yes. Ends with 0 when the cloud has answered: the result says what became of each."
  ),
  Command.withShortDescription("Interrupt REST applications that run"),
  Command.withExamples([
    {
      command: "aculab-cloud applications interrupt 06e122c3364cc74c.787379",
      description: "End an application; asks first"
    },
    {
      command:
        "aculab-cloud applications interrupt 06e122c3364cc74c.787379 --redirect-page https://example.com/instead --redirect-method POST --yes",
      description: "Make it do something else, from a script"
    }
  ])
)

export const applications = Command.make("applications").pipe(
  Command.withDescription("What became of application instances, and how to interrupt them"),
  Command.withSubcommands([show, wait, interrupt]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command: "aculab-cloud applications wait 06e122c3364cc74c.787379",
      description: "Wait until it is known what an application did and cost"
    }
  ])
)
