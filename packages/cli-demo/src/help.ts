/** Help pages, the version, and what is wrong with a command line. */
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import type { FlagDoc, HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import { environment } from "./account.js"
import { exitCodes } from "./exitCodes.js"
import { report, wrongUsage } from "./failure.js"
import { bold, hasColour, print, render, write } from "./output.js"
import { wrap } from "./wrap.js"

/** Presents what `effect/cli` has to say: data on the standard output, complaints on the other one. */
export const presenter = (
  json: boolean
): Effect.Effect<CliOutput.Presenter, never, Stdio.Stdio | Terminal.Terminal> =>
  Effect.map(Effect.context<Stdio.Stdio | Terminal.Terminal>(), (context) => ({
    present: (event) => Effect.orDie(Effect.provideContext(present(event, json), context))
  }))

const present = Effect.fnUntraced(function* (event: CliOutput.Presenter.Event, json: boolean) {
  switch (event._tag) {
    case "Help": {
      const columns = yield* Terminal.Terminal.use((terminal) => terminal.columns)
      const page = helpPage(event.helpDoc, yield* hasColour("stdout"))
      const width = Math.min(100, Math.max(60, columns))
      return yield* write("stdout", `${page.map((line) => wrap(line, width)).join("\n")}\n`)
    }
    case "Version":
      return yield* print(`${event.name} ${event.version}`)
    case "InvalidInvocation": {
      const failure = wrongUsage(event.commandPath.join(" "), event.errors.map(problemOf))
      return yield* report(
        event.errors.some(isSecretFlag) ? { ...failure, advice: aboutSecrets } : failure,
        json
      )
    }
  }
})

/** A word too many may be a secret, so it is not said again; nor is one that no command can be called. */
const problemOf = (error: CliError.CliError): string => {
  if (error._tag === "UnexpectedArgument") {
    const what = error.arguments.length === 1 ? "argument" : "arguments"
    return `Unexpected positional ${what}, after those that the command takes`
  }
  if (error._tag === "UnknownSubcommand" && !/^[a-z-]+$/.test(error.subcommand)) {
    return `Unknown subcommand of ${(error.parent ?? []).join(" ")}`
  }
  return error.message.replace(/\n\s*\n\s*/, ". ").replace(/\n\s*/g, " ")
}

const isSecretFlag = (error: CliError.CliError): boolean =>
  error._tag === "UnrecognizedOption" && /(^|-)(key|password|secret|token)$/.test(error.option)

const aboutSecrets =
  "No secret is taken from the command line, where others on this machine can see it and the shell keeps it. Set it in the environment (ACULAB_API_ACCESS_KEY and others: see 'aculab-cloud --help') or be asked for it on a terminal; one that was typed here is best replaced."

const helpPage = (doc: HelpDoc, colours: boolean): ReadonlyArray<string> => {
  const title = (words: string) => render(bold(words), colours)
  const globalFlags = (doc.globalFlags ?? []).map((flag) =>
    flag.name === "completions" ? completions(flag) : flag
  )
  const page = CliOutput.defaultFormatter({ colors: colours })
    .formatHelpDoc({ ...doc, globalFlags })
    .split("\n")
  // The formatter forgets the empty line after a list of subcommands.
  const spaced = page.flatMap((line, index) =>
    line === title("EXAMPLES") && page[index - 1] !== "" ? ["", line] : [line]
  )
  if (doc.commandPath?.length !== 1) return spaced
  const codes = Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning] as const)
  return [...spaced, "", title("ENVIRONMENT"), ...rows(environment), "", title("EXIT CODES"), ...rows(codes)]
}

/** Its own description is wider than most terminals. */
const completions = (flag: FlagDoc): FlagDoc => ({
  ...flag,
  type: "shell",
  description: Option.some("Print a completion script for bash, zsh, fish or powershell")
})

const rows = (pairs: ReadonlyArray<readonly [name: string, meaning: string]>): ReadonlyArray<string> => {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`)
}
