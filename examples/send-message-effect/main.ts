// Sends an SMS and follows it to its end.
//   node main.ts <to> <from> <text>
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const [to = "", from = "", content = ""] = process.argv.slice(2)

/** Says what went wrong, and lets the program end with 1. */
const complain = (message: string) =>
  Effect.andThen(
    Console.error(message),
    Effect.sync(() => {
      process.exitCode = 1
    })
  )

const program = Effect.gen(function* () {
  const references = yield* Messages.send({ to, from, content, deliveryReport: true })
  yield* Console.log(`queued as ${references.join(", ")}`)

  yield* Messages.follow(references).pipe(
    Stream.runForEach((status) => Console.log(`${status.reference} is ${status.state}`))
  )
}).pipe(
  // Nothing was sent: say which field is wrong.
  Effect.catchReason("CloudError", "InvalidInput", (reason) => complain(`Please correct ${reason.message}`)),
  // Everything else: the error says whether the message may be on its way.
  Effect.catchTag("CloudError", (error) => complain(error.message)),
  Effect.provide(NodeCloud.layerConfig)
)

await Effect.runPromise(program)
