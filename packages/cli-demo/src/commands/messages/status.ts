/** How the state of a message is shown. */
import type { MessageStatus } from "@aculab-cloud/core/MessageStatus"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { Json, Simulate } from "../../cloud.js"
import { cyan, dim, green, printError, red, type Words, yellow } from "../../output.js"
import type { Column } from "../../table.js"

const styleOf: Readonly<Record<string, (words: Words) => Words>> = {
  queued: cyan,
  "submitted to carrier": cyan,
  sent: cyan,
  delivered: green,
  accepted: green,
  received: green,
  failed: red,
  cancelled: yellow,
  unknown: yellow
}

export const stateOf = (message: { readonly state: string; readonly failureReason?: string }): Words => {
  const words =
    message.failureReason === undefined ? message.state : `${message.state} (${message.failureReason})`
  return (Object.hasOwn(styleOf, message.state) ? styleOf[message.state]?.(words) : undefined) ?? words
}

/** A moment of the cloud's: whole seconds, UTC. */
export const timeOf = (moment: DateTime.Utc): string =>
  DateTime.formatIso(moment)
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC")

export const statusColumns: ReadonlyArray<Column<MessageStatus>> = [
  { title: "Reference", of: ({ reference }) => reference },
  { title: "State", of: stateOf },
  { title: "Since", of: ({ updatedAt }) => (updatedAt === undefined ? undefined : timeOf(updatedAt)) },
  { title: "Type", of: ({ type }) => type },
  { title: "From", of: ({ from }) => from },
  { title: "Part", of: ({ part }) => (part === undefined ? undefined : `${part.position} of ${part.count}`) },
  { title: "Error", of: ({ errorCode }) => (errorCode === "000" ? undefined : errorCode) }
]

/** For those who look in a simulated cloud for what an earlier command has made. */
export const hintAtForgetfulness = Effect.fnUntraced(function* (
  statuses: ReadonlyArray<{ readonly state: string }>,
  things = "messages"
) {
  const inVain = (yield* Simulate) && !(yield* Json) && statuses.some(({ state }) => state === "unknown")
  if (!inVain) return
  yield* printError(
    dim(`The cloud of --simulate lives as long as one command, so it knows no earlier ${things}.`),
    dim("One that remembers: start aculab-cloud-simulator and set ACULAB_BASE_URL as it says.")
  )
})
