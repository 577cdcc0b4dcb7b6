/**
 * The packages as they would be released, packed and installed, in every runtime that they are for, against one
 * simulator. What a runtime cannot do stands in suite/limits.ts, and must indeed fail there.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Consumer, install, pack } from "../tests/support/consumer.js"
import { root } from "../tests/support/packages.js"
import { checks } from "./suite/checks.js"
import { limits } from "./suite/limits.js"
import { type Report, type RuntimeName, runtimes } from "./support/launch.js"
import { type RunningStage, startStage } from "./support/stage.js"
import { tableOf, withTable } from "./support/table.js"

const isRuntime = (name: string): name is RuntimeName => Object.hasOwn(runtimes, name)

const withoutBrowser = process.env.ACULAB_SKIP_BROWSER === "1"
const names = Object.keys(runtimes)
  .filter(isRuntime)
  .filter((name) => !(withoutBrowser && name === "chromium"))

let consumer: Consumer
let running: RunningStage
const reports = new Map<RuntimeName, Promise<Report>>()

beforeAll(async () => {
  running = await startStage()
  const packed = await pack()
  try {
    consumer = await install(packed, ["core", "node", "browser"], { effect: "4.1.0" })
  } finally {
    packed.remove()
  }
})

afterAll(async () => {
  await running?.close()
  consumer?.remove()
})

/** One after the other, because faults of the cloud are for whoever calls next; and each only once. */
const reportOf = (name: RuntimeName): Promise<Report> => {
  const report = reports.get(name) ?? runtimes[name]({ consumer, running })
  reports.set(name, report)
  return report
}

describe.each(names)("%s", (name) => {
  test("is the runtime that it is called", async () => {
    expect((await reportOf(name)).version.toLowerCase()).toMatch(
      name === "workerd" ? /workers/ : new RegExp(`^${name}\\b`)
    )
  })

  test.each(checks.map(({ name }) => name))("%s", async (check) => {
    const { outcomes } = await reportOf(name)
    const outcome = outcomes.find((outcome) => outcome.check === check)
    const limit = limits.find((limit) => limit.runtime === name && limit.check === check)
    expect(outcome).toBeDefined()
    if (limit === undefined) expect(outcome?.failure).toBeUndefined()
    else
      expect(outcome?.failure ?? "works, though suite/limits.ts says that it does not").toMatch(limit.failure)
  })
})

// Without Chromium there is no whole table; the gate says that its tests were left out.
if (!withoutBrowser) {
  test("the table in the README says what passed", async () => {
    const passed = new Map<string, ReadonlySet<string>>()
    for (const name of names) {
      const { outcomes } = await reportOf(name)
      passed.set(
        name,
        new Set(outcomes.filter(({ failure }) => failure === undefined).map(({ check }) => check))
      )
    }
    const readme = join(root, "README.md")
    await expect(withTable(readFileSync(readme, "utf8"), tableOf(passed))).toMatchFileSnapshot(readme)
  })
}
