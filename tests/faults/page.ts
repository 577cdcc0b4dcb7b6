/** docs/reliability.md, from what the calls did. */
import { expected, type TransportName } from "./expectations.js"
import { limits, type ProbeName, type Repeat, repeatOf } from "./plan.js"

/** What is told of one call. */
export interface Seen {
  readonly fault: string
  readonly probe: ProbeName
  readonly result: string
  readonly outcome: string
  readonly requests: number
}

export type Runs = ReadonlyMap<TransportName, ReadonlyArray<Seen>>

const measure: TransportName = "Node, NodeTransport"

const unique = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(values)]

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")

/** Which calls, as short as it can be said. */
const callsOf = (probes: ReadonlyArray<ProbeName>, all: ReadonlyArray<ProbeName>): string => {
  if (probes.length === all.length) return "all"
  const words = (["read", "again", "once"] satisfies ReadonlyArray<Repeat>).flatMap((repeat) => {
    const own = probes.filter((probe) => repeatOf(probe) === repeat)
    const both = all.filter((probe) => repeatOf(probe) === repeat)
    if (own.length === both.length) return [`*${repeat}*`]
    return own.map((probe) => probe.replace(repeat, `*${repeat}*`))
  })
  return words.join(", ")
}

const endingOf = ({ result, outcome, requests }: Seen): string =>
  [result === "done" ? "succeeds" : `\`${result}\`, ${outcome}`, `${requests} requests`]
    .join(", ")
    .replace(" 1 requests", " 1 request")

const usual = (seen: ReadonlyArray<Seen>): string => {
  const faults = unique(seen.map(({ fault }) => fault))
  const rows = faults.map((fault) => {
    const own = seen.filter((cell) => cell.fault === fault)
    const counts = (repeat: Repeat) =>
      unique(own.filter(({ probe }) => repeatOf(probe) === repeat).map(({ requests }) => requests)).join(
        " or "
      )
    return [
      fault,
      unique(own.map(({ result }) => (result === "done" ? "none: succeeds" : `\`${result}\``))).join(", "),
      unique(own.map(({ outcome }) => outcome)).join(", "),
      counts("read"),
      counts("again"),
      counts("once")
    ]
  })
  return table(["what goes wrong", "reason", "outcome", "*read*", "*again*", "*once*"], rows)
}

const differences = (runs: Runs): string => {
  const base = runs.get(measure) ?? []
  const rows = [...runs].flatMap(([transport, seen]) => {
    const other = seen.filter((cell) => {
      const same = base.find(({ fault, probe }) => fault === cell.fault && probe === cell.probe)
      return same === undefined || endingOf(same) !== endingOf(cell)
    })
    const faults = unique(other.map(({ fault }) => fault))
    const lines = faults.flatMap((fault) => {
      const here = other.filter((cell) => cell.fault === fault)
      const all = seen.filter((cell) => cell.fault === fault).map(({ probe }) => probe)
      return unique(here.map(endingOf)).map((ending) => {
        const own = here.filter((cell) => endingOf(cell) === ending).map(({ probe }) => probe)
        const because = unique(own.flatMap((probe) => expected(transport, fault, probe).because))
        return { fault, rest: [callsOf(own, all), ending, because.join(" ")] }
      })
    })
    // What is the same of several faults is said once.
    return unique(lines.map(({ rest }) => JSON.stringify(rest))).map((rest) => {
      const same = lines.filter((line) => JSON.stringify(line.rest) === rest)
      return [transport, same.map(({ fault }) => fault).join("; "), ...(same[0]?.rest ?? [])]
    })
  })
  return table(["transport", "what goes wrong", "calls", "what happens there", "why"], rows)
}

export const reliabilityPage = (runs: Runs): string => {
  const cells = [...runs.values()].flat()
  const faults = unique(cells.map(({ fault }) => fault)).length
  const requests = cells.reduce((sum, cell) => sum + cell.requests, 0)
  return `# Reliability

What becomes of a call when something goes wrong between it and the cloud. \`npm test -- faults -u\` writes this page from
what it saw: ${runs.size} transports, ${faults} faults and 6 calls for each (*read* by GET and POST, *again* by POST and PUT,
*once* by POST and PUT) make ${cells.length} cells. The faults are made byte by byte by servers that count: ${requests} requests
arrived in these cells. The policy allows ${limits.attempts} attempts.

After every cell there was no fiber left and, but for what is said below, no connection at the server. After each run on Node,
Node listed no timer and no socket that was not there before. On Node, Deno and Bun the program ended by itself, with nothing
in its folder for temporary files, no warning and nothing on standard error. Nothing arrived at the host that a redirect names,
and no error showed the key.

## On Node with \`NodeTransport\`

The columns *read*, *again* and *once* say how many requests arrived.

${usual(runs.get(measure) ?? [])}

"A second answer behind the first": the call is made twice there, so two requests are right. The second call gets an answer
of its own and not the one that nobody asked for. "Kept connection": the call before it, which went well, is not counted.

## Where others differ

${differences(runs)}

Connections that are still being made when a call gives up: \`NodeTransport\` closes them at once. Chromium goes on with a
handshake that nobody waits for, and Node's \`fetch\` with connecting, for up to 10 seconds.
`
}
