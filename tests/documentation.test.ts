/**
 * Every program in the documentation compiles, runs against a simulated cloud, and
 * prints what its comments say. The programs find the cloud as a user's would: in the
 * environment.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { format } from "effect/Formatter"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { examples } from "./support/examples.js"
import { root } from "./support/packages.js"

const folder = join(root, ".cache", "documentation")
const programs = examples().map((example, index) => ({
  ...example,
  file: join(folder, `${String(index).padStart(3, "0")}-${example.place.replace(/[^\w]+/g, "-")}.mts`)
}))

const simulator = makeSimulator({ clock: Clock.real({ speed: 40 }) })
const server = await serve(simulator)

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { file, code } of programs) writeFileSync(file, `${code}\nexport {}\n`)
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.base.json",
      compilerOptions: {
        customConditions: [],
        composite: false,
        declaration: false,
        declarationMap: false,
        emitDeclarationOnly: false,
        noEmit: true,
        noUnusedLocals: false,
        lib: ["ES2024", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        types: ["node"]
      },
      include: ["*.mts"]
    })
  )
  process.env.ACULAB_CLOUD_ID = simulator.account.cloudId
  process.env.ACULAB_USERNAME = simulator.account.username
  process.env.ACULAB_API_ACCESS_KEY = simulator.account.apiAccessKey
  process.env.ACULAB_BASE_URL = server.url
})

afterAll(() => server.close())

describe("the documentation's programs", () => {
  test("compile", () => {
    expect(programs.length).toBeGreaterThan(10)
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
    try {
      execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" })
    } catch (error) {
      expect.unreachable(error instanceof Error && "stdout" in error ? String(error.stdout) : String(error))
    }
  })

  test.each(programs.filter(({ runs }) => runs))("$place prints what it says", async ({ file, prints }) => {
    const printed: Array<string> = []
    const log = vi.spyOn(console, "log").mockImplementation((...values) => {
      printed.push(values.map((value) => (typeof value === "string" ? value : format(value))).join(" "))
    })
    try {
      await import(/* @vite-ignore */ pathToFileURL(file).href)
    } finally {
      log.mockRestore()
    }
    expect(printed).toEqual(prints)
  })
})
