import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { environment } from "../src/account.js"
import { commandOf } from "../src/commands/operations.js"
import { exitCodes } from "../src/exitCodes.js"
import { aculabCloud, document } from "./support.js"

/** The commands, and above them their areas. */
const pages = [
  [],
  ["demo"],
  ["check"],
  ["voice", "check"],
  ["messages", "follow"],
  ["reports", "run"],
  ...new Set(
    Object.values(commandOf).flatMap((words) => {
      const path = words.split(" ")
      return path.map((_, index) => path.slice(0, index + 1).join(" "))
    })
  )
].map((path) => (Array.isArray(path) ? path : path.split(" ")))

describe("--help", () => {
  it.effect.each(pages.map((path) => ({ path })))("of $path has an example that can be copied", ({ path }) =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud([...path, "--help"])
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      const [, examples = ""] = stdout.split("\nEXAMPLES\n")
      expect(examples).toContain(`  ${["aculab-cloud", ...path].join(" ")}`)
      expect(stdout).toContain(`USAGE\n  ${["aculab-cloud", ...path].join(" ")}`)
    })
  )

  it.effect("lists the environment and the exit codes", () =>
    Effect.gen(function* () {
      const { stdout } = yield* aculabCloud(["--help"], { columns: 200 })
      const flat = stdout.replace(/\s+/g, " ")
      for (const [variable, meaning] of environment) expect(flat).toContain(`${variable} ${meaning}`)
      for (const { code, meaning } of Object.values(exitCodes)) expect(flat).toContain(`${code} ${meaning}`)
    })
  )

  it.effect("fits a terminal, but for commands that are to be copied", () =>
    Effect.gen(function* () {
      for (const path of pages) {
        const { stdout } = yield* aculabCloud([...path, "--help"], { columns: 72 })
        const lines = stdout.split("\n").filter((line) => !/^ {2}(\S+ \| )?aculab-cloud /.test(line))
        for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(72)
      }
    })
  )

  it.effect("is what a command without its subcommand shows", () =>
    Effect.gen(function* () {
      for (const path of [[], ["messages"]]) {
        const { code, stdout, stderr } = yield* aculabCloud(path)
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
        expect(stdout).toBe((yield* aculabCloud([...path, "--help"])).stdout)
      }
    })
  )
})

describe("--version", () => {
  it.effect("is that of the package", () =>
    Effect.gen(function* () {
      const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
      const { code, stdout } = yield* aculabCloud(["--version"])
      expect({ code, stdout }).toEqual({ code: 0, stdout: `aculab-cloud ${version}\n` })
    })
  )
})

describe("--completions", () => {
  it.effect("prints a script", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* aculabCloud(["--completions", "bash"])
      expect(code).toBe(0)
      expect(stdout).toContain("complete -F")
    })
  )
})

describe("a command line that makes no sense", () => {
  it.effect.each([
    { args: ["mesages"], says: 'Unknown subcommand "mesages"', help: "aculab-cloud --help" },
    { args: ["messages", "sned"], says: "Did you mean this? send", help: "aculab-cloud messages --help" },
    { args: ["messages", "query", "r1", "--jsn"], says: "Unrecognized flag: --jsn", help: "query --help" },
    { args: ["messages", "follow", "r1", "--until", "noon"], says: "noon", help: "follow --help" },
    { args: ["messages", "follow", "r1", "--patience", "soon"], says: "10m or 1h", help: "follow --help" },
    { args: ["demo", "--speed", "0"], says: "a number above 0", help: "demo --help" },
    { args: ["demo", "--simulate"], says: "--simulate", help: "demo --help" }
  ])("is refused in words: $args", ({ args, says, help }) =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(stderr).toContain(help)
    })
  )

  it.effect("is refused in JSON", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(["messages", "query", "--json"])
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(document(stderr)).toEqual({
        error: {
          operation: "aculab-cloud messages query",
          outcome: "not-sent",
          reason: { _tag: "WrongUsage", problems: [expect.stringContaining("REF")] },
          message: expect.stringContaining("REF"),
          advice: "Run 'aculab-cloud messages query --help' to see how it is used.",
          exitCode: 2
        }
      })
    })
  )
})
