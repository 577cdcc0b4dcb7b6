/** Starts the program on each runtime, with each transport that it has there. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, readdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { build } from "esbuild"
import { chromium } from "playwright"
import { chromiumArguments, chromiumPath } from "../support/chromium.js"
import { root } from "../support/packages.js"
import { leavesSockets, type TransportName } from "./expectations.js"
import { type Report, type Setting, type Stage, startStage } from "./server/stage.js"

const binaries = join(root, "node_modules", ".bin")
// Within a package that has undici, so that it is found: Bun has one of its own, which must not be bundled away.
const cache = join(root, "packages", "node", ".cache", `faults-${process.pid}`)

/** The program is over, whatever happens, after this many milliseconds. */
const patience = 240_000

export const transports: Readonly<Record<TransportName, () => Promise<Run>>> = {
  "Node, NodeTransport": inProcess(["node"], "NodeTransport"),
  "Node, fetch": inProcess(["node"], "fetch"),
  "Deno, NodeTransport": inProcess(["deno", "run", "--allow-all", "--no-prompt"], "NodeTransport"),
  "Deno, fetch": inProcess(["deno", "run", "--allow-all", "--no-prompt"], "fetch"),
  "Bun, NodeTransport": inProcess(["bun"], "NodeTransport"),
  "Bun, fetch": inProcess(["bun"], "fetch"),
  "Chromium, BrowserTransport": inPage
}

/** What a transport did with every fault, and what the program left on the disk and wrote. */
export interface Run extends Report {
  readonly files: ReadonlyArray<string>
  readonly errors: string
}

export const programs = {
  make: async () => {
    await compile("process", "node")
    await compile("page", "browser")
  },
  remove: () => rm(cache, { recursive: true, force: true })
}

const compile = (entry: string, platform: "node" | "browser") =>
  build({
    entryPoints: [join(root, "tests", "faults", "program", `${entry}.ts`)],
    outfile: join(cache, `${entry}.mjs`),
    bundle: true,
    format: "esm",
    target: "es2023",
    platform,
    conditions: ["@aculab-cloud/source"],
    external: ["undici"],
    logLevel: "silent"
  })

function inProcess([command = "", ...words]: ReadonlyArray<string>, transport: string) {
  return async (): Promise<Run> => {
    const temporary = join(cache, `tmp-${command}-${transport}`)
    await mkdir(temporary)
    return onStage({ page: "", script: "", lingers: () => false }, async (stage) => {
      const child = spawn(
        join(binaries, command),
        [...words, join(cache, "process.mjs"), stage.url, transport],
        {
          stdio: ["ignore", "ignore", "pipe"],
          env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", TMPDIR: temporary }
        }
      )
      const late = setTimeout(() => child.kill("SIGKILL"), patience)
      // Nothing ends the program but that nothing is left to do.
      const [errors, [code, signal]] = await Promise.all([text(child.stderr), once(child, "close")])
      clearTimeout(late)
      stage.giveUp(new Error(`ended with ${code ?? signal} before the last call\n${errors}`))
      return {
        ...(await stage.report),
        files: await readdir(temporary),
        errors: code === 0 ? errors : `${code ?? signal}\n${errors}`
      }
    })
  }
}

async function inPage(): Promise<Run> {
  const script = await readBundle("page")
  const page = '<!doctype html><script type="module" src="/program.js"></script>'
  const lingers = (fault: string) => leavesSockets("Chromium, BrowserTransport", fault)
  return onStage({ page, script, lingers }, async (stage) => {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArguments] })
    const late = setTimeout(() => stage.giveUp(new Error("the page hangs")), patience)
    try {
      const page = await browser.newPage()
      const thrown: Array<string> = []
      page.on("pageerror", (error) => {
        thrown.push(String(error))
        stage.giveUp(error)
      })
      await page.goto(stage.url)
      return { ...(await stage.report), files: [], errors: thrown.join("\n") }
    } finally {
      clearTimeout(late)
      await browser.close()
    }
  })
}

const readBundle = (entry: string): Promise<string> => readFile(join(cache, `${entry}.mjs`), "utf8")

const onStage = async (setting: Setting, play: (stage: Stage) => Promise<Run>): Promise<Run> => {
  const stage = await startStage(setting)
  try {
    return await play(stage)
  } finally {
    await stage.close()
  }
}
