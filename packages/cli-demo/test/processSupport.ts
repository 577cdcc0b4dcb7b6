/** The command as a process of its own: its bundle is made here, so that it is that of the sources. */
import { type ChildProcess, spawn } from "node:child_process"
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { Clock, type ManualClock, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { build } from "esbuild"

export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** How a process has ended, and what it has printed. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  /** The cloud that its processes talk to. */
  readonly simulator: Simulator<ManualClock>
  /** Where it is; there is room for files. */
  readonly folder: string
  readonly start: (args: ReadonlyArray<string>, env?: Readonly<Record<string, string>>) => ChildProcess
  /** Ends when something happens in the cloud so many times from now on. */
  readonly happened: (kind: "message" | "request", times?: number) => Promise<void>
  readonly close: () => Promise<void>
}

export const makeProgram = async (): Promise<Program> => {
  const events = new EventTarget()
  const simulator = makeSimulator({
    clock: Clock.manual(),
    observe: ({ kind }) => void events.dispatchEvent(new Event(kind))
  })
  const server = await serve(simulator)
  const folder = await mkdtemp(join(tmpdir(), "aculab-cloud-cli-"))
  await mkdir(join(folder, "bin"))
  for (const file of ["package.json", "bin/aculab-cloud.mjs"]) await copyFile(here(file), join(folder, file))
  await build({
    entryPoints: [here("src/main.ts")],
    outfile: join(folder, "dist", "aculab-cloud.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@aculab-cloud/source"],
    // For packages that are not ES modules.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
    },
    logLevel: "silent"
  })
  return {
    simulator,
    folder,
    start: (args, env = {}) =>
      spawn(process.execPath, [join(folder, "bin", "aculab-cloud.mjs"), ...args], {
        stdio: "pipe",
        env: {
          ACULAB_CLOUD_ID: simulator.account.cloudId,
          ACULAB_USERNAME: simulator.account.username,
          ACULAB_API_ACCESS_KEY: simulator.account.apiAccessKey,
          ACULAB_BASE_URL: server.url,
          ...env
        }
      }),
    happened: (kind, times = 1) =>
      new Promise<void>((resolve) => {
        let left = times
        const count = () => {
          left -= 1
          if (left > 0) return
          events.removeEventListener(kind, count)
          resolve()
        }
        events.addEventListener(kind, count)
      }),
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** Waits for the end of a process. */
export const ended = async (child: ChildProcess): Promise<Ended> => {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error("the streams are pipes")
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve))
  const [out, err, code] = await Promise.all([text(stdout), text(stderr), closed])
  return { code, stdout: out, stderr: err }
}
