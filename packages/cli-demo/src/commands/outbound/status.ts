/** How the starts of outbound services are named and shown. */
import type { OutboundStatus } from "@aculab-cloud/core/OutboundStatus"
import * as Argument from "effect/cli/Argument"
import * as Effect from "effect/Effect"
import { Simulate } from "../../cloud.js"
import { cyan, dim, green, isTerminal, printError, red, type Words, yellow } from "../../output.js"
import { type Column, printTable } from "../../table.js"
import { timeOf } from "../messages/status.js"

/** One or more references of starts. */
export const starts = Argument.String("REF").pipe(
  Argument.withDescription("Reference of a start, as `outbound start` prints it"),
  Argument.atLeast(1)
)

const styles = new Map<string, (words: Words) => Words>([
  ["queued", cyan],
  ["running", cyan],
  ["completed", green],
  ["success", green],
  ["couldnotrun", red],
  ["failed", red],
  ["cancelled", yellow],
  ["unknown", yellow]
])

/** A word of the cloud about a start. */
export const stateOf = (word: string): Words => styles.get(word)?.(word) ?? word

export const statusColumns: ReadonlyArray<Column<OutboundStatus>> = [
  { title: "Reference", of: ({ reference }) => reference },
  { title: "State", of: ({ state }) => stateOf(state) },
  { title: "Application instance", of: ({ applicationInstanceId }) => applicationInstanceId },
  {
    title: "Its status is due",
    of: ({ applicationStatusEta: eta }) => (eta === undefined ? undefined : timeOf(eta))
  }
]

/** The references of new starts, and for people how to go on. */
export const showStarted = (service: string) =>
  Effect.fnUntraced(function* (references: ReadonlyArray<string>) {
    yield* printTable(references, [{ title: "Reference", of: (reference) => reference }])
    if (!(yield* isTerminal("stderr"))) return
    const hint = (yield* Simulate)
      ? ["Accepted by a simulated cloud: no telephone rings."]
      : ["What becomes of it:", `  aculab-cloud outbound follow --service ${service} ${references.join(" ")}`]
    yield* printError(...hint.map(dim))
  })
