/** Every promise about security has tests, and they are where docs/threat-model.md says. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { root } from "./support/packages.js"
import { promises, withPromises } from "./support/security.js"

describe.each(promises)("$what", ({ proofs }) => {
  test.each(proofs)("is proved by %s: %s", (file, words) => {
    expect(readFileSync(join(root, file), "utf8")).toContain(words)
  })
})

test("docs/threat-model.md has them all", async () => {
  const file = join(root, "docs", "threat-model.md")
  await expect(withPromises(readFileSync(file, "utf8"))).toMatchFileSnapshot(file)
})
