// @ts-check
// How long a program that sends one SMS takes until it could: bundled, and as its packages are installed.
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { bundle, onNode, overFetch, programs, withFolder } from "../support/jobs.mjs"
import { missing, ratioAtMost, rowOf } from "../support/rows.mjs"
import { inTurn } from "../support/statistics.mjs"

export const name = "imports"

const worker = fileURLToPath(new URL("../workers/importing.mjs", import.meta.url))
const run = promisify(execFile)

/** @param {string} program @param {AbortSignal} signal */
const timeOf = async (program, signal) => {
  const { stdout } = await run(process.execPath, ["--no-deprecation", worker, pathToFileURL(program).href], {
    signal
  })
  return Number(stdout)
}

/** @param {import("./context.mjs").Context} context */
export const measure = (context) => withFolder((folder) => measureIn(folder, context))

/** @param {string} folder @param {import("./context.mjs").Context} context */
const measureIn = async (folder, { quick, signal, say }) => {
  const rounds = quick ? 3 : 9
  const rows = []
  /** @type {Map<string, string>} */
  const files = new Map()
  for (const [client, program] of programs) {
    const bundled = await bundle(program, "node")
    if ("problem" in bundled) {
      rows.push(missing(name, `${client}, bundled`, `does not bundle: ${bundled.problem}`))
      continue
    }
    const file = join(folder, `${files.size}.mjs`)
    writeFileSync(file, bundled.contents)
    files.set(`${client}, bundled`, file)
  }
  if (!quick) for (const [client, program] of programs) files.set(`${client}, as installed`, program)
  /** @type {Map<string, number[]>} */
  const found = new Map()
  for (const [label, file] of [...files]) {
    // The first one also tells whether it runs at all, and fills the caches of the disk.
    const problem = await timeOf(file, signal).then(
      () => undefined,
      (error) => (signal.aborted ? Promise.reject(signal.reason) : reasonOf(error))
    )
    if (problem === undefined) found.set(label, [])
    else rows.push(missing(name, label, `does not run: ${problem}`))
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const label of inTurn([...found.keys()], round)) {
      found.get(label)?.push(await timeOf(files.get(label) ?? "", signal))
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  return [...["bundled", "as installed"].flatMap((form) => rowsOf(form, found)), ...rows]
}

/** @param {string} form @param {ReadonlyMap<string, number[]>} found */
const rowsOf = (form, found) => {
  const others = [...found].filter(([label]) => label.endsWith(form) && !label.startsWith("@aculab"))
  return [onNode, overFetch]
    .map((client) => `${client}, ${form}`)
    .flatMap((ours) => {
      const values = found.get(ours)
      if (values === undefined) return []
      return others.map(([label, theirs]) =>
        rowOf({
          measure: name,
          name: ours,
          unit: "ms",
          values,
          reference: { name: label, values: theirs },
          ...(form === "bundled" ? { target: ratioAtMost(1) } : {})
        })
      )
    })
}

/** The line of a program's last words that names its error: not the line of its source above it. @param {unknown} error */
const reasonOf = (error) => {
  const text = String(/** @type {{ stderr?: string }} */ (error).stderr ?? error)
  const line = text.split("\n").find((words) => /^\w*Error\b/.test(words)) ?? "it says nothing"
  return line.slice(0, 200)
}
