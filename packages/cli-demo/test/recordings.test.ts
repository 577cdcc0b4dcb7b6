import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const id = "0123456789abcdef.12345"
const list = ["recordings", "list", "--simulate", id]

describe("recordings list", () => {
  it.effect("prints a table, and JSON in the words of the SDK", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { name, bytes } = simulator.recordings.add({ applicationInstanceId: id })
      const { code, stdout } = yield* aculabCloud(list, { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        `${"Recording".padEnd(name.length)}  Made                     Bytes`,
        `${name}  2026-01-01 00:00:00 UTC  ${bytes.length}`,
        ""
      ])
      const asJson = yield* aculabCloud([...list, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        recordings: [{ name, createdAt: "2026-01-01T00:00:00.000Z", size: bytes.length, other: {} }]
      })
    })
  )

  it.effect("says so when there are none", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(list)).stdout).toBe("There are no recordings of it.\n")
      expect((yield* aculabCloud([...list, "--json"])).stdout).toBe('{"recordings":[]}\n')
    })
  )

  it.effect("names the argument that is missing or wrong", () =>
    Effect.gen(function* () {
      const missing = yield* aculabCloud(["recordings", "list", "--simulate"])
      expect(missing.code).toBe(2)
      expect(missing.stderr).toContain("INSTANCE_ID")
      const empty = yield* aculabCloud(["recordings", "list", "--simulate", ""])
      expect(empty.code).toBe(2)
      expect(empty.stderr).toContain("INSTANCE_ID: must not be empty")
    })
  )
})
