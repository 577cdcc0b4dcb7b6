/** What a user installs: the packages packed as for a release, and put into projects of their own. */
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { mkdtemp, readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Consumer, finish, install, type Packed, pack, specifiers, write } from "./support/consumer.js"
import { jsrManifest } from "./support/jsr.js"
import { manifest, modules, packageNames, root } from "./support/packages.js"

const inWorkspace = (name: string) => join(root, "node_modules", ".bin", name)

let packed: Packed
/** Has the optional peers, so that what needs them is tried, too. */
let whole: Consumer
/** Has what must be there, and no more. */
let least: Consumer

beforeAll(async () => {
  packed = await pack()
  const optional = { msw: "3.0.5", "@aculab-com/aculab-webrtc": "4.0.8", "@types/node": "24.10.1" }
  whole = await install(packed, packageNames, { effect: "4.1.0", ...optional })
  least = await install(packed, ["core", "node", "browser", "simulator"], { effect: "4.1.0" })
})

afterAll(() => {
  for (const temporary of [whole, least, packed]) temporary?.remove()
})

/** Runs a command in a folder and gives what it printed. If it fails, so does the test, with all of that. */
const succeed = async (
  cwd: string,
  [command, ...args]: readonly [string, ...ReadonlyArray<string>],
  environment: Readonly<Record<string, string>> = {}
): Promise<string> => {
  const { code, out, error } = await finish(command, args, { cwd, environment })
  expect(code, `${command} ${args.join(" ")}\n${out}${error}`).toBe(0)
  return out
}

/** A program that imports modules and does nothing with them. */
const importing = (names: ReadonlyArray<string>): string =>
  names.map((name, index) => `import * as M${index} from ${JSON.stringify(name)}\nvoid M${index}\n`).join("")

describe.each(packageNames)("%s, packed,", (name) => {
  test("has nothing that publint finds fault with", async () => {
    const tarball = new Uint8Array(await readFile(packed.tarball(name))).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, level: "suggestion" })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  // Of its resolutions, the profile leaves out `node10`, which knows no exports map, and `require` of what is ESM only.
  // Neither can be had with effect, which is ESM only, too.
  test("gives TypeScript the right types for each module", async () => {
    const { name: scoped } = manifest(whole.installed(name))
    const entries = specifiers(whole, name).map((specifier) => specifier.replace(scoped, "."))
    const tool = [
      inWorkspace("attw"),
      packed.tarball(name),
      "--profile",
      "esm-only",
      "--no-definitely-typed"
    ] as const
    await succeed(whole.folder, [...tool, "--entrypoints", ...entries])
  })

  test("holds every module of its sources, built", () => {
    const files = readdirSync(join(whole.installed(name), "dist"), { recursive: true, encoding: "utf8" })
    const wanted = modules(name).flatMap((module) => [`${module}.js`, `${module}.d.ts`])
    expect(wanted.filter((file) => !files.includes(file))).toEqual([])
  })

  test("names versions that a registry understands, and has its licence and sources with it", () => {
    const { dependencies, peerDependencies, license } = manifest(whole.installed(name))
    const ranges = Object.values({ ...dependencies, ...peerDependencies })
    expect(ranges.filter((range) => !/^[~^]?\d+\.\d+\.\d+$/.test(range))).toEqual([])
    expect(license).toBe("MIT")
    expect(readdirSync(whole.installed(name))).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "src"])
    )
  })

  test("imports, every module of it but those inside", async () => {
    // The simulator's main module is its command, and starts it.
    const open = specifiers(whole, name).filter((specifier) => specifier !== "@aculab-cloud/simulator/main")
    const closed = modules(name).some((module) => module.startsWith("internal/"))
      ? specifiers(whole, name, "internal")
      : []
    const program = `
      const codeOf = (specifier) => import(specifier).then(() => "imported", (error) => error.code ?? String(error))
      const outcomes = {}
      for (const specifier of ${JSON.stringify([...open, ...closed])}) outcomes[specifier] = await codeOf(specifier)
      console.log(JSON.stringify(outcomes))`
    write(whole, { [`imports-${name}.mjs`]: program })
    const out = await succeed(whole.folder, [process.execPath, `imports-${name}.mjs`])
    const expected = [
      ...open.map((specifier) => [specifier, "imported"]),
      ...closed.map((specifier) => [specifier, "ERR_PACKAGE_PATH_NOT_EXPORTED"])
    ]
    expect(JSON.parse(out)).toEqual(Object.fromEntries(expected))
  })
})

