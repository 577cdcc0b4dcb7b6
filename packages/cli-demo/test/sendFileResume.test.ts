import { writeFileSync } from "node:fs"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Folder, from, sheetOf, toOf, withFolder } from "./sendFileSupport.js"
import { aculabCloud, inVirtualTime, lastingSimulator } from "./support.js"

const run = ({ file }: Folder, simulator: Simulator, ...more: ReadonlyArray<string>) =>
  inVirtualTime(
    aculabCloud(["messages", "send", "--simulate", "--yes", "--concurrency", "1", "--file", file, ...more], {
      simulator,
      disk: true
    })
  )

const outcomes = (folder: Folder) => folder.rows().map(({ outcome }) => outcome)
const received = (simulator: Simulator) => simulator.messages.list().map(({ to }) => to)

/** A run of five lines, of which one is rejected, one unknown (and was sent), and one not sent. */
const firstRun = Effect.fnUntraced(function* (folder: Folder) {
  const simulator = lastingSimulator()
  simulator.faults.next({ kind: "status", status: 400 })
  simulator.faults.next({ kind: "reset" })
  simulator.faults.next({ kind: "refuse", times: 4 })
  expect((yield* run(folder, simulator)).code).toBe(6)
  expect(outcomes(folder)).toEqual(["rejected", "unknown", "not-sent", "sent", "sent"])
  expect(received(simulator)).toEqual([toOf(1), toOf(3), toOf(4)])
  return simulator
})

describe("--resume", () => {
  it.effect("sends what was rejected or not sent, and nothing that was sent or may have been", () =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        const simulator = yield* firstRun(folder)
        const { code, stdout } = yield* run(folder, simulator, "--resume")
        expect(code).toBe(6)
        expect(stdout).toContain("4 sent, 1 unknown.")
        expect(outcomes(folder)).toEqual(["sent", "unknown", "sent", "sent", "sent"])
        expect(received(simulator).slice(3)).toEqual([toOf(0), toOf(2)])
      })
    )
  )

  it.effect("sends what is unknown only when it is told to", () =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        const simulator = yield* firstRun(folder)
        const { code } = yield* run(folder, simulator, "--resume", "--repeat-unknown")
        expect(code).toBe(0)
        expect(outcomes(folder)).toEqual(["sent", "sent", "sent", "sent", "sent"])
        expect(received(simulator).slice(3)).toEqual([toOf(0), toOf(1), toOf(2)])
      })
    )
  )

  it.effect("with nothing left to do asks for nothing, not even the account", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        yield* run(folder, simulator)
        const before = folder.text()
        const again = ["messages", "send", "--file", folder.file, "--resume"]
        expect(yield* aculabCloud(again, { disk: true })).toMatchObject({
          code: 0,
          stdout: `2 sent. Results: ${folder.results}\n`,
          stderr: ""
        })
        expect(folder.text()).toBe(before)
      })
    )
  )

  it.effect.each([
    { change: "content", says: "line 5 does not say what it said when it was sent".replace("5 ", "5: ") },
    { change: "order", says: "line 3: does not say what it said when it was unknown" },
    { change: "gone", says: "line 6: is gone, and was sent" }
  ])("refuses a file in which a line that may have been sent is another: $change", ({ change, says }) =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        const simulator = yield* firstRun(folder)
        const requests = simulator.requests.length
        const before = folder.text()
        const lines = sheetOf(5).trimEnd().split("\n")
        const changed =
          change === "content"
            ? lines.map((line, index) => (index === 4 ? line.replace("Hello", "Hi") : line))
            : change === "order"
              ? [...lines.slice(0, 1), `${toOf(9)},${from},New`, ...lines.slice(1)]
              : lines.slice(0, -1)
        yield* Effect.promise(() => folder.write(changed.join("\n")))
        const { code, stderr } = yield* run(folder, simulator, "--resume", "--repeat-unknown")
        expect(code).toBe(2)
        expect(stderr).toContain(says)
        expect(simulator.requests).toHaveLength(requests)
        expect(folder.text()).toBe(before)
      })
    )
  )

  it.effect("takes corrections of lines that were not sent, and new lines at the end", () =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        const simulator = yield* firstRun(folder)
        yield* Effect.promise(() => folder.write(sheetOf(6).replace(toOf(0), toOf(100))))
        expect((yield* run(folder, simulator, "--resume")).code).toBe(6)
        expect(received(simulator).slice(3)).toEqual([toOf(100), toOf(2), toOf(5)])
        expect(folder.rows().map(({ to }) => to)).toEqual([toOf(100), ...[1, 2, 3, 4, 5].map(toOf)])
      })
    )
  )

  it.effect("refuses what is no result file", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        for (const text of ["", "line,to\n", `${header}2,${toOf(0)},gone,,,0\n`, `${header}x,,sent,,,0\n`]) {
          writeFileSync(folder.results, text)
          const { code, stderr } = yield* run(folder, lastingSimulator(), "--resume")
          expect(code).toBe(2)
          expect(stderr).toContain("is not a result file")
          expect(folder.text()).toBe(text)
        }
      })
    )
  )
})

