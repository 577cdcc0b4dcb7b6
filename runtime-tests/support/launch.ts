/** Runs the suite in each runtime, from an installation of the packed packages, and brings home its report. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Schema from "effect/Schema"
import { build } from "esbuild"
import { Miniflare } from "miniflare"
import { chromium } from "playwright"
import { chromiumArguments, chromiumPath } from "../../tests/support/chromium.js"
import { type Consumer, finish } from "../../tests/support/consumer.js"
import { root } from "../../tests/support/packages.js"
import type { RunningStage } from "./stage.js"

const here = fileURLToPath(new URL("..", import.meta.url))
const inWorkspace = (name: string) => join(root, "node_modules", ".bin", name)
const inRuntimeTests = (name: string) => join(here, "node_modules", name, "bin", "node")

export const Report = Schema.Struct({
  version: Schema.String,
  outcomes: Schema.Array(
    Schema.Struct({
      check: Schema.String,
      milliseconds: Schema.Number,
      failure: Schema.optionalKey(Schema.String)
    })
  )
})
export type Report = typeof Report.Type

const decode = Schema.decodeUnknownSync(Report)

/** Where the suite is installed, and the cloud that it is to talk to. */
export interface Scene {
  readonly consumer: Consumer
  readonly running: RunningStage
}

/** No runtime needs half as long; one that hangs must not hang the tests. */
const patience = 45_000

/** Compiles a part of the suite, all imports of packages left to the runtime, and puts it beside what is installed. */
const compiled = async (consumer: Consumer, entry: "node" | "chromium" | "workerd"): Promise<string> => {
  const outfile = join(consumer.folder, `${entry}.mjs`)
  await build({
    entryPoints: [join(here, "suite", `${entry}.ts`)],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    target: "es2023",
    logLevel: "silent"
  })
  return outfile
}

/** The same as one file, with the packages in it: those that the consumer has installed. */
const bundled = async (consumer: Consumer, entry: "chromium" | "workerd"): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [await compiled(consumer, entry)],
    write: false,
    bundle: true,
    format: "esm",
    target: "es2023",
    platform: "browser",
    logLevel: "silent"
  })
  return outputFiles[0]?.text ?? ""
}

const asProgram =
  (command: string, ...words: ReadonlyArray<string>) =>
  async ({ consumer, running }: Scene): Promise<Report> => {
    const program = await compiled(consumer, "node")
    const { code, out, error } = await finish(command, [...words, program], {
      cwd: consumer.folder,
      environment: { STAGE: JSON.stringify(running.stage) }
    })
    if (code !== 0) throw new Error(`ended with ${code}\n${out}${error}`)
    return decode(JSON.parse(out))
  }

const inWorker = async ({ consumer, running }: Scene): Promise<Report> => {
  const worker = new Miniflare({
    modules: true,
    script: await bundled(consumer, "workerd"),
    compatibilityDate: "2026-07-01",
    // Otherwise it asks the internet what a request would look like there.
    cf: false
  })
  try {
    const response = await worker.dispatchFetch("http://worker/", {
      method: "POST",
      body: JSON.stringify(running.stage),
      signal: AbortSignal.timeout(patience)
    })
    return decode(await response.json())
  } finally {
    await worker.dispose()
  }
}

const inPage = async ({ consumer, running }: Scene): Promise<Report> => {
  running.serveModule("chromium.js", await bundled(consumer, "chromium"))
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumArguments],
    timeout: patience
  })
  const closing = setTimeout(() => void browser.close(), patience)
  try {
    // Chromium asks the person at the screen before it hands a page a 401 of its own origin. Credentials that are wrong
    // as well stand for somebody who dismisses the question.
    const page = await browser.newPage({ httpCredentials: { username: "nobody", password: "" } })
    await page.goto(`${running.stage.url}/stage/page`)
    // As text: vitest would make the import one of its own.
    const stage = JSON.stringify(running.stage)
    return decode(await page.evaluate(`import("/stage/chromium.js").then(({ run }) => run(${stage}))`))
  } finally {
    clearTimeout(closing)
    await browser.close()
  }
}

/** The runtimes in the order of the table, each by its name and major version, as its report says it too. */
export const runtimes = {
  "node 22": asProgram(inRuntimeTests("node22")),
  "node 24": asProgram(inWorkspace("node")),
  "node 26": asProgram(inRuntimeTests("node26")),
  "deno 2": asProgram(inWorkspace("deno"), "run", "--allow-all", "--no-prompt"),
  "bun 1": asProgram(inWorkspace("bun")),
  workerd: inWorker,
  chromium: inPage
} satisfies Record<string, (scene: Scene) => Promise<Report>>

export type RuntimeName = keyof typeof runtimes
