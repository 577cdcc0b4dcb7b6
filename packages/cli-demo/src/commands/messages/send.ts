/** `aculab-cloud messages send` */
import * as Messages from "@aculab-cloud/core/Messages"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { secret } from "../../account.js"
import { ask } from "../../ask.js"
import { Simulate } from "../../cloud.js"
import { fail, invalidInput, withNames, wrongUsage } from "../../failure.js"
import { type FileRun, sendFile } from "../../messageFile/sendFile.js"
import { dim, isTerminal, printError } from "../../output.js"
import { printTable } from "../../table.js"
import { standardInput } from "../../textInput.js"
import { fileFlags, resultsOf, withoutFile } from "./fileFlags.js"

const operation = "Messages.send"

const input = {
  to: Flag.String("to").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("Who gets it: an international number, country code first; + and spaces are fine"),
    Flag.optional
  ),
  from: Flag.String("from").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("One of your numbers"),
    Flag.optional
  ),
  content: Flag.String("content").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription("The text; - reads it from the standard input, without its last line end"),
    Flag.optional
  ),
  type: Flag.Literals("type", ["sms", "mms"]).pipe(
    Flag.withDescription("Default: mms with --media, sms without"),
    Flag.optional
  ),
  media: Flag.String("media").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("Name of a file in the message media store, for an MMS; may be repeated"),
    Flag.atLeast(0)
  ),
  senderId: Flag.String("sender-id").pipe(
    Flag.withMetavar("text"),
    Flag.withDescription("Shown to the recipient instead of the number, where the carrier supports it"),
    Flag.optional
  ),
  deliveryReport: Flag.Boolean("delivery-report").pipe(
    Flag.withDescription("Ask for a delivery report: without it a message ends as sent"),
    Flag.withDefault(false)
  ),
  statusPage: Flag.String("status-page").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription("URL that the cloud calls at each change of state"),
    Flag.optional
  ),
  statusPageMethod: Flag.Literals("status-page-method", ["POST", "GET"]).pipe(
    Flag.withDescription("How the cloud calls it (default: POST)"),
    Flag.optional
  ),
  statusPageUsername: Flag.String("status-page-username").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription("User name for the page; its password: ACULAB_STATUS_PAGE_PASSWORD, or asked for"),
    Flag.optional
  ),
  checkCertificate: Flag.Boolean("check-certificate").pipe(
    Flag.withDescription("Make the cloud check the page's certificate"),
    Flag.withDefault(false)
  ),
  ...fileFlags
}

type Input = Command.Command.Config.Infer<typeof input>

/** The fields of the SDK in the words of the command line. */
const inFlags = withNames({
  to: "--to",
  from: "--from",
  type: "--type",
  content: "--content",
  media: "--media",
  alphanumericSenderId: "--sender-id",
  deliveryReport: "--delivery-report",
  "statusPage.url": "--status-page",
  "statusPage.method": "--status-page-method",
  "statusPage.username": "--status-page-username",
  "statusPage.password": "ACULAB_STATUS_PAGE_PASSWORD",
  "statusPage.checkCertificate": "--check-certificate"
})

export const send = Command.make(
  "send",
  input,
  Effect.fnUntraced(function* (input) {
    if (Option.isSome(input.file)) return yield* sendFile(yield* fileRun(input, input.file.value))
    const options = yield* sendOptions(input)
    yield* ask({
      operation,
      doing: "Sending",
      call: Effect.mapError(Messages.send(options), inFlags),
      toJson: (references) => ({ references }),
      show: showReferences
    })
  })
).pipe(
  Command.withDescription(
    "Send an SMS or an MMS. Prints its reference, or one for each part of a long text. With --file it sends one for each line of a file, after checking all of it, and writes down what became of each."
  ),
  Command.withShortDescription("Send an SMS or an MMS"),
  Command.withExamples([
    {
      command:
        'aculab-cloud messages send --simulate --to 441908273800 --from 441908273801 --content "Grüße 👋"',
      description: "Try it without an account"
    },
    {
      command:
        "date | aculab-cloud messages send --to 441908273800 --from 441908273801 --content - --delivery-report",
      description: "A text from another program, with a delivery report"
    },
    {
      command:
        "aculab-cloud messages send --to 15550001234 --from 15552341234 --media cat.jpg --content Look!",
      description: "An MMS with a file from the message media store"
    },
    {
      command:
        "aculab-cloud messages send --to 441908273800 --from 441908273801 --content=-5°C --json | jq -r '.references[]'",
      description: "References for a script; a text that starts with - needs the ="
    },
    {
      command:
        'aculab-cloud messages send --file patients.csv --from 441908273801 --content "Dear {name}, see you tomorrow" --rate 30/s',
      description: "One for each line of a file with the columns to and name"
    },
    {
      command:
        'aculab-cloud messages send --file patients.csv --from 441908273801 --content "Dear {name}, see you tomorrow" --resume',
      description: "Go on with it after Ctrl-C or a crash"
    }
  ])
)

