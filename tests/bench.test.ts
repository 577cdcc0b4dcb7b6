import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const main = fileURLToPath(new URL("../bench/main.mjs", import.meta.url))

const Results = Schema.Struct({
  complete: Schema.Boolean,
  rows: Schema.Array(
    Schema.Struct({
      measure: Schema.String,
      unit: Schema.String,
      median: Schema.Number,
      ratio: Schema.optionalKey(Schema.Number)
    })
  )
})

/** What the quick run of the measurements finds that does not depend on the machine: counts and memory. */
describe("the measurements of bench/", () => {
  const folder = mkdtempSync(join(tmpdir(), "aculab-cloud-bench-test-"))
  const file = join(folder, "results.json")
  afterAll(() => rmSync(folder, { recursive: true }))

  let results: typeof Results.Type
  beforeAll(async () => {
    const only = ["lookups", "batch"].flatMap((name) => ["--only", name])
    await promisify(execFile)(process.execPath, [main, "--quick", ...only, "--results", file])
    results = Schema.decodeUnknownSync(Results)(JSON.parse(readFileSync(file, "utf8")))
  })

  const row = (measure: string, unit: string) =>
    results.rows.find((found) => found.measure === measure && found.unit === unit)

  test("are complete", () => {
    expect(results.complete).toBe(true)
  })

  test("find that 1,000 look-ups at the same time are at most 50 requests", () => {
    const lookups = row("lookups", "requests")
    expect(lookups?.median).toBeLessThanOrEqual(50)
    expect(lookups?.ratio).toBeLessThanOrEqual(1 / 20)
  })

  test("find that 10,000 sends through sendAll need no more memory than the first ones, give or take 20 MiB", () => {
    expect(row("batch", "MiB")?.median).toBeLessThanOrEqual(20)
  })
})
