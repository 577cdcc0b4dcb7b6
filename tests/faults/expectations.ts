/** What every call does with every fault: rules, and where a runtime is known to do something else. */
import type { ProbeName } from "./plan.js"
import { limits, repeatOf } from "./plan.js"

export const transportNames = [
  "Node, NodeTransport",
  "Node, fetch",
  "Deno, NodeTransport",
  "Deno, fetch",
  "Bun, NodeTransport",
  "Bun, fetch",
  "Chromium, BrowserTransport"
] as const
export type TransportName = (typeof transportNames)[number]

interface Rule {
  readonly result: string
  /** More than one where the server's reset and the client's write are a race: both answers are true ones. */
  readonly outcomes: ReadonlyArray<string>
  /** Which calls are tried again. */
  readonly repeated: "all" | "all but once" | "none"
  /** Whether the requests arrive. */
  readonly arrives: boolean
  /** Requests that the runtime sends again by itself. */
  readonly sentAgain?: number
  /** Calls that the program makes: two, where it looks at what the first one left behind. */
  readonly calls?: number
  /** Connections that stay open for a while, one an attempt. */
  readonly leavesSockets?: true
}

const neverMade: Rule = {
  result: "TransportFailure",
  outcomes: ["not-sent"],
  repeated: "all",
  arrives: false
}
const broken: Rule = {
  result: "TransportFailure",
  outcomes: ["unknown"],
  repeated: "all but once",
  arrives: true
}
const late: Rule = { ...broken, result: "Timeout" }
const misunderstood: Rule = { ...broken, result: "UnexpectedResponse", repeated: "none" }
const unavailable: Rule = { ...broken, result: "Unavailable" }
const limited: Rule = { result: "RateLimited", outcomes: ["rejected"], repeated: "all", arrives: true }
const done: Rule = { result: "done", outcomes: [], repeated: "none", arrives: true }

const rules: Readonly<Record<string, Rule>> = {
  "connection refused": neverMade,
  "host name not found": neverMade,
  "connection never accepted": neverMade,
  "connection reset as soon as it is made": { ...neverMade, outcomes: ["not-sent", "unknown"] },
  "TLS certificate not trusted": neverMade,
  "TLS expected, something else spoken": neverMade,
  "TLS handshake never answered": neverMade,
  "reset before the answer": broken,
  "reset in the headers": broken,
  "reset in the body": broken,
  "closed before the answer": broken,
  "closed in the headers": broken,
  "closed in the body (truncated)": broken,
  "no answer": late,
  "stands still in the headers": late,
  "stands still in the body": late,
  "half of the JSON, in a whole answer": misunderstood,
  "longer than announced: a second answer behind the first": { ...done, calls: 2 },
  "not HTTP": broken,
  "200, bytes that are no JSON": misunderstood,
  "200, HTML": misunderstood,
  "200, XML": misunderstood,
  "200, the right JSON as text/plain": done,
  "200, empty": misunderstood,
  "200, 128 KiB of gzip that are 128 MiB": misunderstood,
  "500, 10 MB of it": unavailable,
  "302 to another host": misunderstood,
  "307 to another host": misunderstood,
  "400": { result: "Rejected", outcomes: ["rejected"], repeated: "none", arrives: true },
  "408": unavailable,
  "429": limited,
  "429, Retry-After: 1": limited,
  "429, Retry-After: a date": limited,
  "429, Retry-After: 30 years": { ...limited, repeated: "none" },
  "500": unavailable,
  "501": { ...unavailable, repeated: "none" },
  "502, HTML": unavailable,
  "503": unavailable,
  "503, Retry-After: 30 years": { ...unavailable, repeated: "none" },
  "504, empty": unavailable,
  "kept connection, closed by the server while idle": done,
  "kept connection, closed when the request is there": broken,
  "kept connection, reset when the request is there": broken
}

/** Where a runtime does something else, and why. */
interface Exception {
  readonly transports: ReadonlyArray<TransportName>
  readonly faults: ReadonlyArray<string>
  /** Left out: all calls. */
  readonly probes?: ReadonlyArray<ProbeName>
  readonly change: Partial<Rule>
  readonly because: string
}

