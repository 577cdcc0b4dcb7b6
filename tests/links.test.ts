/** Links lead somewhere, and what the README promises leads to what proves it. */
import { describe, expect, test } from "vitest"
import { leadsSomewhere, linksOf, pages } from "./support/links.js"

describe.each(pages())("%s", (page) => {
  test("has no link that leads nowhere", () => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
  })
})

describe("README.md", () => {
  test("links to the tests that prove what it promises", () => {
    const tests = linksOf("README.md").filter((link) => /\.test\.ts$|^tests\/|^runtime-tests/.test(link))
    expect(new Set(tests).size).toBeGreaterThan(10)
  })
})

test("a link to a file or a heading that is not there leads nowhere", () => {
  expect(leadsSomewhere("README.md", "docs/architecture.md#packages")).toBe(true)
  expect(leadsSomewhere("README.md", "docs/architecture.md#no-such-heading")).toBe(false)
  expect(leadsSomewhere("README.md", "docs/no-such-page.md")).toBe(false)
})
