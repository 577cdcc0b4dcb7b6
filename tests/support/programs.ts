import { spawn } from "node:child_process"
import { join } from "node:path"
import { root } from "./packages.js"

/** How each runtime starts a program in TypeScript. */
export const runtimes = {
  node: [process.execPath],
  deno: [join(root, "node_modules", ".bin", "deno"), "run", "--allow-all", "--no-prompt"],
  bun: [join(root, "node_modules", ".bin", "bun")]
} as const
export type RuntimeName = keyof typeof runtimes

/** A program under way. */
export interface Program {
  /** Resolves with the first line of standard output that fits, and rejects if the program ends without one. */
  readonly line: (pattern: RegExp) => Promise<string>
  readonly signal: (name: NodeJS.Signals) => void
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly error: string }>
}

/** Starts a program, with its arguments and what it needs of the environment. A runtime may be a command of its own. */
export const start = (
  runtime: RuntimeName | ReadonlyArray<string>,
  file: string,
  options: {
    readonly arguments?: ReadonlyArray<string>
    readonly environment?: Readonly<Record<string, string>>
  } = {}
): Program => {
  const [command = "", ...first] = typeof runtime === "string" ? runtimes[runtime] : runtime
  const child = spawn(command, [...first, join(root, file), ...(options.arguments ?? [])], {
    cwd: join(root, file, ".."),
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...options.environment }
  })
  const text = { out: "", error: "" }
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text.out += chunk
  })
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text.error += chunk
  })
  const ended = new Promise<{ code: number | null; out: string; error: string }>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, ...text }))
  })
  return {
    ended,
    signal: (name) => void child.kill(name),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = text.out
            .split("\n")
            .slice(0, -1)
            .find((line) => pattern.test(line))
          if (found === undefined) return
          child.stdout.off("data", look)
          resolve(found)
        }
        child.stdout.on("data", look)
        look()
        ended.then(
          ({ out, error }) => reject(new Error(`no line like ${pattern} in:\n${out}${error}`)),
          reject
        )
      })
  }
}

/** The environment that points a program at a simulator's server. */
export const environmentOf = (
  account: { readonly cloudId: string; readonly username: string; readonly apiAccessKey: string },
  url: string
): Record<string, string> => ({
  ACULAB_CLOUD_ID: account.cloudId,
  ACULAB_USERNAME: account.username,
  ACULAB_API_ACCESS_KEY: account.apiAccessKey,
  ACULAB_BASE_URL: url
})
