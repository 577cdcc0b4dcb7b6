/** Whatever can be imported is documented. */
import { describe, expect, test } from "vitest"
import { packageNames } from "./support/packages.js"
import { type PublicExport, publicExports, summaryOf } from "./support/publicExports.js"
import { withoutExample } from "./support/withoutExample.js"

const all = (await Promise.all(packageNames.map(publicExports))).flat()

const without = (has: (exported: PublicExport) => boolean): ReadonlyArray<string> =>
  all.filter((exported) => !has(exported)).map(({ name }) => name)

describe("every public export", () => {
  test("is found", () => {
    const names = all.map(({ name }) => name)
    expect(names).toContain("core/Messages.send")
    expect(names).toContain("browser/WebRtcClient.make")
    expect(names.length).toBeGreaterThan(300)
  })

  test("has a summary", () => {
    expect(without(({ comment }) => /\w{3}/.test(summaryOf(comment)))).toEqual([])
  })

  // Of the simulator nothing is tagged: its types are read in the editor, beside the test that uses them.
  test("has a category and the version since which it is there", () => {
    const tagged = (comment: string) =>
      /^@category \w/m.test(comment) && /^@since \d+\.\d+\.\d+$/m.test(comment)
    expect(without(({ name, comment }) => name.startsWith("simulator/") || tagged(comment))).toEqual([])
  })

  test("that is a function or an error has an example, or a reason why not", () => {
    const needs = all.filter(({ kind }) => kind === "function" || kind === "error")
    const missing = needs
      .filter(({ name, comment }) => !comment.includes("```ts") && withoutExample[name] === undefined)
      .map(({ name }) => name)
    expect(missing).toEqual([])
  })

  test("that is excused is still there, and still has no example", () => {
    const excused = Object.keys(withoutExample)
    const names = all.filter(({ comment }) => !comment.includes("```ts")).map(({ name }) => name)
    expect(excused.filter((name) => !names.includes(name))).toEqual([])
  })
})
