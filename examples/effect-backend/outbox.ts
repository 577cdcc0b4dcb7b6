// Sends messages and follows them. It outlives the requests that it works for.
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

type References = ReadonlyArray<Messages.MessageReference>

export class Outbox extends Context.Service<
  Outbox,
  {
    /** Whoever waits may go away: the message is sent and followed all the same, once. */
    readonly send: (message: Messages.SmsOptions) => Effect.Effect<References, CloudError>
    /** Undefined for a message that was not sent from here. */
    readonly stateOf: (reference: Messages.MessageReference) => Effect.Effect<string | undefined>
  }
>()("effect-backend/Outbox") {}

export const layer = Layer.effect(
  Outbox,
  Effect.gen(function* () {
    // Stands for your database.
    const states = new Map<Messages.MessageReference, string>()

    // When the outbox is closed, what is being sent is waited for, and what is only followed is interrupted.
    const following = yield* FiberSet.make<void>()
    const follow = yield* FiberSet.runtime(following)<Cloud>()
    const sending = yield* FiberSet.make<References, CloudError>()
    const start = yield* FiberSet.runtime(sending)<Cloud>()
    yield* Effect.addFinalizer(() => FiberSet.awaitEmpty(sending))

    // Following ends by itself after 10 minutes. A server with many messages would use a StatusEndpoint instead.
    const watch = (references: References) =>
      Messages.follow(references).pipe(
        Stream.runForEach(({ reference, state }) => {
          states.set(reference, state)
          return Console.log(`${reference} is ${state}`)
        }),
        Effect.catch((error) => Console.error(error.message))
      )

    return Outbox.of({
      send: (message) =>
        Effect.suspend(() =>
          Fiber.join(
            start(
              Messages.send({ ...message, deliveryReport: true }).pipe(
                Effect.tap((references) => Effect.sync(() => follow(watch(references))))
              )
            )
          )
        ),
      stateOf: (reference) => Effect.sync(() => states.get(reference))
    })
  })
)
