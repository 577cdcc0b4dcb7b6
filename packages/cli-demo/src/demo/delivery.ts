/** The first half of the demo: an SMS and an MMS on their way, as the status page sees it. */
import * as Messages from "@aculab-cloud/core/Messages"
import type { MessageUpdate } from "@aculab-cloud/core/MessageUpdates"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { stateOf } from "../commands/messages/status.js"
import { bold, dim, print } from "../output.js"
import { printTable } from "../table.js"
import { numbers, shouldBe } from "./scene.js"
import type { Stage } from "./stage.js"

const text = "Grüße 👋"
const picture = "demo/smile.svg"

/** What is to be seen on the way of a message with a delivery report. */
const way = ["queued", "submitted to carrier", "sent", "delivered"]

/** A message, and when which state of it became known, in seconds since it was sent. */
interface Journey {
  readonly name: string
  readonly reference: string
  readonly states: Array<{ readonly state: string; readonly after: number }>
}

export const delivery = Effect.fnUntraced(function* (stage: Stage) {
  putPicture(stage)
  const started = yield* Clock.currentTimeMillis
  const common = { ...numbers, deliveryReport: true, statusPage: stage.statusPage }
  const [sms] = yield* Messages.send({ ...common, content: text })
  const [mms] = yield* Messages.send({ ...common, type: "mms", media: [picture], content: text })
  const journeys: ReadonlyArray<Journey> = [
    { name: "SMS", reference: sms, states: [] },
    { name: "MMS", reference: mms, states: [] }
  ]
  yield* print(
    ["  SMS  ", dim(sms), "  ", bold(text)],
    ["  MMS  ", dim(mms), "  ", bold(text), `, with the picture ${picture}`],
    "",
    "  Sending queues a message. What becomes of it, the status page hears:",
    ""
  )
  for (const journey of journeys) yield* tell(journey, { state: "queued" }, started)
  while (journeys.some(({ states }) => states.at(-1)?.state !== "delivered")) {
    const update = yield* Queue.take(stage.updates)
    const journey = journeys.find(({ reference }) => reference === update.reference)
    if (journey !== undefined) yield* tell(journey, update, started)
  }
  yield* print("")
  yield* printTable(
    way.map((state) => ({ state })),
    [
      { title: "State", of: stateOf },
      ...journeys.map(({ name, states }) => ({
        title: name,
        of: ({ state }: { readonly state: string }) => {
          const seen = states.find((entry) => entry.state === state)
          return seen === undefined ? undefined : `after ${seen.after.toFixed(2)} s`
        }
      }))
    ]
  )
  for (const { name, states } of journeys) {
    yield* shouldBe(`the states of the ${name}`, states.map(({ state }) => state).join(", "), way.join(", "))
  }
})

const putPicture = ({ simulator }: Stage): void => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="8">👋</text></svg>'
  simulator.files.put({
    filetype: "msg_media",
    name: picture,
    bytes: new TextEncoder().encode(svg),
    contentType: "image/svg+xml"
  })
}

const tell = Effect.fnUntraced(function* (
  { name, states }: Journey,
  update: Pick<MessageUpdate, "state" | "failureReason">,
  started: number
) {
  const after = ((yield* Clock.currentTimeMillis) - started) / 1000
  states.push({ state: update.state, after })
  yield* print([dim(`  +${after.toFixed(2)} s`), `  ${name}  `, stateOf(update)])
})
