// @ts-check
// How long people wait for the commands: `node bench/startup.mjs [runs]`, in the workspace, after `npm run build`.
//
// `aculab-cloud --help` may take twice the time of `node -e 0`, which is Node alone, plus 60 ms. The programs take turns,
// so that whatever else the machine does meets all of them, and the medians are compared.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const inPackages = (/** @type {string} */ path) =>
  fileURLToPath(new URL(`../packages/${path}`, import.meta.url))
const command = inPackages("cli-demo/bin/aculab-cloud.mjs")
const message = ["--to", "441908273800", "--from", "441908273801", "--content", "Hello"]

const programs = [
  { name: "node -e 0", args: ["-e", "0"] },
  { name: "aculab-cloud --help", args: [command, "--help"] },
  { name: "aculab-cloud --version", args: [command, "--version"] },
  {
    name: "aculab-cloud messages send --simulate",
    args: [command, "messages", "send", "--simulate", ...message]
  },
  {
    name: "aculab-cloud-simulator --help",
    args: [inPackages("simulator/bin/aculab-cloud-simulator.mjs"), "--help"]
  },
  {
    name: "aculab-cloud --help, not bundled",
    args: [
      "-e",
      `import(${JSON.stringify(inPackages("cli-demo/dist/main.js"))}).then((m) => m.main())`,
      "--",
      "--help"
    ]
  }
]

const runs = Number(process.argv[2] ?? 21)
if (!Number.isInteger(runs) || runs < 1)
  throw new RangeError("The number of runs must be a whole number of at least 1")

/** @param {readonly string[]} args */
const timed = (args) => {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}\n${stderr}`)
  return performance.now() - started
}

/** @param {readonly number[]} times */
const median = (times) =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN

/** @type {number[][]} */
const times = programs.map(() => [])
// The first turn fills the caches, and does not count.
for (let turn = 0; turn <= runs; turn++) {
  for (const [index, { args }] of programs.entries()) {
    const time = timed(args)
    if (turn > 0) times[index]?.push(time)
  }
}

const medians = times.map(median)
for (const [index, { name }] of programs.entries()) {
  const least = Math.min(...(times[index] ?? []))
  console.log(
    `${name.padEnd(40)} ${medians[index]?.toFixed(0).padStart(4)} ms (at least ${least.toFixed(0)})`
  )
}
const [node = 0, help = 0] = medians
const limit = 2 * node + 60
console.log(
  `\nLimit of --help: 2 x ${node.toFixed(0)} + 60 = ${limit.toFixed(0)} ms: ${help <= limit ? "kept" : "BROKEN"}`
)
