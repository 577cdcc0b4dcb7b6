import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { namesIn, stored } from "./filesSupport.js"
import { aculabCloud, document, documents, interruptedWhen, inVirtualTime } from "./support.js"

const remove = ["files", "remove", "--simulate", "--store", "media"]

describe("files remove", () => {
  it.effect("follows the removal to its end", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("cats/a.wav", "cats/b.wav", "dog.wav")
      const { code, stdout, stderr } = yield* inVirtualTime(
        aculabCloud([...remove, "cats/*", "--yes"], { simulator }),
        simulator
      )
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(
        /^(\S+) {2}in progress {2}0 files removed\n\1 {2}completed {2}2 files removed\n$/
      )
      expect(namesIn(simulator)).toEqual(["dog.wav"])
    })
  )

  it.effect("prints JSON lines", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      const { stdout } = yield* inVirtualTime(
        aculabCloud([...remove, "a.wav", "--yes", "--json"], { simulator }),
        simulator
      )
      const token = expect.any(String)
      expect(documents(stdout)).toEqual([
        { token, state: "in progress", filesRemoved: 0, other: {} },
        { token, state: "completed", filesRemoved: 1, other: {} }
      ])
    })
  )

  it.effect("hands over the token with --detach, for remove-progress", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      const { code, stdout } = yield* aculabCloud([...remove, "a.wav", "--yes", "--detach", "--json"], {
        simulator
      })
      expect(code).toBe(0)
      const { token } = Object(document(stdout))
      const progress = ["files", "remove-progress", "--simulate", token]
      const before = yield* aculabCloud(progress, { simulator })
      expect(before).toMatchObject({ code: 0, stdout: `${token}  in progress  0 files removed\n` })
      yield* Effect.promise(() => simulator.clock.advance(1000))
      const after = yield* aculabCloud([...progress, "--json"], { simulator })
      expect(document(after.stdout)).toEqual({ token, state: "completed", filesRemoved: 1, other: {} })
      const table = yield* aculabCloud([...remove, "a.wav", "--yes", "--detach"], { simulator })
      expect(table.stdout).toMatch(/^Token\n\S+\n$/)
    })
  )

  it.effect.each([
    { args: ["cats/*"], says: "every file in media and whose name begins with cats/, in all folders below" },
    { args: ["*"], says: "This empties the store media: every file in it is removed, for good." },
    { args: ["a.wav"], says: "This removes the file a.wav from media, for good." },
    {
      args: ["*", "--from", "2026-01-01", "--to", "2026-02-01"],
      says: "every file in media that was changed after 2026-01-01 00:00:00 UTC and before 2026-02-01 00:00:00 UTC"
    }
  ])("needs --yes without a terminal, and says what for: $args", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      const { code, stdout, stderr } = yield* aculabCloud([...remove, ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("--yes")
      expect(stderr.replace(/\s+/g, " ")).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("refuses a name that the store cannot hold", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud([...remove, "*.wav", "--yes"])
      expect(code).toBe(2)
      expect(stderr).toContain("NAME: must not hold a * but at its end")
      expect(stderr).toContain("Nothing was sent.")
    })
  )

  it.effect("says that the removal goes on when its patience is over", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      // Only the command's time passes, so the removal stays where it is.
      const { code, stderr } = yield* inVirtualTime(
        aculabCloud([...remove, "a.wav", "--yes", "--patience", "30s"], { simulator })
      )
      expect(code).toBe(5)
      expect(stderr).toContain("within 30 s")
      expect(stderr).toContain("The cloud goes on removing")
      expect(stderr).toMatch(/aculab-cloud files remove-progress \S+_del\.\d+/)
      expect(stderr).not.toContain("Nothing")
    })
  )

  it.effect("says that the removal goes on when the first question fails", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      simulator.faults.next({ path: "/file_delete_progress", kind: "status", status: 400 })
      const { code, stderr } = yield* aculabCloud([...remove, "a.wav", "--yes"], { simulator })
      expect(code).toBe(4)
      expect(stderr).toContain("The cloud goes on removing")
      expect(stderr).toContain("List the same name")
    })
  )

  it.effect("ends with 4 when the end has another word than completed", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      simulator.faults.next({
        path: "/file_delete_progress",
        kind: "response",
        response: () => Response.json({ status: "aborted", files_deleted: 1 })
      })
      const { code, stdout, stderr } = yield* aculabCloud([...remove, "a.wav", "--yes"], { simulator })
      expect(code).toBe(4)
      expect(stdout).toMatch(/aborted {2}1 file removed\n$/)
      expect(stderr).toContain("the removal has ended as aborted")
    })
  )

  it.effect("says on Ctrl-C that the removal goes on", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav")
      const twoQuestions = Effect.gen(function* () {
        while (simulator.count("/file_delete_progress") === 0) yield* turn
        for (let count = 0; count < 20; count++) yield* turn
      })
      const { exit, stdout, stderr } = yield* interruptedWhen(twoQuestions, [...remove, "a.wav", "--yes"], {
        simulator
      })
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stdout).toContain("in progress")
      expect(stderr).toContain("The cloud goes on removing")
      expect(stderr).toContain("aculab-cloud files remove-progress")
    })
  )
})

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

describe("files remove-progress", () => {
  it.effect("ends with 4 for a token that is nobody's", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["files", "remove-progress", "--simulate", "none"])
      expect(code).toBe(4)
      expect(stderr).toContain("0405")
    })
  )
})
