// @ts-check
// A bar chart as SVG: horizontal bars from zero, each with its name and its number. It follows the reader's dark mode.
import { words } from "./table.mjs"

const width = 890
const nameWidth = 400
const numberWidth = 80
const rowHeight = 26
const top = 44

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .bar { fill: #8c959f }
  .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .bar { fill: #6e7681 }
    .ours { fill: #4493f8 }
  }`

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

/** @param {{ title: string, bars: readonly { name: string, value: number, ours: boolean }[] }} chart */
export const barChart = ({ title, bars }) => {
  const longest = Math.max(...bars.map(({ value }) => value))
  const height = top + bars.length * rowHeight + 8
  const room = width - nameWidth - numberWidth
  const drawn = bars.map(({ name, value, ours }, index) => {
    const y = top + index * rowHeight
    const length = Math.max(1, (value / longest) * room)
    return [
      `<text x="${nameWidth - 8}" y="${y + 16}" text-anchor="end">${escaped(name)}</text>`,
      `<rect class="${ours ? "ours" : "bar"}" x="${nameWidth}" y="${y + 3}" width="${length.toFixed(1)}" height="18" rx="3"/>`,
      `<text x="${(nameWidth + length + 6).toFixed(1)}" y="${y + 16}">${words(value)}</text>`
    ].join("\n")
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${style}
</style>
<text class="title" x="8" y="24">${escaped(title)}</text>
${drawn.join("\n")}
</svg>
`
}

/**
 * The bars of a measurement: each name once, with its median, the best first.
 * @param {readonly import("./rows.mjs").Row[]} rows @param {{ most: boolean, leaveOut?: RegExp }} order
 */
export const barsOf = (rows, { most, leaveOut }) => {
  /** @type {Map<string, { value: number, ours: boolean }>} */
  const found = new Map()
  const add = (/** @type {string} */ name, /** @type {number | null} */ value) => {
    if (value !== null && leaveOut?.test(name) !== true) {
      found.set(name, { value, ours: name.startsWith("@aculab-cloud") })
    }
  }
  for (const { name, median, reference } of rows) {
    add(name, median)
    if (reference !== undefined) add(reference.name, reference.median)
  }
  return [...found]
    .map(([name, bar]) => ({ name, ...bar }))
    .toSorted((left, right) => (most ? right.value - left.value : left.value - right.value))
}
