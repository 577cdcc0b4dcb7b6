/** Interrupts a thousand calls in each phase of their lives. Nothing is left of any of them. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, rm } from "node:fs/promises"
import * as http from "node:http"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { root } from "../support/packages.js"
import { type PhaseName, phaseNames, phases } from "./leaks/phases.js"
import { batches, heapBound, type Left, perBatch, type Task, warmUps } from "./leaks/task.js"
import { startCell } from "./server/cell.js"
import { startDeaf } from "./server/deaf.js"

// Within a package that has undici, which is not bundled.
const cache = join(root, "packages", "node", ".cache", `leaks-${process.pid}`)
const program = join(cache, "leaks.mjs")

/** Node keeps code that runs often in ever better forms, which take more memory each: not while memory is measured. */
const steadyHeap = [
  "--no-lazy-feedback-allocation",
  "--no-flush-bytecode",
  "--no-sparkplug",
  "--no-maglev",
  "--no-opt"
]

beforeAll(() =>
  build({
    entryPoints: [join(root, "tests", "faults", "leaks", "program.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    target: "es2023",
    platform: "node",
    conditions: ["@aculab-cloud/source"],
    external: ["undici"],
    logLevel: "silent"
  })
)
afterAll(() => rm(cache, { recursive: true, force: true }))

interface Seen {
  readonly left: Left
  /** Connections that are open at the server in the end. */
  readonly sockets: number
}

const run = async (phase: PhaseName, transport: string): Promise<Seen> => {
  const fault = phases[phase]
  const server = await startCell(fault, { good: "[]", elsewhere: "", warm: 0 })
  const deaf = fault.listening === "deaf" ? await startDeaf() : undefined
  const task: Task = { phase, url: `http://127.0.0.1:${deaf?.port ?? server.port}` }
  const { promise, resolve, reject } = Promise.withResolvers<Seen>()
  const control = http.createServer(async (request, response) => {
    const [, what, count] = (request.url ?? "").split("/")
    const body = await text(request)
    if (what === "stood") await server.stood(Number(count))
    if (what === "quiet") await server.quiet()
    if (what === "left") resolve({ left: JSON.parse(body), sockets: server.openConnections() })
    response.writeHead(200, { connection: "close" }).end(what === "task" ? JSON.stringify(task) : "")
  })
  control.listen(0, "127.0.0.1")
  await once(control, "listening")
  const address = control.address()
  if (address === null || typeof address === "string") throw new Error("not listening")
  const folder = join(cache, `${transport}-${phaseNames.indexOf(phase)}`)
  await mkdir(folder, { recursive: true })
  const child = spawn(
    join(root, "node_modules", ".bin", "node"),
    ["--expose-gc", ...steadyHeap, program, `http://127.0.0.1:${address.port}`, transport, folder],
    { stdio: ["ignore", "ignore", "pipe"] }
  )
  // Awaited below, unless something else went wrong before.
  promise.catch(() => {})
  const late = setTimeout(() => child.kill("SIGKILL"), 150_000)
  try {
    const [errors, [code, signal]] = await Promise.all([text(child.stderr), once(child, "close")])
    if (code !== 0 || errors !== "") throw new Error(`ended with ${code ?? signal}\n${errors}`)
    // After a report this changes nothing.
    reject(new Error("ended without a report"))
    return await promise
  } finally {
    clearTimeout(late)
    control.close()
    await Promise.all([server.close(), deaf?.close()])
  }
}

/** Node's `fetch` goes on connecting for its own 10 seconds: see docs/reliability.md. A WebSocket needs no transport. */
const transportsOf = (phase: PhaseName): ReadonlyArray<string> =>
  phase === "connecting" || phase.startsWith("a WebSocket") ? ["NodeTransport"] : ["NodeTransport", "fetch"]

const cases = phaseNames.flatMap((phase) => transportsOf(phase).map((transport) => ({ phase, transport })))

describe("a thousand calls, interrupted", () => {
  test.concurrent.each(cases)("$phase, by $transport", { timeout: 180_000 }, async ({ phase, transport }) => {
    const { left, sockets } = await run(phase, transport)
    const { before, after } = left
    expect(left.interrupted).toBe(perBatch * (warmUps + batches))
    expect(sockets).toBe(0)
    expect(left.fibers).toBe(0)
    expect(left.files).toEqual([])
    expect(left.warnings).toEqual([])
    expect(after.resources).toEqual(before.resources)
    expect(after.processListeners).toBe(before.processListeners)
    expect(after.signalListeners).toBe(0)
    expect(after.heap - before.heap).toBeLessThan(heapBound)
  })
})
