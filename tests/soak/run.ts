/** One soak: a server and a sender, each a process of its own, and what both wrote put side by side. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Schema from "effect/Schema"
import { root } from "../support/packages.js"
import { type Program, start } from "../support/programs.js"
import { type Reconciled, reconcile } from "./reconcile.js"

export interface SoakOptions {
  readonly seed: number
  readonly messages: number
  /** It fails when it takes longer than so many milliseconds. */
  readonly patience: number
  readonly onProgress?: (percent: number, senderMebibytes: number) => void
}

export interface Soaked extends Reconciled {
  readonly seed: number
  readonly messages: number
  readonly seconds: number
  /** The most requests that were with the server at a time. */
  readonly mostUnderWay: number
  /** Requests that the server had open after the sender had ended. */
  readonly leftUnderWay: number
  /** The most memory that each process had, resident, and what the sender had after each quarter. */
  readonly peakMebibytes: { readonly sender: number; readonly server: number }
  readonly senderMebibytes: ReadonlyArray<number>
}

/** What V8 may keep, in mebibytes: whoever remembers 200,000 messages does not get by with it. */
export const heapMebibytes = 64

/** The most that a process may have, resident: the heap, Node itself, and what it has for sockets. */
export const mostMebibytes = 256

/** What has taken more, in words. */
export const memoryProblems = ({ peakMebibytes }: Soaked): ReadonlyArray<string> =>
  Object.entries(peakMebibytes)
    .filter(([, mebibytes]) => mebibytes > mostMebibytes)
    .map(([who, mebibytes]) => `the ${who} had ${mebibytes} MiB, and may have ${mostMebibytes}`)

const SenderEnd = Schema.fromJsonString(Schema.Struct({ peakMebibytes: Schema.Number }))
const ServerEnd = Schema.fromJsonString(
  Schema.Struct({
    sent: Schema.Number,
    underWay: Schema.Number,
    mostUnderWay: Schema.Number,
    peakMebibytes: Schema.Number
  })
)

const startProgram = (name: string, words: ReadonlyArray<string | number>): Program =>
  start(
    [
      process.execPath,
      `--max-old-space-size=${heapMebibytes}`,
      "--import",
      join(root, "tests", "support", "typescript.ts")
    ],
    join("tests", "soak", "program", `${name}.ts`),
    { arguments: words.map(String) }
  )

const last = async (program: Program): Promise<string> =>
  (await program.line(/^ended /)).slice("ended ".length)

export const soak = async ({ seed, messages, patience, onProgress }: SoakOptions): Promise<Soaked> => {
  const folder = await mkdtemp(join(tmpdir(), "aculab-cloud-soak-"))
  const files = { ledger: join(folder, "ledger"), report: join(folder, "report") }
  const running: Array<Program> = []
  const started = (program: Program): Program => {
    running.push(program)
    return program
  }
  const kill = () => {
    for (const program of running) program.signal("SIGKILL")
  }
  process.once("exit", kill)
  const late = setTimeout(kill, patience)
  try {
    const begin = performance.now()
    const server = started(startProgram("server", [seed, files.ledger]))
    const port = (await server.line(/^port /)).slice("port ".length)
    const sender = started(startProgram("sender", [`http://127.0.0.1:${port}`, messages, files.report]))
    const senderMebibytes: Array<number> = []
    for (let percent = 1; percent <= 100; percent++) {
      const [, , mebibytes = ""] = (await sender.line(new RegExp(`^at ${percent} `))).split(" ")
      if (percent % 25 === 0) senderMebibytes.push(Number(mebibytes))
      onProgress?.(percent, Number(mebibytes))
    }
    const senderEnd = Schema.decodeUnknownSync(SenderEnd)(await last(sender))
    await ended(sender)
    const seconds = (performance.now() - begin) / 1000
    server.signal("SIGTERM")
    const serverEnd = Schema.decodeUnknownSync(ServerEnd)(await last(server))
    await ended(server)
    const reconciled = await reconcile(seed, messages, files)
    return {
      ...reconciled,
      seed,
      messages,
      seconds,
      mostUnderWay: serverEnd.mostUnderWay,
      leftUnderWay: serverEnd.underWay,
      peakMebibytes: { sender: senderEnd.peakMebibytes, server: serverEnd.peakMebibytes },
      senderMebibytes
    }
  } finally {
    clearTimeout(late)
    process.off("exit", kill)
    kill()
    await Promise.allSettled(running.map((program) => program.ended))
    await rm(folder, { recursive: true, force: true })
  }
}

/** A program has to end by itself, and in order. */
const ended = async (program: Program): Promise<void> => {
  const { code, error } = await program.ended
  if (code !== 0 || error !== "") throw new Error(`a program of the soak ended with ${code}\n${error}`)
}
