import { describe, expect, it } from "vitest"
import { anyText, flag, listOf, wholeNumber } from "../src/internal/checks.js"
import { findProblems, makeInput, optional, repeatable, required } from "../src/internal/parameters.js"

const count = required("count", "D", wholeNumber({ from: 1, to: 350 }))
const minutes = optional("minutes", "I", wholeNumber({ from: 15 }), 30)
const names = optional("names", "I", listOf("/", anyText), undefined)
const loud = optional("loud", "I", flag, false)

const codes = (fields: Record<string, readonly string[]>) =>
  findProblems([count, minutes, names, loud], new Map(Object.entries(fields))).map(({ code }) => code)

describe("the strict reader of parameters", () => {
  it("is content with what is right", () => {
    expect(codes({ count: ["1"], minutes: ["15"], names: ["a/b"], loud: ["true"] })).toEqual([])
    expect(codes({ count: ["350"] })).toEqual([])
  })

  it("answers 0004 for zero where at least 1 is needed, and only there", () => {
    expect(codes({ count: ["0"] })).toEqual(["0004"])
    expect(codes({ count: ["00"] })).toEqual(["0004"])
    expect(codes({ count: ["1"], minutes: ["0"] })).toEqual(["0002"])
  })

  it.each(["-1", "1.5", "1e2", "", " 1", "351", "ten"])("answers 0002 for the count %j", (text) => {
    expect(codes({ count: [text] })).toEqual(["0002"])
  })

  it("finds every problem, in the order of the parameters, unknown ones last", () => {
    expect(codes({ other: ["x"], minutes: ["20", "20"], loud: ["maybe"] })).toEqual([
      "0001",
      "0003",
      "0002",
      "0002"
    ])
  })

  it("reads values in their own types, and falls back", () => {
    const input = makeInput(new Map([["count", ["7"]]]))
    expect(input.get(count) + input.get(minutes)).toBe(37)
    expect(input.get(names)).toBeUndefined()
    expect(input.given(names)).toBe(false)
  })

  it("takes a list that may be repeated in either way, and no other", () => {
    const list = repeatable(",", optional("list", "D", listOf(",", anyText), undefined))
    const fields = new Map([["list", ["a,b", "c"]]])
    expect(findProblems([list], fields)).toEqual([])
    expect(makeInput(fields).get(list)).toEqual(["a", "b", "c"])
    expect(findProblems([list], new Map([["list", ["a", ""]]])).map(({ code }) => code)).toEqual(["0002"])
    expect(codes({ count: ["1"], names: ["a", "b"] })).toEqual(["0003"])
  })

  it("gives no value to a rule when a parameter is malformed, and throws for an operation", () => {
    const input = makeInput(new Map([["count", ["many"]]]))
    expect(input.maybe(count)).toBeUndefined()
    expect(() => input.get(count)).toThrow("count")
  })
})
