/**
 * `npm run soak -- [--messages 200000] [--seed 1]`: the long soak. With all of its messages, and when all is well, it
 * writes docs/soak.md.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { root } from "../support/packages.js"
import { soakPage } from "./page.js"
import { memoryProblems, soak } from "./run.js"

/** As many as the page tells of. */
const long = 200_000

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: String(long) },
    seed: { type: "string", default: "1" }
  }
})

const wholeNumber = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new RangeError(`--${name} must be a whole number from 1 to 9,999,999`)
  return Number(text)
}

// Who stops this stops both programs, too.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130))

const seed = wholeNumber("seed", values.seed)
const messages = wholeNumber("messages", values.messages)
process.stdout.write(`${messages} messages, seed ${seed}\n`)

const result = await soak({
  seed,
  messages,
  patience: 60_000 + messages * 10,
  onProgress: (percent, mebibytes) => {
    const line = `${String(percent).padStart(3)} %, client ${mebibytes} MiB`
    if (process.stdout.isTTY) process.stdout.write(`\r${line}${percent === 100 ? "\n" : ""}`)
    else if (percent % 10 === 0) process.stdout.write(`${line}\n`)
  }
})

const page = soakPage(result)
process.stdout.write(`\n${page}`)
const problems = [...result.problems, ...memoryProblems(result)]
if (problems.length > 0) {
  process.stderr.write(`\n${problems.join("\n")}\n`)
  process.exitCode = 1
} else if (messages === long) {
  writeFileSync(join(root, "docs", "soak.md"), page)
}
