/** One run of the command: from its arguments to its exit code. Everything that fails is told here. */
import { readFileSync } from "node:fs"
import { CloudError } from "@aculab-cloud/core/CloudError"
import * as Cause from "effect/Cause"
import { ConfigError } from "effect/Config"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { PlatformError } from "effect/PlatformError"
import { command } from "./command.js"
import { type ExitCode, exitCodes } from "./exitCodes.js"
import {
  CommandFailed,
  type Failure,
  fromCloudError,
  outputLost,
  report,
  unexpected,
  wrongUsage
} from "./failure.js"
import { presenter } from "./help.js"

const packageJson: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8")
)

/**
 * Runs the command with these arguments and gives back its exit code. It never fails; when it
 * is interrupted, it tells what is known of the call that was under way, and stays interrupted.
 */
export const run = (args: ReadonlyArray<string>): Effect.Effect<number, never, Command.Environment> => {
  const json = wantsJson(args)
  return Command.runWith(command, { version: packageJson.version })(args).pipe(
    Effect.as<ExitCode>("success"),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.interrupt : end(Cause.squash(cause), json)
    ),
    Effect.map((exit) => exitCodes[exit].code),
    Effect.provide(surroundings(json))
  )
}

/** As the flag says, also where the command line is too wrong to be understood. */
const wantsJson = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--")
  return (end < 0 ? args : args.slice(0, end)).some((arg, index) =>
    arg === "--json" ? !no.test(args[index + 1] ?? "") : yes.test(arg)
  )
}

// What `effect/cli` takes for the value of a flag without one.
const yes = /^--json=(true|1|y|yes|on)$/
const no = /^(false|0|n|no|off)$/

const surroundings = (json: boolean) =>
  Layer.mergeAll(
    CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
    Layer.effect(CliOutput.Presenter, presenter(json)),
    Layer.succeed(Logger.LogToStderr, true)
  )

/** Tells what went wrong, unless it was told already. */
const end = Effect.fnUntraced(function* (error: unknown, json: boolean) {
  if (CliError.isCliError(error) && error._tag === "ShowHelp") {
    return error.errors.length > 0 ? "usage" : "success"
  }
  if (error instanceof PlatformError && error.reason.module === "Stdio" && error.reason.method === "stdout") {
    const code = codeOf(error.reason.cause)
    // All else, such as EPIPE, is a reader who has stopped.
    if (!ofDisk.includes(code)) return "outputClosed"
    yield* report(outputLost(code), json)
    return "disk"
  }
  const failure = failureOf(error)
  yield* report(failure, json)
  return failure.exit
})

/** The standard output is a file then, and the disk is full, say. */
const ofDisk = ["ENOSPC", "EDQUOT", "EFBIG", "EIO"]

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : ""

const failureOf = (error: unknown): Failure => {
  if (error instanceof CommandFailed) return error.failure
  if (error instanceof CloudError) return fromCloudError(error)
  if (error instanceof ConfigError) return wrongUsage("aculab-cloud", [error.message])
  return unexpected(error)
}
