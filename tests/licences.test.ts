/** Nothing comes along whose licence nobody has looked at. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { licencesOf, licencesPage, permissive } from "./support/licences.js"
import { manifest, packageNames, root } from "./support/packages.js"

describe.each(packageNames)("%s", (name) => {
  test("brings along only what is under a permissive licence", () => {
    const packages = licencesOf(name)
    expect(packages.length).toBeGreaterThan(0)
    expect(packages.filter(({ licence }) => !permissive.has(licence))).toEqual([])
  })

  test("is under the MIT licence, whose words it has with it", () => {
    const folder = join(root, "packages", name)
    expect(manifest(folder).license).toBe("MIT")
    expect(readFileSync(join(folder, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "LICENSE"), "utf8"))
  })
})

test("docs/licences.md is up to date", async () => {
  await expect(licencesPage()).toMatchFileSnapshot("../docs/licences.md")
})
