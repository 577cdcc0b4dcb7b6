/** `aculab-cloud outbound start` */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { confirm, yesFlag } from "../../confirm.js"
import { invalidInput } from "../../failure.js"
import { jsonDocument } from "../../textInput.js"
import { askService, service } from "./service.js"
import { showStarted } from "./status.js"

const operation = "Outbound.startRest"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const input = {
  service,
  to: Flag.String("to").pipe(
    Flag.withMetavar("destination"),
    Flag.withDescription(
      "Who is called: a telephone number (digits, single dashes between them), or with a prefix tel: sip: loc: webrtc: con: or wss://; repeat it for several calls"
    ),
    Flag.atLeast(0)
  ),
  from: text(
    "from",
    "caller",
    "The caller; for a telephone number required, and one of your validated caller ids"
  ),
  token: text("token", "text", "Given to the application's pages as the token of instance_info"),
  parameters: text(
    "parameters",
    "text",
    "Given to the application's pages as outbound_parameters of this_call"
  ),
  sipHeaders: Flag.String("sip-header").pipe(
    Flag.withMetavar("name=value"),
    Flag.withDescription("A header for the SIP request of the call; may be repeated"),
    Flag.filter(
      (header) => header.indexOf("=") > 0,
      () => "a header such as X-Order=4711"
    ),
    Flag.map((header) => ({
      name: header.slice(0, header.indexOf("=")),
      value: header.slice(header.indexOf("=") + 1)
    })),
    Flag.atLeast(0)
  ),
  calls: text(
    "calls",
    "file",
    "In place of the flags from --to on: a JSON array of calls, with the keys to, from, token, parameters and sipHeaders; - reads the standard input"
  ),
  ...yesFlag
}

type Input = Command.Command.Config.Infer<typeof input>

export const start = Command.make(
  "start",
  input,
  Effect.fnUntraced(function* (input) {
    const calls = yield* callsOf(input)
    if (calls.length > 1) yield* confirm(questionOf(calls, input.service), input)
    yield* askService(input.service, {
      operation,
      doing: "Starting",
      call: Effect.mapError(Outbound.startRest(calls), complainsAbout(input)),
      toJson: (references) => ({ references }),
      show: showStarted(input.service)
    })
  })
).pipe(
  Command.withDescription(
    "Start an outbound service with a REST application: each call is placed by an instance of the application. Prints a reference for each call. Calls cost money, and cannot be taken back once they are placed. One call starts at once, as one message is sent at once: the command line says who is called. Several, which need a Production or Premium account, are confirmed first, or take --yes."
  ),
  Command.withShortDescription("Place calls with an outbound service that has a REST application"),
  Command.withExamples([
    {
      command: "aculab-cloud outbound start --simulate --service simulator-rest --to sip:someone@example.com",
      description: "Try it without an account"
    },
    {
      command:
        'aculab-cloud outbound start --service reminders --to 441908273800 --from 441908273801 --parameters "appointment 4711" --sip-header X-Order=4711',
      description: "Call a telephone"
    },
    {
      command: "aculab-cloud outbound start --service reminders --calls calls.json --yes --json",
      description:
        'Many calls from a script; the file holds [{"to":"441908273800","from":"441908273801"}, ...]'
    }
  ])
)

const listedCalls = () =>
  Schema.Array(
    Schema.Struct({
      to: Schema.String,
      from: Schema.optionalKey(Schema.String),
      token: Schema.optionalKey(Schema.String),
      parameters: Schema.optionalKey(Schema.String),
      sipHeaders: Schema.optionalKey(
        Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))
      )
    })
  )

const callsOf = Effect.fnUntraced(function* (input: Input) {
  const { to, from, token, parameters, sipHeaders, calls } = input
  if (Option.isNone(calls)) {
    if (to.length === 0) {
      return yield* invalidInput(operation, [{ field: "--to", rule: "is required when --calls is left out" }])
    }
    return to.map(
      (to): Outbound.OutboundCall => ({
        to,
        from: Option.getOrUndefined(from),
        token: Option.getOrUndefined(token),
        parameters: Option.getOrUndefined(parameters),
        sipHeaders: sipHeaders.length > 0 ? sipHeaders : undefined
      })
    )
  }
  const beside = [
    ...(to.length > 0 ? ["--to"] : []),
    ...(Option.isSome(from) ? ["--from"] : []),
    ...(Option.isSome(token) ? ["--token"] : []),
    ...(Option.isSome(parameters) ? ["--parameters"] : []),
    ...(sipHeaders.length > 0 ? ["--sip-header"] : [])
  ]
  if (beside.length > 0) {
    const rule = "must be left out beside --calls, which says it for each call"
    return yield* invalidInput(
      operation,
      beside.map((field) => ({ field, rule }))
    )
  }
  return yield* jsonDocument({ operation, field: "--calls" }, calls.value, listedCalls())
})

const questionOf = (calls: ReadonlyArray<Outbound.OutboundCall>, service: string): string => {
  const named = calls.slice(0, 5).map(({ to }) => to)
  const more = calls.length > named.length ? ` and ${calls.length - named.length} more` : ""
  return `This places ${calls.length} calls with the outbound service ${service}, to ${named.join(", ")}${more}. Calls cost money, and cannot be taken back once they are placed.`
}

const flagOf: Readonly<Record<string, string>> = {
  to: "--to",
  from: "--from",
  token: "--token",
  parameters: "--parameters",
  sipHeaders: "--sip-header"
}

/** What the SDK says about `calls.2.from`, in the words of whoever gave the calls. Each thing once. */
const complainsAbout =
  ({ to, calls }: Input) =>
  (error: CloudError): CloudError => {
    if (error.reason._tag !== "InvalidInput") return error
    const issues = error.reason.issues.map(({ field, rule }) => {
      const [, place, position, key = ""] = /^calls\.((\d+)\.(\w+).*)$/.exec(field) ?? []
      if (Option.isSome(calls)) {
        return { field: "--calls", rule: place === undefined ? rule : `${place}: ${rule}` }
      }
      const which = key === "to" && to.length > 1 ? ` ${to[Number(position)]}` : ""
      return { field: `${flagOf[key] ?? field}${which}`, rule: rule.replace("when to is", "when --to is") }
    })
    const once = new Map(issues.map((issue) => [`${issue.field}: ${issue.rule}`, issue]))
    return invalidInput(error.operation, [...once.values()])
  }