const showReferences = Effect.fnUntraced(function* (references: ReadonlyArray<Messages.MessageReference>) {
  const parts = references.map((reference, index) => ({ reference, position: index + 1 }))
  yield* printTable(parts, [
    { title: "Reference", of: ({ reference }) => reference },
    {
      title: "Part",
      of: ({ position }) => (parts.length === 1 ? undefined : `${position} of ${parts.length}`)
    }
  ])
  if (!(yield* isTerminal("stderr"))) return
  const hint = (yield* Simulate)
    ? ["Accepted by a simulated cloud: nothing has left this machine."]
    : ["What becomes of it:", `  aculab-cloud messages follow ${references.join(" ")}`]
  yield* printError(...hint.map(dim))
})

/** The two that every single message needs. */
const required = Effect.fnUntraced(function* ({ to, from }: Input) {
  if (Option.isSome(to) && Option.isSome(from)) return { to: to.value, from: from.value }
  const missing = [...(Option.isNone(to) ? ["--to"] : []), ...(Option.isNone(from) ? ["--from"] : [])]
  return yield* fail(
    wrongUsage(
      "aculab-cloud messages send",
      missing.map((flag) => `Missing required flag: ${flag}`)
    )
  )
})

const sendOptions = Effect.fnUntraced(function* (input: Input) {
  const { to, from } = yield* required(input)
  const type = Option.getOrElse(input.type, () => (input.media.length > 0 ? "mms" : "sms"))
  const problems = [
    ...withoutFile(input),
    ...(type === "sms" && Option.isNone(input.content)
      ? [{ field: "--content", rule: "is required for an SMS" }]
      : []),
    ...(type === "sms" && input.media.length > 0
      ? [{ field: "--media", rule: "is for an MMS, and --type says sms" }]
      : []),
    ...pageProblems(input)
  ]
  if (problems.length > 0) return yield* invalidInput(operation, problems)

  const common = {
    to,
    from,
    alphanumericSenderId: Option.getOrUndefined(input.senderId),
    deliveryReport: input.deliveryReport ? true : undefined,
    statusPage: yield* statusPageOf(input)
  }
  const content = Option.isNone(input.content) ? undefined : yield* contentOf(input.content.value)
  const options: Messages.SendOptions =
    type === "mms"
      ? { ...common, type, media: input.media, content }
      : { ...common, type, content: content ?? "" }
  return options
})

/** What is sent for each line of a file. */
const fileRun = Effect.fnUntraced(function* (input: Input, file: string) {
  const problems = [
    ...(Option.isSome(input.to) ? [{ field: "--to", rule: "is a column of the file" }] : []),
    ...(input.repeatUnknown && !input.resume
      ? [{ field: "--repeat-unknown", rule: "is only for --resume" }]
      : []),
    ...pageProblems(input)
  ]
  if (problems.length > 0) return yield* invalidInput(operation, problems)
  const run: FileRun = {
    file,
    results: Option.getOrElse(input.results, () => resultsOf(file)),
    resume: input.resume,
    repeatUnknown: input.repeatUnknown,
    yes: input.yes,
    concurrency: Option.getOrUndefined(input.concurrency),
    rate: Option.getOrUndefined(input.rate),
    defaults: {
      from: Option.getOrUndefined(input.from),
      content: Option.isNone(input.content) ? undefined : yield* contentOf(input.content.value),
      type: Option.getOrUndefined(input.type),
      media: input.media,
      senderId: Option.getOrUndefined(input.senderId),
      deliveryReport: input.deliveryReport,
      statusPage: yield* statusPageOf(input)
    }
  }
  return run
})

const pageProblems = (input: Input) =>
  Option.isNone(input.statusPage) && hasPageFlags(input)
    ? [{ field: "--status-page", rule: "is required beside the other flags about the page" }]
    : []

const hasPageFlags = (input: Input): boolean =>
  Option.isSome(input.statusPageMethod) || Option.isSome(input.statusPageUsername) || input.checkCertificate

const statusPageOf = Effect.fnUntraced(function* (input: Input) {
  if (Option.isNone(input.statusPage)) return undefined
  const page: Messages.StatusPage = {
    url: input.statusPage.value,
    method: Option.getOrUndefined(input.statusPageMethod),
    checkCertificate: input.checkCertificate ? true : undefined
  }
  if (Option.isNone(input.statusPageUsername)) return page
  const password = yield* secret("ACULAB_STATUS_PAGE_PASSWORD", "Password of the status page")
  return { ...page, username: input.statusPageUsername.value, password }
})

/** The text itself, or for `-` what the standard input holds. */
const contentOf = Effect.fnUntraced(function* (content: string) {
  if (content !== "-") return content
  return (yield* standardInput({ operation, field: "--content" })).replace(/\r?\n$/, "")
})
