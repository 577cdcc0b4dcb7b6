/** No operation of the SDK lacks a command, and no command named here is missing or unexplained. */
import * as Core from "@aculab-cloud/core"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { commandOf } from "../src/commands/operations.js"
import { aculabCloud } from "./support.js"

const operations = Object.values(Core)
  .flatMap((module) => ("endpoints" in module ? [...module.endpoints] : []))
  .map((endpoint) => endpoint().operation)

it("every operation has a command", () => {
  expect(operations.filter((operation) => commandOf[operation] === undefined)).toEqual([])
})

it("every command stands for something that the SDK has", () => {
  for (const operation of Object.keys(commandOf)) {
    const [module = "", name = ""] = operation.split(".")
    expect([operation, typeof Reflect.get(Reflect.get(Core, module) ?? {}, name)]).toEqual([
      operation,
      "function"
    ])
  }
})

describe("the help of", () => {
  it.effect.each([...new Set(Object.values(commandOf))].map((words) => ({ words })))(
    "$words shows an example that can be copied",
    ({ words }) =>
      Effect.gen(function* () {
        const { code, stdout } = yield* aculabCloud([...words.split(" "), "--help"])
        const [, examples = ""] = stdout.split("\nEXAMPLES\n")
        expect(code).toBe(0)
        expect(examples).toContain(`aculab-cloud ${words}`)
      })
  )
})
