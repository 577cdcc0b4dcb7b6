/** The second half of the demo: what goes wrong, and what is told of it. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import { specialNumbers } from "@aculab-cloud/simulator/SpecialNumbers"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import { stateOf } from "../commands/messages/status.js"
import { fromCloudError } from "../failure.js"
import { dim, print, red } from "../output.js"
import { item, numbers, shouldBe } from "./scene.js"
import type { Stage } from "./stage.js"

/** The carrier does not know the recipient: the message is sent, and fails. */
export const failedDelivery = Effect.fnUntraced(function* (stage: Stage) {
  const unknown = specialNumbers.find(
    ({ behaviour }) => behaviour.kind === "fails" && behaviour.after === "submitted to carrier"
  )
  const to = unknown?.number ?? numbers.to
  yield* print(`  A number that no carrier knows, ${to}: sending works, the failure comes later.`)
  const [reference] = yield* Messages.send({
    ...numbers,
    to,
    content: "Is anybody there?",
    deliveryReport: true,
    statusPage: stage.statusPage
  })
  const last = yield* untilItEnds(stage, (update) => update.reference === reference)
  yield* print(item("state", stateOf(last)), item("error", last.errorCode ?? dim("none")), "")
  yield* shouldBe("the state of the message", last.state, "failed")
})

/** A wrong key: the cloud refuses, and nothing happens. */
export const wrongKey = Effect.fnUntraced(function* (stage: Stage) {
  yield* print("  A wrong API access key: the call fails, and the error says that nothing happened.")
  const error = yield* Messages.send({ ...numbers, content: "Hello" }).pipe(
    Effect.flip,
    Effect.provide(stage.connect(Redacted.make("not the key"))),
    Effect.catch(() => Effect.succeed(undefined))
  )
  yield* showError(error)
  yield* shouldBe("the reason", error?.reason._tag, "Unauthorized")
  yield* shouldBe("the outcome", error?.outcome, "rejected")
})

/** The connection breaks after the cloud has taken the message: only the status page knows. */
export const brokenConnection = Effect.fnUntraced(function* (stage: Stage) {
  yield* print("  A connection that breaks while the cloud answers: nobody can say whether it has acted.")
  stage.simulator.faults.next({ path: "/msg_send", kind: "reset", when: "after" })
  const error = yield* Messages.send({
    ...numbers,
    content: "Only once, please",
    statusPage: stage.statusPage
  }).pipe(
    Effect.flip,
    Effect.catch(() => Effect.succeed(undefined))
  )
  yield* showError(error)
  yield* shouldBe("the outcome", error?.outcome, "unknown")
  const last = yield* untilItEnds(stage, () => true)
  yield* print(
    `  It had: the status page hears that ${last.reference} is ${last.state}.`,
    "  That is why a send is never repeated by itself after such an error.",
    ""
  )
  const received = stage.simulator.messages.list().filter(({ content }) => content === "Only once, please")
  yield* shouldBe("how often it was sent", String(received.length), "1")
})

const showError = Effect.fnUntraced(function* (error: CloudError | undefined) {
  if (error === undefined) return
  const { message, consequence, advice } = fromCloudError(error)
  yield* print(
    item("reason", [red(error.reason._tag), `: ${message}`]),
    item("outcome", [red(error.outcome), `: ${consequence}`]),
    item("advice", advice ?? dim("none")),
    ""
  )
})

/** The last update of a message, which for one without a delivery report is `sent`. */
const untilItEnds = Effect.fnUntraced(function* (
  stage: Stage,
  isIt: (update: { readonly reference: string }) => boolean
) {
  while (true) {
    const update = yield* Queue.take(stage.updates)
    if (isIt(update) && (Messages.isFinal(update) || update.state === "sent")) return update
  }
})
