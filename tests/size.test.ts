/** What a program pays for this SDK in bytes has limits, and docs/size.md says what it is. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { modules, root } from "./support/packages.js"
import { leftover, type Size, sizeOf } from "./support/size.js"
import {
  alone,
  areas,
  everything,
  inKilobytes,
  isWorthTelling,
  type Measured,
  oneSms,
  page,
  programs,
  type Row
} from "./support/sizes.js"

const file = join(root, "docs", "size.md")

const measured = new Map<Measured, Size>()

/** The size of a program, measured once. */
const sizeIn = async (program: Measured): Promise<Size> => {
  const known = measured.get(program)
  if (known !== undefined) return known
  const size = await sizeOf(program)
  const base = programs.find(({ name }) => name === program.beyond)
  const from = base === undefined ? { esbuild: 0, rolldown: 0 } : await sizeIn(base)
  const own = { esbuild: size.esbuild - from.esbuild, rolldown: size.rolldown - from.rolldown }
  measured.set(program, own)
  return own
}

const limited = [...programs, ...areas, ...everything].flatMap((program) =>
  program.limit === undefined ? [] : [{ program, limit: program.limit }]
)

describe("limits", () => {
  test.each(limited)("$program.name, with effect $program.effect", async ({ program, limit }) => {
    const size = await sizeIn(program)
    for (const bundler of ["esbuild", "rolldown"] as const) {
      const said = `${inKilobytes(size[bundler])} KB by ${bundler}, of ${inKilobytes(limit[bundler])}`
      expect(size[bundler], said).toBeLessThanOrEqual(limit[bundler])
    }
  })

  test("no limit is so far away that it would not be noticed: none is 1.5 KB and a tenth above what there is", async () => {
    for (const { program, limit } of limited.filter(({ program }) => program.beyond !== oneSms)) {
      const size = await sizeIn(program)
      expect(limit.esbuild, program.name).toBeLessThanOrEqual(size.esbuild * 1.1 + 1536)
    }
  })
})

describe("what is not called costs nothing", () => {
  /** Classes of errors are made when they are loaded; then what stands on them, and what runs by itself. */
  const made = [
    ...["CloudError", "InvalidAudio"].map((name) => `core/${name}`),
    ...["MicrophoneError", "TokenError", "WebRtcError"].map((name) => `browser/${name}`),
    ...["Microphone", "internal/webRtcThrown", "MicrophoneWorklet"].map((name) => `browser/${name}`)
  ]
  const files = (["core", "browser"] as const).flatMap((name) =>
    modules(name).map((module) => ({
      name: `${name}/${module}`,
      file: join(root, "packages", name, "dist", `${module}.js`)
    }))
  )

  test.each(files.filter(({ name }) => !made.includes(name)))(
    "$name leaves next to nothing behind",
    async ({ file }) => {
      expect(await leftover(file)).toBeLessThan(600)
    }
  )
})

describe("docs/size.md", () => {
  /** The numbers of a row that is on the page already. */
  const onPage = (section: string, name: string): Size | undefined => {
    const text = existsSync(file) ? readFileSync(file, "utf8") : ""
    const part = text.split(/^## /m).find((part) => part.startsWith(section)) ?? ""
    const cells =
      part
        .split("\n")
        .find((line) => line.startsWith(`| ${name} |`))
        ?.split("|") ?? []
    const [esbuild, rolldown] = [Number(cells[2] ?? Number.NaN), Number(cells[3] ?? Number.NaN)]
    return Number.isNaN(esbuild + rolldown)
      ? undefined
      : { esbuild: esbuild * 1024, rolldown: rolldown * 1024 }
  }

  const isNear = (said: number, bytes: number): boolean =>
    Math.abs(said - bytes) <= Math.max(0.2 * 1024, bytes * 0.02)

  /** What is near enough stays as it is on the page, so that a change of a few bytes changes no page. */
  const rowsOf = async (section: string, all: ReadonlyArray<Measured>): Promise<ReadonlyArray<Row>> => {
    const rows: Array<Row> = []
    for (const program of all) {
      const size = await sizeIn(program)
      if (program.limit === undefined && !isWorthTelling(size)) continue
      const said = onPage(section, program.name)
      const stays =
        said !== undefined && isNear(said.esbuild, size.esbuild) && isNear(said.rolldown, size.rolldown)
      rows.push({ name: program.name, size: stays ? said : size, limit: program.limit })
    }
    return rows
  }

  test("is up to date", async () => {
    const made = page({
      programs: await rowsOf("Programs", programs),
      areas: await rowsOf("An operation", areas),
      everything: await rowsOf("The code", everything),
      alone: await rowsOf("Each module", alone)
    })
    await expect(made).toMatchFileSnapshot(file)
  })
})
