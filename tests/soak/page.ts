/** docs/soak.md, from what a run counted. */
import { concurrency, faults, forecast, good, haste } from "./plan.js"
import { heapMebibytes, type Soaked } from "./run.js"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")

/** How often the server did what: everybody who knows the seed can say so beforehand. */
export const requestsTable = (counts: ReadonlyMap<string, number>): string =>
  table(
    ["what the server did", "requests", "message sent", "what the client said"],
    [good, ...faults].map(({ name, acts, told }) => [
      name === good.name ? "answered well" : name,
      grouped(counts.get(name) ?? 0),
      acts ? "yes" : "no",
      told.reason === "RateLimited" ? "nothing: it tried again" : told.outcome + reasonOf(told.reason)
    ])
  )

const reasonOf = (reason: string): string => (reason === "" ? "" : `, \`${reason}\``)

const resultsTable = (results: ReadonlyMap<string, number>): string =>
  table(
    ["outcome", "messages"],
    [...results].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => [name, grouped(count)])
  )

/** The seed and the number of messages that a page is about. */
export const subjectOf = (page: string): { readonly seed: number; readonly messages: number } => {
  const [, messages = "", seed = ""] = /: ([\d,]+) messages, seed (\d+)/.exec(page) ?? []
  return { seed: Number(seed), messages: Number(messages.replaceAll(",", "")) }
}

export const soakPage = (run: Soaked): string => {
  const { sender, server } = run.peakMebibytes
  const [first, second, third, fourth] = run.senderMebibytes
  return `# The soak

\`npm run soak\` writes this page from what its last run counted: ${grouped(run.messages)} messages, seed ${run.seed}.

\`Messages.sendAll\` sends them over \`@aculab-cloud/node\`'s transport, ${concurrency} at a time, to a server in a process of its own
that spoils one request in ten. Which ones, the seed decides: the same seed spoils the same requests. The server writes a
line for each request and forgets it, the client a line for each result, and both files are compared line by line. The
SDK's clock runs ${grouped(haste)} times as fast as the one on the wall, so that rests after a 429 do not take days; the transport's
does not.

## What was proved

- Each message has one result: ${grouped(total(run.results))} of ${grouped(run.messages)}.
- No message was sent twice: ${grouped(run.sentAndTold + run.sentAndUnknown)} were sent, each once.
- No reference is lost: ${grouped(run.sentAndTold)} came back with their message. The other ${grouped(run.sentAndUnknown)} messages that were sent were
  reported as \`unknown\`, as were ${grouped(run.notSentAndUnknown)} that were not sent: nobody can tell them apart without asking.
- Each result is the one that the server's line asks for: ${run.problems.length} differences, ${run.late} answers that came too late.

## What the server did

${requestsTable(run.requests)}

## What the client said

${resultsTable(run.results)}

## What it took

- Time: ${Math.round(run.seconds)} seconds, ${grouped(Math.round(run.messages / run.seconds))} messages a second, on a machine that does other things too.
- At most ${run.mostUnderWay} requests at a time with the server; ${run.leftUnderWay} after the last result.
- Memory, resident, at most: client ${sender} MiB, server ${server} MiB. The client had ${first}, ${second}, ${third} and ${fourth} MiB after each quarter.
  V8's heap is limited to ${heapMebibytes} MiB in both, so that whoever keeps what is done with comes to an end.
`
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0)

/** Whether the counts of a page are those of its seed. */
export const isOfItsSeed = (page: string): boolean => {
  const { seed, messages } = subjectOf(page)
  return messages > 0 && page.includes(requestsTable(forecast(seed, messages)))
}
