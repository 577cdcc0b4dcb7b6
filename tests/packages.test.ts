import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { bundle } from "./support/bundle.js"
import { installedWith, isInternal, manifest, modules, packageNames, root } from "./support/packages.js"

const { resolve } = createRequire(import.meta.url)
const folderOf = (name: string) => join(root, "packages", name)

describe.each(packageNames)("%s", (name) => {
  test("offers every public module, built and with declarations", () => {
    for (const module of modules(name).filter((module) => !isInternal(module))) {
      const specifier = `@aculab-cloud/${name}${module === "index" ? "" : `/${module}`}`
      const file = join(folderOf(name), "dist", `${module}.js`)
      expect(resolve(specifier), specifier).toBe(file)
      expect(existsSync(file.replace(/\.js$/, ".d.ts")), `declarations of ${specifier}`).toBe(true)
    }
  })

  test("hides its internal modules", () => {
    for (const module of modules(name).filter(isInternal)) {
      expect(() => resolve(`@aculab-cloud/${name}/${module}`), module).toThrow("is not defined by")
    }
  })
})

describe.each(["core", "browser"] as const)("%s", (name) => {
  test("runs without Node: a bundle of all its modules for a browser needs no built-in module", async () => {
    const entries = modules(name).map((module) => `packages/${name}/dist/${module}.js`)
    const { metafile } = await bundle(...entries)
    const outside = Object.values(metafile.outputs).flatMap((output) => output.imports)
    expect(outside.filter((imported) => imported.external)).toEqual([])
  })
})

describe("what core has another file of for browsers", () => {
  const imports = Object.entries(manifest(folderOf("core")).imports ?? {})

  test.each(imports)(
    "%s is that file in a bundle for browsers",
    async (_, { browser = "", default: usual = "" }) => {
      const { metafile } = await bundle("packages/core/dist/Messages.js")
      const inputs = Object.keys(metafile.inputs)
      expect(inputs).toContain(join("packages", "core", browser))
      expect(inputs).not.toContain(join("packages", "core", usual))
    }
  )

  test.each(imports)("%s offers the same in both", async (_, { browser = "", default: usual = "" }) => {
    const [one, other] = await Promise.all(
      [browser, usual].map(async (path): Promise<object> => import(join(folderOf("core"), path)))
    )
    expect(Object.keys(one ?? {})).toEqual(Object.keys(other ?? {}))
  })

  test("there is such a file", () => {
    expect(imports.map(([name]) => name)).toEqual(["#noConnection"])
  })
})

test("core depends on its peer effect and on nothing else", async () => {
  const { dependencies = {}, peerDependencies } = manifest(folderOf("core"))
  expect(Object.keys(dependencies)).toEqual([])
  expect(Object.keys(peerDependencies ?? {})).toEqual(["effect"])
})

test.each(["node", "simulator", "cli-demo"] as const)("installing %s brings no redis client", (name) => {
  const names = [...installedWith(folderOf(name))]
  expect(names).toContain("effect")
  expect(names.filter((name) => name.includes("redis"))).toEqual([])
})
