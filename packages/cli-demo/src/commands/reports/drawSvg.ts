/** A chart as SVG, and as a page of HTML with the same numbers in a table. Both need nothing but themselves. */
import { harmless } from "../../output.js"
import { amountOf, type Bar, type Chart, costOf, notesOf, titleOf } from "./chart.js"

/** A file of its own. */
export const svgFile = (chart: Chart): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${svg(chart, { ...wide, id: "chart", titled: true })}\n`

interface Size {
  readonly width: number
  readonly height: number
  /** Of the elements in it, which must be the only ones of their names in a page. */
  readonly id: string
  /** Whether the title is seen, where nothing else says it. */
  readonly titled: boolean
}

const wide = { width: 960, height: 420 }
const narrow = { width: 360, height: 320 }

/** Text from elsewhere, in an element or in an attribute. */
const escaped = (text: string): string =>
  harmless(text)
    // No characters of XML.
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const style = `
    .chart { font: 13px system-ui, sans-serif; }
    .chart .name { font-size: 15px; font-weight: 600; }
    .chart .paper { fill: #ffffff; }
    .chart .bar { fill: #1d4ed8; }
    .chart .line { stroke: #cbd5e1; }
    .chart .words { fill: #334155; }
    @media (prefers-color-scheme: dark) {
      .chart .paper { fill: #0f172a; }
      .chart .bar { fill: #60a5fa; }
      .chart .line { stroke: #334155; }
      .chart .words { fill: #cbd5e1; }
    }
  `

const digitWidth = 8
const lineHeight = 24
const margin = 16

const svg = (chart: Chart, { width, height, id, titled }: Size): string => {
  const ticks = ticksUpTo(Math.max(0, ...chart.bars.map(({ value }) => value)), chart.measure)
  const left = Math.max(...ticks.map(({ text }) => text.length)) * digitWidth + margin
  const top = titled ? 44 : 16
  const plot = { left, top, width: width - left - margin, height: height - top - 36 }
  const highest = ticks.at(-1)?.value ?? 1
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">`,
    `  <title id="${id}-title">${escaped(titleOf(chart))}</title>`,
    `  <desc id="${id}-desc">${escaped(descriptionOf(chart))}</desc>`,
    `  <style>${style}</style>`,
    `  <rect class="paper" width="${width}" height="${height}"/>`,
    ...(titled
      ? [`  <text class="words name" x="${margin}" y="${lineHeight}">${escaped(titleOf(chart))}</text>`]
      : []),
    ...(chart.bars.length === 0
      ? [
          `  <text class="words" x="${margin}" y="${3 * lineHeight}">${escaped(notesOf(chart)[0] ?? "")}</text>`
        ]
      : [
          ...ticks.flatMap((tick) => tickOf(tick, tick.value / highest, plot)),
          ...barsOf(chart, highest, plot)
        ]),
    "</svg>"
  ].join("\n")
}

interface Plot {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Tick {
  readonly value: number
  readonly text: string
}

const tickOf = ({ text }: Tick, share: number, { left, top, width, height }: Plot): ReadonlyArray<string> => {
  const y = round(top + height * (1 - share))
  return [
    `  <line class="line" x1="${left}" x2="${left + width}" y1="${y}" y2="${y}"/>`,
    `  <text class="words" x="${left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`
  ]
}

const barsOf = (chart: Chart, highest: number, { left, top, width, height }: Plot): ReadonlyArray<string> => {
  const step = width / chart.bars.length
  const bar = Math.max(1, Math.min(64, step * 0.8))
  const labels = chart.bars.map(shortLabel)
  const labelWidth = Math.max(...labels.map(({ length }) => length)) * digitWidth
  const every = Math.ceil((labelWidth + 8) / step)
  // The last label stays inside the picture, and so a little beside its bar.
  const rightmost = left + width + margin - labelWidth / 2
  return chart.bars.flatMap(({ label, value }, index) => {
    const middle = left + step * (index + 0.5)
    const share = Math.max(0, value / highest)
    return [
      `  <rect class="bar" x="${round(middle - bar / 2)}" y="${round(top + height * (1 - share))}" width="${round(bar)}" height="${round(height * share)}"><title>${label}: ${amountOf(chart, value)}</title></rect>`,
      ...(index % every === 0
        ? [
            `  <text class="words" x="${round(Math.min(middle, rightmost))}" y="${top + height + 22}" text-anchor="middle">${labels[index]}</text>`
          ]
        : [])
    ]
  })
}

const round = (number: number): number => Math.round(number * 100) / 100

/** Lines at round values, the highest at the top of the plot. */
const ticksUpTo = (highest: number, measure: Chart["measure"]): ReadonlyArray<Tick> => {
  const rough = Math.max(highest, measure === "count" ? 4 : 0.04) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough * 0.999) ?? rough
  const count = Math.max(1, Math.ceil(highest / step - 0.001))
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 0.001))
  return Array.from({ length: count + 1 }, (_, index) => ({
    value: index * step,
    text: (index * step).toFixed(decimals)
  }))
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

const shortLabel = ({ label }: Bar): string => {
  const [year = "", month, day] = label.split("-")
  if (month === undefined) return year
  const name = months[Number(month) - 1] ?? month
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name}`
}

/** All numbers, for who does not see the bars. */
const descriptionOf = (chart: Chart): string =>
  [
    `Bar chart of the report ${chart.name}.`,
    ...notesOf(chart),
    chart.bars.map(({ label, value }) => `${label}: ${amountOf(chart, value)}`).join("; ")
  ].join(" ")

/** A page of its own: nothing is loaded, and nothing could be. */
export const htmlFile = (chart: Chart): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(titleOf(chart))}</title>
<style>
:root { color-scheme: light dark; --paper: #ffffff; --ink: #0f172a; --quiet: #475569; --line: #cbd5e1; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0f172a; --ink: #f1f5f9; --quiet: #94a3b8; --line: #334155; }
}
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0.5rem 0; text-wrap: balance; }
.quiet { color: var(--quiet); overflow-wrap: anywhere; margin: 0.25rem 0; }
figure { margin: 1rem 0; }
svg { display: block; width: 100%; height: auto; }
.wide { display: none; }
@media (min-width: 40rem) { .wide { display: block; } .narrow { display: none; } }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding: 0.5rem 0; }
th, td { padding: 0.375rem 0.5rem; border-bottom: 1px solid var(--line); text-align: end; }
th:first-child { text-align: start; }
tbody th { font-weight: 400; white-space: nowrap; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
</style>
</head>
<body>
<main>
<h1>${escaped(titleOf(chart))}</h1>
<p class="quiet">${escaped(chart.name)}</p>
${notesOf(chart)
  .map((note) => `<p>${escaped(note)}</p>`)
  .join("\n")}
<figure>
<div class="wide">${svg(chart, { ...wide, id: "wide", titled: false })}</div>
<div class="narrow">${svg(chart, { ...narrow, id: "narrow", titled: false })}</div>
</figure>
${chart.bars.length === 0 ? "" : tableOf(chart)}</main>
</body>
</html>
`

const tableOf = ({ bars, sums, unit, things, dollars }: Chart): string => {
  const hasCost = sums.cost !== undefined
  const row = (label: string, { count, cost = 0 }: Pick<Bar, "count" | "cost">) =>
    `<tr><th scope="row">${label}</th><td>${count}</td>${hasCost ? `<td>${costOf(cost)}</td>` : ""}</tr>`
  const heads = [unit, things, ...(hasCost ? [dollars ? "cost in US dollars" : "cost"] : [])]
  return `<table>
<caption>All numbers</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head.charAt(0).toUpperCase()}${head.slice(1)}</th>`).join("")}</tr></thead>
<tbody>
${bars.map((bar) => row(bar.label, bar)).join("\n")}
</tbody>
<tfoot>${row("Total", sums)}</tfoot>
</table>
`
}
