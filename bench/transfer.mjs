// @ts-check
// How fast a large file passes through the SDK, next to bare undici, and in how much memory. See README.md.
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { expectedOf, mebibyte } from "./support/content.mjs"

/** @typedef {import("./support/messages.mjs").Task} Task */
/** @typedef {import("./support/messages.mjs").Outcome} Outcome */

const ways = /** @type {const} */ (["sdk", "undici"])
const directions = /** @type {const} */ (["up", "down"])
const longest = 8 * 60_000

const { values } = parseArgs({
  options: {
    gib: { type: "string", default: "2" },
    rounds: { type: "string", default: "4" },
    folder: { type: "string", default: tmpdir() },
    results: { type: "string", default: fileURLToPath(new URL("results/transfer.json", import.meta.url)) }
  }
})
const length = Math.round(Number(values.gib) * 1024 * mebibyte)
const rounds = Number(values.rounds)
if (!(length > 0) || !(Number.isInteger(rounds) && rounds > 0)) {
  throw new RangeError("--gib is a number above 0, --rounds a whole number from 1")
}

const began = Date.now()
const folder = mkdtempSync(join(values.folder, "aculab-cloud-bench-"))
/** @type {import("node:child_process").ChildProcess[]} */
const children = []
const timeUp = AbortSignal.timeout(longest)

/** A process of its own, and the first message that it sends. @param {string} file @param {string[]} args */
const start = async (file, args) => {
  const child = fork(new URL(`support/${file}`, import.meta.url), args)
  children.push(child)
  return { child, first: await nextMessage(child) }
}

/** @param {import("node:child_process").ChildProcess} child @returns {Promise<any>} */
const nextMessage = async (child) => {
  const ended = new AbortController()
  const signal = AbortSignal.any([timeUp, ended.signal])
  const onExit = () => ended.abort(new Error("a process of the measurement ended too early"))
  child.once("exit", onExit)
  try {
    const [message] = await once(child, "message", { signal })
    return message
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error
  } finally {
    child.off("exit", onExit)
  }
}

/** @param {readonly number[]} numbers */
const median = (numbers) => {
  const sorted = numbers.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = low] = sorted.slice(
    sorted.length % 2 === 0 ? middle - 1 : middle,
    middle + 1
  )
  return (low + high) / 2
}

/** @param {number} number */
const rounded = (number) => (Number.isFinite(number) ? Math.round(number * 1000) / 1000 : null)

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`)

/** @type {{ round: number, way: string, direction: string, mibPerSecond: number, clientCpuSeconds: number, clientPeak: number }[]} */
const transfers = []
/** @type {Record<string, { cold: number, start: number, peak: number }>} */
const memory = {}
let complete = false

const measure = async () => {
  const server = await start("server.mjs", [folder])
  const expected = { crc32: expectedOf(length, "crc32"), sha256: expectedOf(length, "sha256") }
  const clients = new Map()
  for (const way of ways) {
    const { child, first } = await start("client.mjs", [way, JSON.stringify(server.first), String(length)])
    clients.set(way, child)
    memory[way] = { cold: first.cold, start: first.resident, peak: first.resident }
  }

  /** @param {(typeof ways)[number]} way @param {Omit<Task, "expected">} task @returns {Promise<Outcome>} */
  const run = async (way, task) => {
    const child = clients.get(way)
    child.send({ ...task, expected: expected[task.hash] })
    /** @type {Outcome} */
    const outcome = await nextMessage(child)
    if (outcome.problem !== undefined) throw new Error(`${way} ${task.direction}: ${outcome.problem}`)
    const known = memory[way]
    if (known !== undefined) known.peak = Math.max(known.peak, outcome.peak)
    return outcome
  }

  for (const way of ways) {
    for (const direction of directions) await run(way, { direction, hash: "sha256" })
    say(`${way}: up and down, SHA-256 as expected`)
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const direction of directions) {
      // Who comes second finds another cache and another machine.
      for (const way of round % 2 === 1 ? ways : ways.toReversed()) {
        const { seconds, cpuSeconds, peak } = await run(way, { direction, hash: "crc32" })
        const mibPerSecond = length / mebibyte / seconds
        transfers.push({
          round,
          way,
          direction,
          mibPerSecond,
          clientCpuSeconds: cpuSeconds,
          clientPeak: peak
        })
        say(`round ${round} ${direction.padEnd(4)} ${way.padEnd(6)} ${mibPerSecond.toFixed(1)} MiB/s`)
      }
    }
  }
  complete = true
}

/** @param {string} direction */
const summary = (direction) => {
  /** @param {string} way */
  const speeds = (way) =>
    transfers.filter((one) => one.way === way && one.direction === direction).map((one) => one.mibPerSecond)
  const [sdk, undici] = [speeds("sdk"), speeds("undici")]
  const ratios = sdk.slice(0, undici.length).map((speed, index) => speed / (undici[index] ?? Number.NaN))
  return {
    sdkMibPerSecond: rounded(median(sdk)),
    undiciMibPerSecond: rounded(median(undici)),
    ratio: rounded(median(ratios))
  }
}

try {
  await measure()
} catch (error) {
  process.exitCode = 1
  say(timeUp.aborted ? "The time is over." : String(error))
} finally {
  for (const child of children) child.kill("SIGKILL")
  rmSync(folder, { recursive: true, force: true })
}

const mib = (/** @type {number} */ bytes) => rounded(bytes / mebibyte)
const results = {
  what: "a file up and down, by the SDK and by bare undici",
  when: new Date(began).toISOString(),
  complete,
  gib: length / mebibyte / 1024,
  rounds,
  machine: {
    node: process.version,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    loadAtEnd: rounded(loadavg()[0] ?? Number.NaN)
  },
  up: summary("up"),
  down: summary("down"),
  memory: Object.fromEntries(
    Object.entries(memory).map(([way, { cold, start, peak }]) => [
      way,
      { coldMib: mib(cold), startMib: mib(start), peakMib: mib(peak), grownMib: mib(peak - start) }
    ])
  ),
  transfers: transfers.map(({ mibPerSecond, clientCpuSeconds, clientPeak, ...rest }) => ({
    ...rest,
    mibPerSecond: rounded(mibPerSecond),
    clientCpuSeconds: rounded(clientCpuSeconds),
    clientPeakMib: mib(clientPeak)
  }))
}
writeFileSync(values.results, `${JSON.stringify(results, undefined, 2)}\n`)
const { up, down } = results
say(JSON.stringify({ complete, up, down, memory: results.memory }, undefined, 2))