/** As strict as it gets, the declarations of all packages themselves checked. */
const compilerOptions = (resolution: "nodenext" | "bundler", types: ReadonlyArray<string>) => ({
  target: "es2023",
  module: resolution === "nodenext" ? "nodenext" : "esnext",
  moduleResolution: resolution,
  lib: ["ES2024", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true
})

const compile = async (
  consumer: Consumer,
  folder: string,
  options: ReturnType<typeof compilerOptions>,
  names: ReadonlyArray<string>
) => {
  write(consumer, {
    [`${folder}/program.ts`]: importing(names),
    [`${folder}/tsconfig.json`]: JSON.stringify({ compilerOptions: options, files: ["program.ts"] })
  })
  await succeed(consumer.folder, [inWorkspace("tsc"), "-p", folder])
}

describe.each(["nodenext", "bundler"] as const)(
  "in a TypeScript project with moduleResolution %s",
  (resolution) => {
    test("every module of every package compiles, declarations included", async () => {
      const names = packageNames.flatMap((name) => specifiers(whole, name))
      await compile(whole, `all-${resolution}`, compilerOptions(resolution, ["node"]), names)
    })

    test("core, browser and simulator need neither the types of Node nor their optional peers", async () => {
      const names = (["core", "browser", "simulator"] as const).flatMap((name) => specifiers(least, name))
      const needy = ["@aculab-cloud/simulator/msw"]
      const rest = names.filter((name) => !needy.includes(name))
      await compile(least, `least-${resolution}`, compilerOptions(resolution, []), rest)
    })
  }
)

describe("in Deno", () => {
  test("every module for it passes deno check, declarations included", async () => {
    const names = (["core", "node", "simulator"] as const).flatMap((name) => specifiers(whole, name))
    write(whole, { "deno.ts": importing(names) })
    await succeed(whole.folder, [inWorkspace("deno"), "check", "--all", "deno.ts"])
  })

  test("jsr.json of core is up to date", async () => {
    await expect(jsrManifest()).toMatchFileSnapshot("../packages/core/jsr.json")
  })

  // What needs JSR itself is not tried: whether the name is ours, the upload, and what JSR makes of it. Its own kind of
  // declarations cannot be had ("slow types"), because errors and services of effect are classes that extend calls.
  test("the sources of core pass the dry run of deno publish, without a network", async () => {
    const folder = join(whole.folder, "jsr")
    mkdirSync(folder)
    for (const part of ["src", "package.json", "README.md", "LICENSE"]) {
      cpSync(join(whole.installed("core"), part), join(folder, part), { recursive: true })
    }
    write(whole, { "jsr/jsr.json": jsrManifest() })
    symlinkSync(join(whole.folder, "node_modules"), join(folder, "node_modules"))
    const words = ["publish", "--dry-run", "--allow-dirty", "--allow-slow-types", "--node-modules-dir=manual"]
    // Empty, and with a registry that nothing answers at: what it needs, it must have found in node_modules.
    const alone = { DENO_DIR: join(whole.folder, "deno-dir"), NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/" }
    await succeed(folder, [inWorkspace("deno"), ...words], alone)
  })
})

describe("the command, installed,", () => {
  const command = (name: string) => join(whole.folder, "node_modules", ".bin", name)

  test("tells its version", async () => {
    const out = await succeed(whole.folder, [command("aculab-cloud"), "--version"])
    expect(out).toContain(manifest(whole.installed("cli-demo")).version)
  })

  test.each([
    ["cli-demo", "aculab-cloud"],
    ["simulator", "aculab-cloud-simulator"]
  ] as const)("of %s is bundled, with the licences of what is in it", async (name, own) => {
    const dist = join(whole.installed(name), "dist")
    // Alone in a folder of its own, where nothing else is installed.
    const alone = await mkdtemp(join(tmpdir(), "aculab-cloud-alone-"))
    try {
      cpSync(join(dist, "..", "package.json"), join(alone, "package.json"))
      cpSync(join(dist, "..", "bin"), join(alone, "bin"), { recursive: true })
      for (const file of readdirSync(dist).filter((file) => file.endsWith(".mjs"))) {
        cpSync(join(dist, file), join(alone, "dist", file))
      }
      expect(await succeed(alone, [process.execPath, `bin/${own}.mjs`, "--help"])).toContain("USAGE")
    } finally {
      rmSync(alone, { recursive: true, force: true })
    }
    const licences = await readFile(join(dist, `${own}.licences.txt`), "utf8")
    expect(licences).toMatch(/^effect 4\.1\.0 \(MIT\)$/m)
    expect(licences).toMatch(/^ws \d+\.\d+\.\d+ \(MIT\)$/m)
    expect(licences).toContain("Permission is hereby granted")
  })

  test("sends a message to a simulated cloud", async () => {
    const message = ["--to", "441908273800", "--from", "441908273801", "--content", "Hello"]
    const out = await succeed(whole.folder, [
      command("aculab-cloud"),
      ...["messages", "send", "--simulate", "--json", ...message]
    ])
    expect(JSON.parse(out)).toEqual({ references: [expect.any(String)] })
  })

  test("starts as a simulator, too", async () => {
    expect(await succeed(whole.folder, [command("aculab-cloud-simulator"), "--help"])).toContain("--port")
  })
})
