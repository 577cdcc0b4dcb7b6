/** What is measured, how large it may be, and docs/size.md. */
import { isInternal, modules } from "./packages.js"
import type { Program, Size } from "./size.js"

/** A row of the table. */
export interface Measured extends Program {
  readonly name: string
  /** The most that it may have, in bytes; none where the table alone says what is usual. */
  readonly limit?: Size
  /** What its size is counted from: that of another program, which is part of it. */
  readonly beyond?: string
}

const kilobytes = (count: number): number => Math.round(count * 1024)
const both = (count: number): Size => ({ esbuild: kilobytes(count), rolldown: kilobytes(count) })

const fixture = (name: string, file: string, limit: Size): Measured => ({
  name,
  code: `import * as program from "./fixtures/${file}.ts"\nexport { program }`,
  effect: "inside",
  platform: "browser",
  limit
})

export const oneSms = "send one SMS"

/** The target of one SMS is 50 KB. */
export const programs: ReadonlyArray<Measured> = [
  fixture(oneSms, "send-one-sms", { esbuild: kilobytes(50), rolldown: kilobytes(47.6) }),
  fixture("send an SMS and follow it", "follow-message", both(57.5)),
  fixture("upload a file", "upload-file", both(56)),
  fixture("verify a voice from a page", "verify-voice", both(71.5)),
  fixture("a soft phone", "soft-phone", both(60.5)),
  fixture("an endpoint for tokens", "token-endpoint", both(54.2)),
  fixture("a status page", "status-page", both(36.5))
]

/** One operation of each area, beside the one SMS. */
const operations = {
  ApplicationStatus: "get",
  BiometricGroups: "list",
  BiometricKeys: "list",
  BiometricSocket: "open",
  BiometricUsers: "exists",
  Conferences: "list",
  Files: "move",
  Messages: "cancel",
  MonitorRecordings: "open",
  NumberLookup: "check",
  Outbound: "startRest",
  Reports: "start",
  RestApplications: "interrupt",
  Security: "protocolCheck",
  Services: "read",
  TelephoneNumbers: "purchase",
  WebRtcTokens: "generate"
} as const

/** More than the usual 2 KB, of which 0.8 KB are effect's dates. */
const larger: Readonly<Record<string, number>> = {
  // A record of twenty fields, none of which is certain.
  ApplicationStatus: 2.2,
  // Answers that nobody has seen yet, which are taken in several shapes, and a secret that must not show.
  BiometricKeys: 2.3
}

export const areas: ReadonlyArray<Measured> = Object.entries(operations).map(([module, name]) => ({
  name: `${module}.${name}`,
  code: `import "./fixtures/send-one-sms.ts"\nexport { ${name} } from "@aculab-cloud/core/${module}"`,
  effect: "inside",
  platform: "browser",
  limit: both(larger[module] ?? 2),
  beyond: oneSms
}))

const platforms = { core: "browser", browser: "browser", node: "node" } as const

/** Types alone leave nothing behind. */
const isEmpty = 60

export const isWorthTelling = (size: Size): boolean => size.esbuild > isEmpty

/** Every public module with all that it has. */
export const alone: ReadonlyArray<Measured> = (["core", "browser", "node"] as const).flatMap((name) =>
  modules(name)
    .filter((module) => !isInternal(module) && module !== "index")
    .map((module) => ({
      name: `${name}/${module}`,
      code: `export * from "@aculab-cloud/${name}/${module}"`,
      effect: "outside" as const,
      platform: platforms[name]
    }))
)

const whole = (name: keyof typeof platforms, limit: number): Measured => ({
  name: `all of ${name}`,
  code: `export * from "@aculab-cloud/${name}"`,
  effect: "outside",
  platform: platforms[name],
  limit: both(limit)
})

/** The targets are 6 KB for one area and 30 KB for all of it. */
export const everything: ReadonlyArray<Measured> = [
  {
    name: oneSms,
    code: 'import "./fixtures/send-one-sms.ts"',
    effect: "outside",
    platform: "browser",
    limit: both(8.2)
  },
  whole("core", 49.6),
  whole("browser", 18),
  whole("node", 30.5)
]

export const inKilobytes = (bytes: number): string => (bytes / 1024).toFixed(1)

/** What of a row is on the page: a rule for those who compare a page with what is measured. */
export interface Row {
  readonly name: string
  readonly size: Size
  readonly limit?: Size | undefined
}

const limitOf = ({ limit }: Row): string =>
  limit === undefined
    ? ""
    : limit.esbuild === limit.rolldown
      ? inKilobytes(limit.esbuild)
      : `${inKilobytes(limit.esbuild)} and ${inKilobytes(limit.rolldown)}`

const table = (first: string, rows: ReadonlyArray<Row>): ReadonlyArray<string> => [
  `| ${first} | esbuild | rolldown | limit |`,
  "|---|---|---|---|",
  ...rows.map((row) =>
    `| ${row.name} | ${inKilobytes(row.size.esbuild)} | ${inKilobytes(row.size.rolldown)} | ${limitOf(row)} |`.replace(
      "|  |",
      "| |"
    )
  ),
  ""
]

/** docs/size.md */
export const page = (rows: {
  readonly programs: ReadonlyArray<Row>
  readonly areas: ReadonlyArray<Row>
  readonly everything: ReadonlyArray<Row>
  readonly alone: ReadonlyArray<Row>
}): string =>
  [
    "# How large it is",
    "",
    "In KB of 1024 bytes, minified and gzipped at level 9, by the bundlers that the tests have. `npm test -- size -u` writes",
    "this page. A test fails when something is above its limit, or when the page is wrong by more than 0.2 KB or 2 %.",
    "",
    "## Programs, with effect inside",
    "",
    "The programs are in `tests/fixtures`. Of one SMS, effect's HTTP client with its schemas is 40 KB.",
    "",
    "The target of one SMS is 50 KB. esbuild keeps some 2 KB of effect that nobody calls and that rolldown drops, such as",
    "schemas of files and regular expressions: statements that may have side effects, for all that esbuild knows.",
    "",
    "What only Node, Deno or Bun can say of a connection that was never made is left out of bundles for browsers: see",
    "`#noConnection` in core's package.json.",
    "",
    ...table("program", rows.programs),
    "## An operation more",
    "",
    "What a program that sends one SMS grows by when it also calls this. The target is 2 KB. By esbuild two are a few bytes to",
    "0.1 KB above it: fields of their answers come in several shapes, and the first operation that reads a date brings 0.8 KB of",
    "effect along.",
    "",
    ...table("operation", rows.areas),
    "## The code of this SDK alone",
    "",
    "Without effect. The targets are 6 KB for one operation and 30 KB for all of core, and neither is met. What every call",
    "shares (input that is checked, errors that say what happened, one loop with its limits) is over 6 KB by itself, and core",
    "has grown beyond what the target was made for: WAV, voices over a WebSocket, messages in bulk, endpoints for browsers.",
    "",
    ...table("what", rows.everything),
    "## Each module",
    "",
    "All that it exports, without effect. Modules share most of it, so the sizes do not add up. Modules that are types alone",
    "are left out.",
    "",
    ...table("module", rows.alone)
  ].join("\n")
