/**
 * The README, followed to the letter by somebody who has just cloned the project: what its blocks say is pasted into a
 * shell and into a file, and a message is sent.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { finish } from "./support/consumer.js"
import { examples } from "./support/examples.js"
import { root } from "./support/packages.js"

const readme = readFileSync(join(root, "README.md"), "utf8")
const section = /^## Into a project of your own$([\s\S]*?)^## /m.exec(readme)?.[1] ?? ""
const [install = "", serve = "", run = ""] = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
  ([, commands]) => commands ?? ""
)
const programs = examples().filter(
  ({ place, code }) => place.startsWith("README.md:") && code.includes("Messages.send(")
)

/** A shell that stops at the first command that fails, as a person would. */
const shell = (commands: string, cwd: string) => finish("bash", ["-euc", commands], { cwd })

let project = ""
let simulator: ChildProcess | undefined
/** What the simulator has printed to be pasted. */
const pasted: Array<string> = []

beforeAll(async () => {
  const { code, out, error } = await shell(`${install}\npwd >&2`, root)
  expect(code, `${out}${error}`).toBe(0)
  project = error.trim().split("\n").at(-1) ?? ""
  const child = spawn("bash", ["-euc", `exec ${serve}`], {
    cwd: project,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    stdio: ["ignore", "pipe", "inherit"],
    // A group of its own, so that what npx has started ends with it.
    detached: true
  })
  simulator = child
  // It is read to its end: a simulator that nobody listens to would fail.
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (status) => reject(new Error(`the simulator ended with ${status}`)))
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("export ")) pasted.push(line)
      if (line.startsWith("Its outbound services")) resolve()
    })
  })
})

afterAll(async () => {
  if (simulator?.pid !== undefined && simulator.exitCode === null) {
    const closed = once(simulator, "close")
    process.kill(-simulator.pid)
    await closed
  }
  if (project !== "") rmSync(project, { recursive: true, force: true })
})

describe("the README, followed to the letter,", () => {
  test("names the account of the simulator", () => {
    expect(pasted.map((line) => line.split(/[ =]/)[1])).toEqual([
      "ACULAB_CLOUD_ID",
      "ACULAB_USERNAME",
      "ACULAB_API_ACCESS_KEY",
      "ACULAB_BASE_URL"
    ])
  })

  test("has a program with promises and one with Effect", () => {
    expect(programs.map(({ code }) => code.includes("Effect.runPromise"))).toEqual([false, true])
  })

  test.each(programs)("sends a message with the program at $place", async ({ code, prints }) => {
    writeFileSync(join(project, "hello.ts"), code)
    const finished = await shell(`${pasted.join("\n")}\n${run}`, project)
    expect(finished).toEqual({ code: 0, out: `${prints.join("\n")}\n`, error: "" })
  })
})
