// @ts-check
// The results for people: the part of docs/performance.md between its two marks, and the charts.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { barChart, barsOf } from "./chart.mjs"
import { markdown } from "./table.mjs"

/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {ReturnType<typeof import("./results.mjs").resultsOf>} Results */

const docs = new URL("../../docs/", import.meta.url)
const page = new URL("performance.md", docs)
const [begin, end] = ["<!-- figures: npm run bench writes what follows -->", "<!-- end of the figures -->"]

/** What each measurement is called, in the order of the page, and its chart. */
const parts = [
  {
    measure: "sends",
    title: "Messages sent in a second",
    chart: {
      title: "Messages sent in a second, 32 under way (more is better)",
      most: true,
      leaveOut: /^the /
    }
  },
  { measure: "sends-cpu", title: "Processor time of a send" },
  {
    measure: "calls",
    title: "Processor time of a call without a network",
    chart: { title: "Microseconds of processor time a call, no network (less is better)", most: false }
  },
  { measure: "decode", title: "Decoding a list of 10,000 files" },
  { measure: "batch", title: "100,000 messages" },
  { measure: "transfers", title: "A large file, up and down" },
  {
    measure: "bundles",
    title: "Size of a program that sends one SMS",
    chart: {
      title: "KB gzipped of a program that sends one SMS (less is better)",
      most: false,
      leaveOut: /^@vonage.*browser$/
    }
  },
  {
    measure: "imports",
    title: "Time to import that program",
    chart: {
      title: "Milliseconds to import a bundled program (less is better)",
      most: false,
      leaveOut: /as installed$/
    }
  },
  { measure: "voice", title: "60 seconds of a voice through a WebSocket" },
  { measure: "lookups", title: "1,000 status look-ups at the same time" }
]

/** @param {Results} results */
export const writeReport = (results) => {
  mkdirSync(new URL("images/performance/", docs), { recursive: true })
  const sections = parts.flatMap(({ measure, title, chart }) => {
    const rows = results.rows.filter((row) => row.measure === measure)
    return rows.length === 0 ? [] : [`### ${title}`, ...chartOf(measure, rows, chart), markdown(rows)]
  })
  const text = readFileSync(page, "utf8")
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error("docs/performance.md has lost its marks")
  writeFileSync(page, `${before}${begin}\n\n${[about(results), ...sections].join("\n\n")}\n\n${end}${after}`)
  return fileURLToPath(page)
}

/** @param {string} measure @param {readonly Row[]} rows @param {(typeof parts)[number]["chart"]} chart */
const chartOf = (measure, rows, chart) => {
  if (chart === undefined) return []
  const bars = barsOf(rows, chart)
  if (bars.length === 0) return []
  writeFileSync(new URL(`images/performance/${measure}.svg`, docs), barChart({ title: chart.title, bars }))
  return [`![${chart.title}](images/performance/${measure}.svg)`]
}

/** @param {Results} results */
const about = ({ when, seconds, quick, complete, machine, load, peers }) =>
  [
    `Measured on ${when.slice(0, 10)} in ${Math.round(seconds)} seconds${quick ? ", with `--quick`" : ""}:`,
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node.slice(1)}, ${machine.platform}.`,
    `Load of the machine before and after: ${load.before} and ${load.after}.`,
    `Peers: ${Object.entries(peers)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    complete ? "" : "**Not complete**: the time was over, or a measurement failed; the rows say so."
  ]
    .filter((sentence) => sentence !== "")
    .join("\n")
