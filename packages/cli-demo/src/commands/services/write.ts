/** `aculab-cloud services write`, `modify` and `remove` */
import * as Services from "@aculab-cloud/core/Services"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { secret } from "../../account.js"
import { answered, ask, telling } from "../../ask.js"
import { Simulate, withCloud } from "../../cloud.js"
import { confirm, yesFlag } from "../../confirm.js"
import { CommandFailed, invalidInput } from "../../failure.js"
import { print } from "../../output.js"
import { servicePassword, simulatedPassword } from "../outbound/service.js"
import { configurationIn, file, showConfiguration, withoutSecrets } from "./configuration.js"
import { direction, inArguments, name } from "./service.js"

const passwordOf = Effect.fnUntraced(function* (name: string) {
  if (yield* Simulate) return simulatedPassword(name)
  return yield* secret(servicePassword.variable, servicePassword.question)
})

interface Target {
  readonly direction: Services.Direction
  readonly name: string
  readonly file: Option.Option<string>
}

/** What a service is to be from now on. One that is outbound needs a password. */
const configurationFor = Effect.fnUntraced(function* ({ direction, name, file }: Target) {
  const operation = "Services.write"
  if (Option.isNone(file)) {
    return direction === "inbound"
      ? undefined
      : yield* invalidInput(operation, [{ field: "FILE", rule: "is required for an outbound service" }])
  }
  const configuration = yield* configurationIn(operation, file.value)
  if (direction === "inbound" || "service_password" in configuration) return configuration
  return { ...configuration, service_password: yield* passwordOf(name) }
})

export const write = Command.make(
  "write",
  { direction, name, file, ...yesFlag },
  Effect.fnUntraced(function* (input) {
    const { direction, name, yes } = input
    const configuration = yield* configurationFor(input)
    yield* withCloud(
      Effect.gen(function* () {
        if (!yes) yield* confirmReplacement(direction, name)
        const written = yield* Services.write(direction, name, configuration).pipe(
          Effect.mapError(inArguments),
          telling("Services.write", "Writing")
        )
        yield* answered(
          {
            toJson: (written: Services.Written) => ({
              ...written,
              configuration: withoutSecrets(written.configuration)
            }),
            show: ({ result, configuration }) =>
              Effect.andThen(
                print(`The ${direction} service ${name} is ${result}.`),
                showConfiguration(configuration)
              )
          },
          written
        )
      })
    )
  })
).pipe(
  Command.withDescription(
    "Create a service, or replace its whole configuration: what the document leaves out gets its default, and what was there is lost. So it looks first, and an existing service is replaced only when that is confirmed, or with --yes, which skips the look. An outbound service needs a configuration and a password: service_password in the document, or else ACULAB_SERVICE_PASSWORD, or asked for. Which keys there are: `aculab-cloud services schema`."
  ),
  Command.withShortDescription("Create a service, or replace its whole configuration"),
  Command.withExamples([
    {
      command: "aculab-cloud services write inbound 441908273801 --simulate",
      description: "Try it without an account: a service with nothing behind it yet"
    },
    {
      command: "aculab-cloud services write inbound 441908273801 service.json",
      description: "From a file; asks before it replaces anything"
    },
    {
      command: "generate | aculab-cloud services write outbound reminders - --yes --json",
      description: "From another program, without a question"
    }
  ])
)

const confirmReplacement = Effect.fnUntraced(function* (direction: Services.Direction, name: string) {
  const services = yield* Services.list(direction).pipe(
    Effect.mapError(inArguments),
    telling("Services.list", "Looking for the service")
  )
  if (!services.some((service) => service.name === name)) return
  yield* confirm(
    `The ${direction} service ${name} exists. This replaces its whole configuration: what is left out gets its default, and what was there is lost.`,
    { yes: false }
  ).pipe(Effect.mapError(afterLook))
})

/** To look was to send something. */
const afterLook = <E>(error: E): E | CommandFailed =>
  error instanceof CommandFailed
    ? new CommandFailed({
        failure: { ...error.failure, consequence: "Nothing is changed: the service was only looked up." }
      })
    : error

const changePassword = Flag.Boolean("password").pipe(
  Flag.withDescription("Change the password, too: ACULAB_SERVICE_PASSWORD, or asked for"),
  Flag.withDefault(false)
)

/** The changes of the document, with the password where that is asked for. */
const changesOf = Effect.fnUntraced(function* (input: Target & { readonly password: boolean }) {
  const operation = "Services.modify"
  if (Option.isNone(input.file) && !input.password) {
    return yield* invalidInput(operation, [{ field: "FILE", rule: "is required without --password" }])
  }
  const changes = Option.isNone(input.file) ? {} : yield* configurationIn(operation, input.file.value)
  return input.password ? { ...changes, service_password: yield* passwordOf(input.name) } : changes
})

export const modify = Command.make(
  "modify",
  { direction, name, file, password: changePassword },
  Effect.fnUntraced(function* (input) {
    const changes = yield* changesOf(input)
    yield* ask({
      operation: "Services.modify",
      doing: "Changing",
      call: Services.modify(input.direction, input.name, changes).pipe(Effect.mapError(inArguments)),
      toJson: withoutSecrets,
      show: showConfiguration
    })
  })
).pipe(
  Command.withDescription(
    "Change part of a service's configuration: what the document leaves out stays. Prints the full configuration as it is then, but for its secrets. What was there before is not kept: `aculab-cloud services show --json` saves it. The password changes only with --password, or when it is in the document."
  ),
  Command.withShortDescription("Change part of a service's configuration"),
  Command.withExamples([
    {
      command: "aculab-cloud services modify outbound simulator-uas --password --simulate",
      description: "Try it without an account"
    },
    {
      command: "aculab-cloud services modify outbound reminders changes.json",
      description: 'Another application; the file holds {"uas":{"application_name":"survey"}}'
    },
    {
      command: "aculab-cloud services modify outbound reminders --password",
      description: "Another password, and nothing else"
    }
  ])
)

export const remove = Command.make(
  "remove",
  { direction, name, ...yesFlag },
  Effect.fnUntraced(function* ({ direction, name, yes }) {
    yield* confirm(
      `This removes the ${direction} service ${name} with its configuration, for good: ${direction === "inbound" ? "calls to it are no longer answered" : "it can no longer be started"}.`,
      { yes }
    )
    yield* ask({
      operation: "Services.remove",
      doing: "Removing",
      call: Services.remove(direction, name).pipe(Effect.mapError(inArguments)),
      toJson: () => ({ direction, name, result: "removed" }),
      show: () => print(`The ${direction} service ${name} is removed.`)
    })
  })
).pipe(
  Command.withDescription(
    "Remove a service with its configuration. It cannot be brought back, so it is confirmed first, or takes --yes; `aculab-cloud services show --json` saves the configuration, but for its password."
  ),
  Command.withShortDescription("Remove a service"),
  Command.withExamples([
    { command: "aculab-cloud services remove inbound 441908273801", description: "Asks first" },
    { command: "aculab-cloud services remove outbound reminders --yes", description: "From a script" }
  ])
)
