import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { everythingIn, someFileIn, temporaryFolder } from "./filesSupport.js"
import { aculabCloud, document, interruptedWhen, lastingSimulator } from "./support.js"

const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)

const store = () => {
  const simulator = lastingSimulator()
  simulator.files.put({ filetype: "rest", name: "app/today.log", bytes, contentType: "text/plain" })
  return simulator
}

const download = (...args: ReadonlyArray<string>) => [
  "files",
  "download",
  "--simulate",
  "--store",
  "rest-logs",
  "app/today.log",
  ...args
]

const read = (path: string) => Effect.promise(async () => Uint8Array.from(await readFile(path)))

describe("files download", () => {
  it.effect("saves a file under a name of one's own", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "mine.log")
      const { code, stdout, stderr } = yield* aculabCloud(download(path), { simulator: store(), disk: true })
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: `Saved ${path}, 300000 bytes\n`,
        stderr: ""
      })
      expect(yield* read(path)).toEqual(bytes)
    })
  )

  it.effect("saves it under its own name in a folder, and tells JSON", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { stdout } = yield* aculabCloud([...download(folder), "--json"], {
        simulator: store(),
        disk: true
      })
      const path = join(folder, "app", "today.log")
      expect(document(stdout)).toMatchObject({ name: "app/today.log", path, size: 300_000 })
      expect(yield* read(path)).toEqual(bytes)
    })
  )

  it.effect("writes the bytes and nothing else to the standard output", () =>
    Effect.gen(function* () {
      for (const flags of [[], ["--json"]]) {
        const outcome = yield* aculabCloud([...download("-"), ...flags], {
          simulator: store(),
          terminals: ["stderr"]
        })
        expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: "" })
        expect(Uint8Array.from(outcome.bytes)).toEqual(bytes)
        expect(outcome.spinners).toEqual([])
      }
    })
  )

  it.effect("writes no raw bytes to a terminal", () =>
    Effect.gen(function* () {
      const simulator = store()
      const { code, stdout, stderr } = yield* aculabCloud(download("-"), {
        simulator,
        terminals: ["stdout", "stderr"]
      })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("TO: the standard output is a terminal")
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("shows a bar where a person watches, and none elsewhere", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const watched = yield* aculabCloud(download(join(folder, "a")), {
        simulator: store(),
        terminals: ["stdout", "stderr"]
      })
      expect(watched.spinners).toEqual(["Downloading ████████████████ 100 %  300 kB of 300 kB"])
      const piped = yield* aculabCloud(download(join(folder, "b")), {
        simulator: store(),
        terminals: ["stderr"]
      })
      expect(piped.spinners).toEqual([])
    })
  )

  it.effect("leaves a file alone that is there already, unless --overwrite is given", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "mine.log")
      yield* Effect.promise(() => writeFile(path, "mine"))
      const simulator = store()
      const refused = yield* aculabCloud([...download(path), "--json"], { simulator })
      expect(refused.code).toBe(2)
      expect(document(refused.stderr)).toMatchObject({
        error: {
          operation: "Files.download",
          outcome: "not-sent",
          reason: { _tag: "FileError", path, operation: "check", code: "EEXIST" },
          advice: expect.stringContaining("--overwrite"),
          exitCode: 2
        }
      })
      expect(simulator.requests).toEqual([])
      expect((yield* aculabCloud([...download(path), "--overwrite"], { simulator })).code).toBe(0)
      expect(yield* read(path)).toEqual(bytes)
    })
  )

  it.effect.each([
    { fault: { kind: "reset-body" } as const, code: 5 },
    { fault: { kind: "status", status: 404 } as const, code: 4 }
  ])("leaves nothing behind after $fault.kind", ({ fault, code }) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const simulator = store()
      simulator.faults.next({ path: "/file_get", ...fault })
      const {
        code: actual,
        stdout,
        stderr
      } = yield* aculabCloud(download(join(folder, "mine.log")), {
        simulator
      })
      expect({ actual, stdout }).toEqual({ actual: code, stdout: "" })
      expect(stderr).toContain("Files.download")
      expect(yield* everythingIn(folder)).toEqual([])
    })
  )

  it.effect("says that the standard output has only the beginning", () =>
    Effect.gen(function* () {
      const simulator = store()
      simulator.faults.next({ path: "/file_get", kind: "reset-body" })
      const outcome = yield* aculabCloud(download("-"), { simulator })
      expect(outcome.code).toBe(5)
      expect(outcome.bytes.length).toBe(150_000)
      expect(outcome.stderr).toContain("only the beginning")
    })
  )

  it.effect("leaves nothing behind on Ctrl-C", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const simulator = store()
      simulator.faults.next({ path: "/file_get", kind: "stall-body" })
      const { exit, stdout, stderr } = yield* interruptedWhen(
        // What has come so far is on the disk.
        someFileIn(folder),
        download(join(folder, "mine.log")),
        { simulator }
      )
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stdout).toBe("")
      expect(stderr).toContain("Nothing is changed")
      expect(yield* everythingIn(folder)).toEqual([])
    })
  )

  it.effect.each([
    { args: ["--decrypt", "-"], says: "--decrypt: needs a file" },
    { args: ["--decrypt", "x"], says: "ACULAB_FILE_KEY: is not set" },
    {
      args: ["--decrypt", "x"],
      env: { ACULAB_FILE_KEY: "c0ffee", ACULAB_FILE_IV: "00" },
      says: "ACULAB_FILE_IV: must be 32"
    }
  ])("refuses $args in words, and sends nothing", ({ args, env, says }) =>
    Effect.gen(function* () {
      const simulator = store()
      const outcome = yield* aculabCloud(download(...args), {
        simulator,
        ...(env === undefined ? {} : { env })
      })
      expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 2, stdout: "" })
      expect(outcome.stderr).toContain(says)
      expect(outcome.stderr).not.toContain("c0ffee")
      expect(simulator.requests).toEqual([])
    })
  )
})
