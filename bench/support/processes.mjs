// @ts-check
// Processes of their own, for what would disturb each other: a server, and a client for each way of doing the job.
// This side starts them and asks; the other side is `serveTasks`.
import { fork } from "node:child_process"
import { once } from "node:events"

/**
 * @typedef {object} Worker
 * @property {any} ready What it said when it was ready.
 * @property {(task: unknown) => Promise<any>} ask Gives it a task, and gives its result.
 * @property {() => void} stop
 */

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set()

/** Ends all that are still there. */
export const stopAll = () => {
  for (const child of running) child.kill("SIGKILL")
}

/**
 * Starts bench/workers/<file>. Rejects, as every question does, when the signal aborts or the process ends.
 * @param {string} file @param {readonly string[]} args @param {AbortSignal} signal @param {readonly string[]} [execArgv]
 * @returns {Promise<Worker>}
 */
export const startWorker = async (file, args, signal, execArgv = []) => {
  const child = fork(new URL(`../workers/${file}`, import.meta.url), [...args], {
    // What is deprecated in a peer is nothing to tell here.
    execArgv: ["--no-deprecation", ...execArgv]
  })
  running.add(child)
  const ended = new AbortController()
  child.once("exit", () => {
    running.delete(child)
    ended.abort(new Error(`${[file, ...args].join(" ")} ended too early`))
  })
  const either = AbortSignal.any([signal, ended.signal])
  const next = async () => {
    either.throwIfAborted()
    const [message] = await once(child, "message", { signal: either }).catch(() => {
      throw either.reason
    })
    if (message.problem !== undefined) throw new Error(`${[file, ...args].join(" ")}: ${message.problem}`)
    return message.result
  }
  const ready = await next()
  return {
    ready,
    ask: (task) => {
      child.send({ task })
      return next()
    },
    stop: () => child.kill("SIGKILL")
  }
}

/**
 * The other side: says that it is ready, then carries out one task after the other.
 * @param {unknown} ready @param {(task: any) => Promise<unknown>} carryOut
 */
export const serveTasks = (ready, carryOut) => {
  process.on("message", async (/** @type {{ task: unknown }} */ { task }) => {
    try {
      process.send?.({ result: await carryOut(task) })
    } catch (error) {
      process.send?.({ problem: String(error) })
    }
  })
  process.once("disconnect", () => process.exit())
  process.send?.({ result: ready })
}
