import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const number = "+44 7700 900123"

describe("lookup", () => {
  it.effect("prints what a number is", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.lookup.set("447700900123", {
        countryName: "United Kingdom",
        countryCode: "GBR",
        lineType: "mobile",
        carrier: "Carrier & Sons"
      })
      const { code, stdout } = yield* aculabCloud(["lookup", "--simulate", number], { simulator })
      expect(code).toBe(0)
      expect(stdout).toBe(
        "Country         Code  Line    Carrier\nUnited Kingdom  GBR   mobile  Carrier & Sons\n"
      )
      const asJson = yield* aculabCloud(["lookup", "--simulate", "--json", number], { simulator })
      expect(document(asJson.stdout)).toEqual({
        found: true,
        countryName: "United Kingdom",
        countryCode: "GBR",
        lineType: "mobile",
        carrier: "Carrier & Sons",
        other: {}
      })
    })
  )

  it.effect("ends with 0 for a number that nobody knows", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.lookup.set("447700900123", undefined)
      const { code, stdout } = yield* aculabCloud(["lookup", "--simulate", number], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "The cloud knows nothing of this number.\n" })
      const asJson = yield* aculabCloud(["lookup", "--simulate", "--json", number], { simulator })
      expect(document(asJson.stdout)).toMatchObject({ found: false })
    })
  )

  it.effect.each([
    { args: ["0044"], says: "NUMBER: must be an E.164 number" },
    { args: [], says: "NUMBER" }
  ])("refuses $args and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(["lookup", "--simulate", ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )
})
