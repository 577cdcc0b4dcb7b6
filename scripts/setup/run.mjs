// @ts-check
// Starts other programs, and makes sure that none of them outlives this one.
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { delimiter } from "node:path"
import { binFolder, root } from "./paths.mjs"

/** @typedef {{ cwd?: string, env?: Record<string, string> }} RunOptions */
/** @typedef {{ child: import("node:child_process").ChildProcess, ownGroup: boolean }} Running */

/** What a program's exit code counts as when it cannot be started; the shell's convention. */
const notFound = 127

/** How long a program may take to end in order once it has been asked to. */
const graceMillis = 5_000

/** @type {Set<Running>} */
const running = new Set()
/** @type {NodeJS.Signals | undefined} */
let stoppedBy

/** A step that cannot go on: what to tell the user, and what the program printed. */
export class Failure extends Error {
  /** @param {string} message @param {string} [output] */
  constructor(message, output = "") {
    super(message)
    this.output = output
  }
}

/**
 * Runs a program to its end and keeps its output, both streams in order of arrival.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function capture(command, args, options = {}) {
  const child = start(command, args, options, ["ignore", "pipe", "pipe"], true)
  /** @type {Buffer[]} */
  const chunks = []
  child.stdout?.on("data", (chunk) => chunks.push(chunk))
  child.stderr?.on("data", (chunk) => chunks.push(chunk))
  child.once("error", (error) => chunks.push(Buffer.from(error.message)))
  const code = await ended(child)
  return { code, output: Buffer.concat(chunks).toString() }
}

/**
 * Runs a program that prints to our output but reads nothing, and gives its exit code.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export const show = (command, args, options = {}) =>
  ended(start(command, args, options, ["ignore", "inherit", "inherit"], true))

/**
 * Hands the terminal to a program and gives its exit code. It stays in our process group, because only the
 * terminal's foreground group may read from it.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export const handOver = (command, args, options = {}) =>
  ended(start(command, args, options, "inherit", false))

/**
 * @param {string} command @param {readonly string[]} args @param {RunOptions} options
 * @param {import("node:child_process").StdioOptions} stdio
 * @param {boolean} ownGroup whether the program leads a process group, so that its own children can be ended too
 */
function start(command, args, options, stdio, ownGroup) {
  const env = {
    ...process.env,
    PATH: `${binFolder}${delimiter}${process.env.PATH ?? ""}`,
    // Some programs take CI for a terminal with colours. It is a log.
    ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }),
    ...options.env
  }
  const child = spawn(command, args, { cwd: options.cwd ?? root, env, stdio, detached: ownGroup })
  const entry = { child, ownGroup }
  running.add(entry)
  child.once("close", () => running.delete(entry))
  child.once("error", () => running.delete(entry))
  return child
}

/** @param {import("node:child_process").ChildProcess} child @returns {Promise<number>} */
function ended(child) {
  return new Promise((resolve) => {
    child.once("error", () => resolve(notFound))
    child.once("close", (code, signal) => {
      // Being stopped, this program reports nothing more: it waits for the last child and goes.
      if (stoppedBy === undefined) resolve(code ?? exitCode(signal ?? "SIGTERM"))
      else if (running.size === 0) process.exit(exitCode(stoppedBy))
    })
  })
}

/** The shell's convention. @param {NodeJS.Signals} signal */
const exitCode = (signal) => 128 + (constants.signals[signal] ?? 0)

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  if (running.size === 0) process.exit(exitCode(signal))
  const impatient = stoppedBy !== undefined && signal === "SIGINT"
  if (stoppedBy !== undefined && !impatient) return
  stoppedBy ??= signal
  // Few programs clean up when their terminal goes away; all do when they are told to end.
  const polite = signal === "SIGHUP" ? "SIGTERM" : signal
  for (const entry of running) deliver(entry, impatient ? "SIGKILL" : polite)
  setTimeout(() => {
    for (const entry of running) deliver(entry, "SIGKILL")
  }, graceMillis).unref()
}

/** @param {Running} entry @param {NodeJS.Signals} signal */
function deliver({ child, ownGroup }, signal) {
  // Ctrl-C reaches all of the terminal's foreground group by itself; twice would cut its clean-up short.
  if (!ownGroup && signal === "SIGINT" && process.stdin.isTTY) return
  try {
    if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It ended in the meantime.
  }
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => stop(signal))
