/** No operation is missing: of the 69 methods of the Python wrapper, each has what it should have. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { commandOf } from "@aculab-cloud/cli-demo/commands/operations"
import * as Core from "@aculab-cloud/core"
import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, test } from "vitest"
import {
  documentationOf,
  endpoints,
  migrating,
  moduleNamed,
  operations,
  wireProtocol
} from "./support/operations.js"
import { root } from "./support/packages.js"
import { functionOf, wrapperMethods } from "./support/wrapper.js"

/** Methods of the wrapper that send nothing: words for abbreviations, texts, reading an update. */
const local = new Set([6, 7, 12])

test("the wrapper has 69 methods", () => {
  expect(wrapperMethods).toHaveLength(69)
})

describe.each(wrapperMethods)("$number $python", (method) => {
  const [module, name] = functionOf(method)

  test(`is ${module}.${name}`, () => {
    expect(typeof moduleNamed(module)[name]).toBe("function")
  })

  test("is documented, with an example that runs", () => {
    expect(documentationOf(module, name)).toMatch(/```ts\n/)
  })
})

describe.each(wrapperMethods.filter(({ number }) => !local.has(number)))("$number $python", (method) => {
  const [module, name] = functionOf(method)

  test("has a command", () => {
    expect(commandOf[`${module}.${name}`]).toBeDefined()
  })

  test("has an endpoint, and the simulator a route for it", async () => {
    const own = endpoints.filter(({ wrapper }) => wrapper.includes(method.number))
    expect(own.map(({ operation }) => operation)).toContain(`${module}.${name}`)
    const simulator = makeSimulator({ forms: { unknownGroupKey: 401 } })
    for (const { method: verb, path } of own) {
      const concrete = path.replace("{direction}", "outbound").replace(/\{\w+\}/g, "name")
      const response = await simulator.fetch(`https://cloud.example.com${concrete}`, { method: verb })
      // Without credentials: a route that is not there says 404, one that is says 401.
      expect([verb, concrete, response.status]).toEqual([verb, concrete, 401])
    }
  })
})

test("every endpoint stands for methods of the wrapper that exist", () => {
  const numbers = endpoints.flatMap(({ wrapper }) => wrapper)
  expect(numbers.every((number) => number >= 1 && number <= 69)).toBe(true)
  const names = endpoints.map(({ operation, method, path }) => `${operation} ${method} ${path}`)
  expect(new Set(names).size).toBe(endpoints.length)
})

describe("docs/", () => {
  test("errors.md describes every reason", () => {
    const page = readFileSync(join(root, "docs", "errors.md"), "utf8")
    const tags = Core.CloudError.Reason.members.map(({ fields }) => fields._tag.schema.literal)
    expect(tags).toHaveLength(9)
    for (const tag of tags) expect(page).toContain(`| \`${tag}\` |`)
  })

  test.each([
    { file: "wire-protocol.md", make: wireProtocol },
    { file: "operations.md", make: operations },
    { file: "migrating-from-python.md", make: migrating }
  ])("$file is up to date", async ({ file, make }) => {
    await expect(make()).toMatchFileSnapshot(`../docs/${file}`)
  })
})
