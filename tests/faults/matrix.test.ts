/** The fault matrix: every transport, every fault, every kind of call. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expected, type TransportName, transportNames } from "./expectations.js"
import { reliabilityPage, type Seen } from "./page.js"
import { probeNames } from "./plan.js"
import { programs, type Run, transports } from "./runtimes.js"
import { faults } from "./server/faults.js"

const withoutBrowser = process.env.ACULAB_SKIP_BROWSER === "1"
const present = transportNames.filter((name) => !(withoutBrowser && name.startsWith("Chromium")))

/** At a time. Most of what a program does is wait. */
const concurrency = 3

const runs = new Map<TransportName, PromiseSettledResult<Run>>()

const runOf = (name: TransportName): Run => {
  const run = runs.get(name)
  if (run?.status === "fulfilled") return run.value
  throw run?.reason ?? new Error(`${name} was not run`)
}

beforeAll(async () => {
  await programs.make()
  const waiting = [...present]
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const [run] = await Promise.allSettled([transports[name]()])
      runs.set(name, run)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
}, 600_000)
afterAll(programs.remove)

describe.each(present)("%s", (name) => {
  test("makes every call", () => {
    expect(runOf(name).cells.map(({ fault, probe }) => [fault.name, probe])).toEqual(
      faults.flatMap((fault) => probeNames.map((probe) => [fault.name, probe]))
    )
  })

  test.each(faults.map((fault) => fault.name))("%s", (fault) => {
    for (const cell of runOf(name).cells.filter((each) => each.fault.name === fault)) {
      const { result, outcomes, requests, timeouts, sockets } = expected(name, fault, cell.probe)
      const { ending } = cell
      expect({
        probe: cell.probe,
        result: ending.result,
        requests: cell.requests,
        timeouts: ending.timeouts,
        fibers: ending.fibers,
        sockets: cell.sockets,
        elsewhere: cell.elsewhere
      }).toEqual({ probe: cell.probe, result, requests, timeouts, fibers: 0, sockets, elsewhere: 0 })
      if (ending.outcome === undefined) expect(outcomes).toEqual([])
      else expect(outcomes).toContain(ending.outcome)
      expect(ending.words).not.toContain("secret")
      expect(ending.words).not.toContain("smuggled")
    }
  })

  test("leaves nothing behind, and ends by itself", () => {
    const { remains, files, errors } = runOf(name)
    expect({ remains, files, errors }).toEqual({
      remains: { resources: [], warnings: [] },
      files: [],
      errors: ""
    })
  })
})

describe("docs/reliability.md", () => {
  const seenBy = (name: TransportName): ReadonlyArray<Seen> =>
    withoutBrowser && name.startsWith("Chromium")
      ? faults.flatMap(({ name: fault }) =>
          probeNames.map((probe) => {
            const { result, outcomes, requests } = expected(name, fault, probe)
            return { fault, probe, result, outcome: outcomes.join(" or "), requests }
          })
        )
      : runOf(name).cells.map(({ fault, probe, ending, requests }) => {
          const { outcomes } = expected(name, fault.name, probe)
          // Where a race decides between two, the page names both.
          const outcome = outcomes.length > 1 ? outcomes.join(" or ") : (ending.outcome ?? "")
          return { fault: fault.name, probe, result: ending.result, outcome, requests }
        })

  test("tells what was seen", async () => {
    const page = reliabilityPage(new Map(transportNames.map((name) => [name, seenBy(name)])))
    await expect(page).toMatchFileSnapshot("../../docs/reliability.md")
  })
})
