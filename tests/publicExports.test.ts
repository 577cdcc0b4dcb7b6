/** Whatever can be imported is documented. */
import { describe, expect, test } from "vitest"
import { packageNames } from "./support/packages.js"
import { type PublicExport, publicExports, publicFields, summaryOf } from "./support/publicExports.js"
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

/** A number, or a number that may be absent; and time that is given, which has a default or a bound. */
const isMeasured = ({ type }: { readonly type: string }): boolean =>
  /^(?:\(\) => )?number( \||$)/.test(type) || /^Duration\.Input\b/.test(type)

const unitOrRange =
  /\d|seconds?\b|bytes?\b|dollars|how (?:many|often)|samples a second|milliseconds|hours|days|packets|HTTP status|whole (?:number|minutes)/i

describe("every public field that is a number or a time", () => {
  const measured = packageNames.flatMap(publicFields).filter(isMeasured)

  test("is found", () => {
    const names = measured.map(({ name }) => name)
    expect(names).toContain("core/RateLimit.Options.requests")
    expect(names).toContain("core/CallPolicy.Changes.deadline")
    expect(names.length).toBeGreaterThan(150)
  })

  test("tells its unit, its range or what it counts", () => {
    const missing = measured.filter(({ comment }) => !unitOrRange.test(comment)).map(({ name }) => name)
    expect(missing).toEqual([])
  })
})
