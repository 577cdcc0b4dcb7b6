/** The comparison of both files finds what the soak is there to find. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { fatesOf } from "./plan.js"
import { reconcile } from "./reconcile.js"

const seed = 3
const messages = 400

type Line = ReadonlyArray<string>

/** What a server and a client write when all is well. */
const faithful = () => {
  const ledger: Array<Line> = []
  const report: Array<Line> = []
  for (let index = 0; index < messages; index++) {
    const fates = fatesOf(seed, index)
    for (const { name, acts } of fates) ledger.push([`${index}`, name, acts ? `soak.${index}` : ""])
    const told = fates.at(-1)?.told ?? { outcome: "sent", reason: "" }
    const reference = told.outcome === "sent" ? `soak.${index}` : ""
    report.push([`${index}`, `key ${index}`, told.outcome, told.reason, reference])
  }
  return { ledger, report }
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aculab-cloud-reconcile-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const reconciled = async (lines: ReturnType<typeof faithful>) => {
  const files = { ledger: join(folder, "ledger"), report: join(folder, "report") }
  for (const name of ["ledger", "report"] as const) {
    await writeFile(files[name], lines[name].map((words) => `${words.join("\t")}\n`).join(""))
  }
  return reconcile(seed, messages, files)
}

const where = (lines: ReadonlyArray<Line>, is: (line: Line) => boolean): number => lines.findIndex(is)
const isSent = (line: Line) => line[2] === "sent"
const isUnknown = (line: Line) => line[2] === "unknown"

test("finds nothing where nothing is", async () => {
  const { problems, sentAndTold, sentAndUnknown, late } = await reconciled(faithful())
  expect(problems).toEqual([])
  expect(sentAndTold).toBeGreaterThan(300)
  expect(sentAndUnknown).toBeGreaterThan(5)
  expect(late).toBe(0)
})

describe("finds", () => {
  const cases: ReadonlyArray<{
    readonly what: string
    readonly change: (lines: ReturnType<typeof faithful>) => void
    readonly says: RegExp
  }> = [
    {
      what: "a message that was sent twice",
      change: ({ ledger }) => void ledger.push(["0", "good", "soak.again"]),
      says: /message 0 was sent 2 times/
    },
    {
      what: "one that was sent twice and reported as unknown",
      change: ({ ledger, report }) => {
        const [index = ""] = report[where(report, isUnknown)] ?? []
        ledger.push(
          [index, "reset after it has acted", "soak.a"],
          [index, "reset after it has acted", "soak.b"]
        )
      },
      says: /was sent [23] times/
    },
    {
      what: "a message without a result",
      change: ({ report }) => void report.splice(where(report, isSent), 1),
      says: /has no result/
    },
    {
      what: "a message with two results",
      change: ({ report }) => void report.push(report[0] ?? []),
      says: /has two results/
    },
    {
      what: "a reference of another message",
      change: ({ report }) => {
        const at = where(report, isSent)
        report[at] = [...(report[at] ?? []).slice(0, 4), "soak.other"]
      },
      says: /was reported with soak.other/
    },
    {
      what: "a lost reference",
      change: ({ report }) => {
        const at = where(report, isSent)
        report[at] = [...(report[at] ?? []).slice(0, 4), ""]
      },
      says: /was reported with $/
    },
    {
      what: "the key of another message",
      change: ({ report }) => {
        report[1] = ["1", "key 2", ...(report[1] ?? []).slice(2)]
      },
      says: /message 1 came back with key 2/
    },
    {
      what: "a message that was sent and reported as rejected",
      change: ({ report }) => {
        const at = where(report, isSent)
        report[at] = [...(report[at] ?? []).slice(0, 2), "rejected", "Rejected", ""]
      },
      says: /was sent, and reported as rejected/
    },
    {
      what: "an error for another reason",
      change: ({ report }) => {
        const at = where(report, (line) => line[3] === "Unavailable")
        report[at] = [...(report[at] ?? []).slice(0, 3), "TransportFailure", ""]
      },
      says: /was reported as unknown TransportFailure/
    },
    {
      what: "a request that is no message's",
      change: ({ ledger }) => void ledger.push(["-1", "wrong request", ""]),
      says: /a request that is no message's/
    },
    {
      what: "a retry that should not have been",
      change: ({ ledger }) => {
        const [index = ""] = ledger[where(ledger, ([, fate]) => fate === "503 before it acts")] ?? []
        ledger.push([index, "503 before it acts", ""])
      },
      says: /the seed says 503 before it acts$/
    }
  ]
  test.each(cases)("$what", async ({ change, says }) => {
    const lines = faithful()
    change(lines)
    const { problems } = await reconciled(lines)
    expect(problems.join("\n")).toMatch(new RegExp(says, "m"))
  })
})

test("takes an answer that came too late for what it is, and counts it", async () => {
  const lines = faithful()
  const at = where(lines.report, isSent)
  lines.report[at] = [...(lines.report[at] ?? []).slice(0, 2), "unknown", "Timeout", ""]
  const { problems, late } = await reconciled(lines)
  expect({ problems, late }).toEqual({ problems: [], late: 1 })
})
