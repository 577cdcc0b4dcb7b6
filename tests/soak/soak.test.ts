/** The short soak, through the code of the long one (`npm run soak`), and the page that the long one wrote. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { root } from "../support/packages.js"
import { isOfItsSeed, subjectOf } from "./page.js"
import { concurrency, forecast } from "./plan.js"
import { memoryProblems, type Soaked, soak } from "./run.js"

const messages = 3000
const seed = 2

let run: Soaked

describe("3,000 messages through a server that spoils one request in ten", () => {
  beforeAll(async () => {
    run = await soak({ seed, messages, patience: 150_000 })
  }, 180_000)

  test("are reported exactly as the server counted them, line by line", () => {
    expect(run.problems).toEqual([])
    // An answer that comes after three seconds is one in a thousand at most, on the slowest of machines.
    expect(run.late).toBeLessThanOrEqual(messages / 1000)
  })

  test("meet the faults that the seed says", () => {
    const differences = [...forecast(seed, messages)].filter(
      ([name, count]) => run.requests.get(name) !== count
    )
    expect(differences.length).toBeLessThanOrEqual(run.late)
    expect([...run.requests.values()].every((count) => count > 0)).toBe(true)
  })

  test("lose no reference and are not sent twice", () => {
    const told = run.results.get("sent") ?? 0
    expect(run.sentAndTold).toBe(told)
    expect(run.sentAndUnknown).toBeGreaterThan(0)
    expect(run.notSentAndUnknown).toBeGreaterThan(0)
    expect([...run.results.values()].reduce((sum, count) => sum + count, 0)).toBe(messages)
  })

  test("are no more at a time than they may be, in bounded memory, and leave nothing open", () => {
    // The server hears a little later than the client that a request was given up.
    expect(run.mostUnderWay).toBeLessThan(concurrency + concurrency / 2)
    expect(run.mostUnderWay).toBeGreaterThan(concurrency / 2)
    expect(run.leftUnderWay).toBe(0)
    expect(memoryProblems(run)).toEqual([])
  })
})

test("docs/soak.md tells of 200,000 messages, and of the faults that its seed makes", () => {
  const page = readFileSync(join(root, "docs", "soak.md"), "utf8")
  expect(subjectOf(page).messages).toBe(200_000)
  expect(isOfItsSeed(page)).toBe(true)
  expect(page).toContain("0 differences, 0 answers that came too late")
})