const header = "line,to,outcome,references,advice,fingerprint\n"

describe("after a crash", () => {
  /** The rows of a run that is over, as the log of one that was cut off: the third line was being tried. */
  const cutOff = Effect.fnUntraced(function* (folder: Folder, rest: (row: string) => string) {
    yield* run(folder, lastingSimulator())
    const [head, ...rows] = folder.text().split("\n")
    const [first = "", second = "", third = ""] = rows
    const trying = (row: string) => row.replace(/,sent,[^,]*,/, ",trying,,")
    const log = [head, trying(first), trying(second), first, trying(third), second]
    writeFileSync(folder.results, `${log.join("\n")}\n${rest(third)}`)
  })

  it.effect("a line that was being tried counts as unknown, and is not sent again", () =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        yield* cutOff(folder, () => "")
        const simulator = lastingSimulator()
        expect((yield* run(folder, simulator, "--resume")).code).toBe(6)
        expect(outcomes(folder)).toEqual(["sent", "sent", "unknown", "sent", "sent"])
        expect(received(simulator)).toEqual([toOf(3), toOf(4)])
        expect(folder.rows()[2]?.advice).toContain("the run was cut off")
        expect(folder.rows()[2]?.advice).toContain("may have been sent")
      })
    )
  )

  it.effect("at the very end the file says unknown, too, though nothing is left to send", () =>
    withFolder(sheetOf(3), (folder) =>
      Effect.gen(function* () {
        yield* cutOff(folder, () => "")
        const { code, stdout } = yield* run(folder, lastingSimulator(), "--resume")
        expect(code).toBe(6)
        expect(stdout).toContain("2 sent, 1 unknown.")
        expect(outcomes(folder)).toEqual(["sent", "sent", "unknown"])
        expect(folder.rows()[2]?.advice).toContain("may have been sent")
      })
    )
  )

  it.effect.each([1, 5, 20, 40])("a row that was cut off after %d characters changes nothing", (length) =>
    withFolder(sheetOf(5), (folder) =>
      Effect.gen(function* () {
        yield* cutOff(folder, (row) => row.slice(0, length))
        const simulator = lastingSimulator()
        expect((yield* run(folder, simulator, "--resume")).code).toBe(6)
        expect(outcomes(folder)).toEqual(["sent", "sent", "unknown", "sent", "sent"])
        expect(received(simulator)).toEqual([toOf(3), toOf(4)])
      })
    )
  )

  it.effect("a lock that a dead process has left is no hindrance, and that of a living one is", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const lock = `${folder.results}.lock`
        const simulator = lastingSimulator()
        writeFileSync(lock, String(process.pid))
        const { code, stderr } = yield* run(folder, simulator)
        expect(code).toBe(2)
        expect(stderr).toContain("another run writes")
        expect({ exists: folder.exists(), requests: simulator.requests.length }).toEqual({
          exists: false,
          requests: 0
        })
        // No process has so great an id.
        writeFileSync(lock, "2147483646")
        expect((yield* run(folder, simulator)).code).toBe(0)
        expect(yield* Effect.promise(folder.names)).not.toContain("numbers.results.csv.lock")
      })
    )
  )
})