const unproven: Partial<Rule> = { outcomes: ["unknown"], repeated: "all but once" }
const keptAndBroken = [
  "kept connection, closed when the request is there",
  "kept connection, reset when the request is there"
]

export const exceptions: ReadonlyArray<Exception> = [
  {
    transports: ["Chromium, BrowserTransport"],
    faults: [
      "connection refused",
      "host name not found",
      "TLS certificate not trusted",
      "TLS expected, something else spoken"
    ],
    change: unproven,
    because: "A page is not told why a request failed, so nothing proves that it was not sent."
  },
  {
    transports: [
      "Node, fetch",
      "Deno, fetch",
      "Bun, NodeTransport",
      "Bun, fetch",
      "Chromium, BrowserTransport"
    ],
    faults: ["connection never accepted", "TLS handshake never answered"],
    change: { ...unproven, result: "Timeout" },
    because:
      "`fetch` has no limit of its own for connecting, or a long one. The time-out of the attempt ends it, and proves nothing."
  },
  {
    transports: ["Node, fetch", "Bun, NodeTransport", "Bun, fetch"],
    faults: ["TLS expected, something else spoken"],
    change: unproven,
    because: "The error has no code that only connecting gives."
  },
  {
    transports: ["Chromium, BrowserTransport"],
    faults: ["closed in the headers"],
    change: misunderstood,
    because: "Chromium takes headers that end early for headers, and the body for empty."
  },
  {
    transports: ["Chromium, BrowserTransport"],
    faults: ["TLS handshake never answered"],
    change: { leavesSockets: true },
    because: "Its connection stays open for a while."
  },
  {
    transports: ["Chromium, BrowserTransport"],
    faults: keptAndBroken,
    change: { sentAgain: 1 },
    because:
      "Where a kept connection breaks before the answer, Chromium sends any request again, a POST too, and cannot be told not to. So what must not happen twice belongs on your server, not in a page."
  },
  {
    transports: ["Deno, fetch"],
    faults: keptAndBroken,
    probes: ["read by GET", "read by POST", "again by POST", "again by PUT"],
    change: { sentAgain: 1 },
    because:
      "Where a kept connection breaks before the answer, Deno's `fetch` sends any request again. The SDK gives *once* calls a connection of their own."
  },
  {
    transports: ["Bun, fetch"],
    faults: keptAndBroken,
    probes: ["read by GET", "again by PUT"],
    change: { sentAgain: 1 },
    because:
      "Where a kept connection breaks before the answer, Bun sends any request but a POST or a PATCH again. The SDK gives *once* calls a connection of their own."
  }
]

const applies = (exception: Exception, transport: TransportName, fault: string, probe?: ProbeName): boolean =>
  exception.transports.includes(transport) &&
  exception.faults.includes(fault) &&
  (probe === undefined || exception.probes === undefined || exception.probes.includes(probe))

export const leavesSockets = (transport: TransportName, fault: string): boolean =>
  exceptions.some(
    (exception) => exception.change.leavesSockets === true && applies(exception, transport, fault)
  )

/** How a call should end, in the form in which the tests see it. */
export interface Expected {
  readonly result: string
  readonly outcomes: ReadonlyArray<string>
  readonly requests: number
  readonly timeouts: number
  readonly sockets: number
  /** Why it is not as everywhere else. */
  readonly because: ReadonlyArray<string>
}

export const expected = (transport: TransportName, fault: string, probe: ProbeName): Expected => {
  const rule = rules[fault]
  if (rule === undefined) throw new Error(`no rule for: ${fault}`)
  const own = exceptions.filter((exception) => applies(exception, transport, fault, probe))
  let changed = rule
  for (const { change } of own) changed = { ...changed, ...change }
  const again =
    changed.repeated === "all" || (changed.repeated === "all but once" && repeatOf(probe) !== "once")
  const attempts = again ? limits.attempts : 1
  return {
    result: changed.result,
    outcomes: changed.outcomes,
    requests: changed.arrives ? attempts * (changed.calls ?? 1) + (changed.sentAgain ?? 0) : 0,
    timeouts: changed.result === "Timeout" ? attempts : 0,
    sockets: changed.leavesSockets === true ? attempts : 0,
    because: own.map(({ because }) => because)
  }
}
