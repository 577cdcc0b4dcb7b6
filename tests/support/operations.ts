import { readFileSync } from "node:fs"
import { join } from "node:path"
import { commandOf } from "@aculab-cloud/cli-demo/commands/operations"
import * as Core from "@aculab-cloud/core"
import { root } from "./packages.js"
import { functionOf, type WrapperMethod, wrapperMethods } from "./wrapper.js"

/** What the tables need to know of an endpoint: its data, without its schemas. */
export interface EndpointFacts {
  readonly operation: string
  readonly wrapper: ReadonlyArray<number>
  readonly method: string
  readonly path: string
  readonly pathMark: string
  readonly credential: { readonly key: string }
  readonly repeat: string
  readonly responseMark: string
  readonly parameters: Readonly<
    Record<
      string,
      { readonly name: string; readonly mark: string; readonly optional: boolean; readonly place: string }
    >
  >
}

const modules: Readonly<Record<string, object>> = Core

/** Every endpoint that core's modules publish as data. */
export const endpoints: ReadonlyArray<EndpointFacts> = Object.values(modules).flatMap((module) =>
  "endpoints" in module && Array.isArray(module.endpoints)
    ? module.endpoints.map((operation: () => EndpointFacts) => operation())
    : []
)

export const moduleNamed = (name: string): Readonly<Record<string, unknown>> => ({ ...modules[name] })

/** The documentation comment right above an export, or undefined. */
export const documentationOf = (module: string, name: string): string | undefined => {
  const source = readFileSync(join(root, "packages", "core", "src", `${module}.ts`), "utf8")
  const declared = new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\nexport (?:const|function) ${name}\\b`)
  return declared.exec(source)?.[1]
}

const credentials: Readonly<Record<string, string>> = {
  "@aculab-cloud/core/CloudAccount": "API key",
  "@aculab-cloud/core/OutboundService": "service",
  "@aculab-cloud/core/UserGroupKey": "group key"
}

const cell = (text: string): string => text.replaceAll("|", "\\|")

const parametersOf = (endpoint: EndpointFacts): string =>
  Object.entries(endpoint.parameters)
    .map(([field, { name, mark, optional, place }]) => {
      const where = place === "field" ? "" : ` (${place})`
      return `\`${name}\`${optional ? "?" : ""} ${mark} \`${field}\`${where}`
    })
    .join("<br>")

/** docs/wire-protocol.md: what goes over the wire, from the endpoints themselves. */
export const wireProtocol = (): string =>
  [
    "# The wire protocol, as this SDK speaks it",
    "",
    "Made from the endpoints by `npm test -- operations -u`; a test fails when it is out of date.",
    "",
    "Marks: **D** documented by Aculab (or seen in a published client), **S** said by the reference of Aculab's Python",
    "wrapper, **I** inferred. What is inferred is a guess that the live service may refuse.",
    "",
    "A parameter is written: its name on the wire, `?` if it may be left out, its mark, and its name in this SDK. Parameters",
    "travel in the form of a POST and in the query of any other method, unless it says otherwise.",
    "",
    "*Repeating* says what a second call does: *read* nothing, *again* the same end state, *once* the same thing twice. The",
    "SDK repeats *once* only with the proof that nothing happened.",
    "",
    "| # | function | request | credential | parameters | answer | repeating |",
    "|---|---|---|---|---|---|---|",
    ...[...endpoints]
      .sort((one, other) => (one.wrapper[0] ?? 0) - (other.wrapper[0] ?? 0))
      .map((endpoint) =>
        [
          endpoint.wrapper.join(", "),
          `\`${endpoint.operation}\``,
          `${endpoint.method} \`${endpoint.path}\` ${endpoint.pathMark}`,
          credentials[endpoint.credential.key] ?? endpoint.credential.key,
          parametersOf(endpoint),
          endpoint.responseMark,
          endpoint.repeat
        ]
          .map(cell)
          .join(" | ")
      )
      .map((row) => `| ${row} |`),
    ""
  ].join("\n")

/** docs/operations.md and docs/migrating-from-python.md: a row for each of the wrapper's methods. */
export const operations = (): string =>
  [
    "# The operations",
    "",
    "All 69 methods of Aculab's Python wrapper and the function of this SDK for each. Made by `npm test -- operations -u`; a",
    "test fails when a function is missing or undocumented, or has no route in the simulator or no command.",
    "",
    "| # | module | function | on the command line |",
    "|---|---|---|---|",
    ...wrapperMethods.map((method) => {
      const [module, name] = functionOf(method)
      return `| ${method.number} | \`${module}\` | \`${name}\` | ${commandFor(method)} |`
    }),
    ""
  ].join("\n")

export const migrating = (): string =>
  [
    readFileSync(join(root, "tests", "support", "migrating.md"), "utf8").trimEnd(),
    "",
    "| # | Python | TypeScript |",
    "|---|---|---|",
    ...wrapperMethods.map(
      ({ number, python, typescript }) => `| ${number} | \`${python}\` | \`${typescript}\` |`
    ),
    ""
  ].join("\n")

/** The words after `aculab-cloud` for a method; what is local to a program has none. */
const commandFor = (method: WrapperMethod): string => {
  const words = commandOf[functionOf(method).join(".")]
  return words === undefined ? "" : `\`${words}\``
}
