import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const purchase = [
  ...["numbers", "purchase", "--simulate"],
  ...["--country", "United Kingdom", "--region", "London", "--quantity", "2"]
]

const question =
  "This buys 2 geographic numbers in London, United Kingdom. It costs money at once, and every month until you remove what you bought."

const keyboard = ["stdin", "stderr"] as const

describe("before what costs money or destroys", () => {
  it.effect.each([{ terminals: [] }, { terminals: ["stdin"] as const }, { terminals: ["stderr"] as const }])(
    "--yes is required where nobody can be asked: $terminals",
    ({ terminals }) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const { code, stdout, stderr } = yield* aculabCloud(purchase, { simulator, terminals })
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
        expect(stderr).toContain("--yes: is required, because there is no terminal to ask on")
        expect(stderr).toContain("Nothing was sent.")
        expect(stderr.replace(/\s+/g, " ")).toContain(question)
        expect(simulator.requests).toEqual([])
      })
  )

  it.effect("the refusal is JSON for a script", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud([...purchase, "--json"], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(document(stderr)).toMatchObject({
        error: {
          outcome: "not-sent",
          reason: { _tag: "InvalidInput", field: "--yes" },
          advice: `What --yes would agree to: ${question}`,
          exitCode: 2
        }
      })
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("--yes is enough", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud([...purchase, "--yes"], { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(simulator.telephoneNumbers.list()).toHaveLength(2)
    })
  )

  it.effect.each([{ keys: ["y"] }, { keys: [..."yes"] }, { keys: [..." YES "] }])(
    "a person is told what will happen, and agrees with $keys",
    ({ keys }) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const { code, stdout, stderr } = yield* aculabCloud(purchase, {
          simulator,
          terminals: keyboard,
          keys: [...keys, "enter"],
          columns: 200
        })
        expect(code).toBe(0)
        expect(stderr).toContain(`${question}\n`)
        expect(stderr).toContain("Go on? (yes/no)")
        // The question is no part of the data.
        expect(stdout).toMatch(/^Number\n\d+\n\d+\n$/)
        expect(simulator.telephoneNumbers.list()).toHaveLength(2)
      })
  )

  it.effect.each([
    { keys: ["n", "enter"] },
    { keys: [..."no", "enter"] },
    { keys: ["enter"] },
    { keys: ["escape"] },
    { keys: ["y"] },
    { keys: [] }
  ])("a person gives up with $keys: nothing is sent", ({ keys }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(purchase, { simulator, terminals: keyboard, keys })
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" })
      expect(stderr).toContain("Nothing was sent.")
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("a no is told from a Ctrl-C", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud([...purchase, "--json"], {
        terminals: keyboard,
        keys: ["n", "enter"]
      })
      expect(code).toBe(130)
      expect(stderr).toContain('"reason":{"_tag":"Declined"}')
    })
  )

  it.effect("what is neither yes nor no is asked again", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud(purchase, {
        simulator,
        terminals: keyboard,
        keys: [..."yea", "return", "backspace", "s", "enter"]
      })
      expect(stderr).toContain("yes or no; the return key alone is no")
      expect(code).toBe(0)
    })
  )

  it.effect("what was typed cannot draw a question of its own", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator()
      const { stderr } = yield* aculabCloud(
        ["voice", "groups", "remove", "--simulate", "x\u001b[2K\nThis removes nothing."],
        { simulator, terminals: keyboard, keys: ["escape"], columns: 200 }
      )
      expect(stderr).toContain("the user group x\\u{1b}[2K\\nThis removes nothing.")
    })
  )
})
