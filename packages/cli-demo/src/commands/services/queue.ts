/** Queues of outbound services: the same for the account (`services`) and for the service itself (`outbound`). */
import type { PurgedQueue, ServiceQueue } from "@aculab-cloud/core/Services"
import * as Effect from "effect/Effect"
import { print } from "../../output.js"
import { type Column, printTable } from "../../table.js"

export const queueColumns: ReadonlyArray<Column<ServiceQueue>> = [
  { title: "Service", of: ({ serviceName }) => serviceName },
  { title: "Waiting", of: ({ length }) => String(length) }
]

export const purgeQuestion = (name: string): string =>
  `This cancels every start that waits in the queue of the outbound service ${name}: those calls will not be made. What runs goes on.`

export const showPurged = Effect.fnUntraced(function* ({ serviceName, cancelled, references }: PurgedQueue) {
  if (cancelled === 0) return yield* print(`Nothing was waiting at ${serviceName}.`)
  yield* print(`Cancelled at ${serviceName}: ${cancelled}`)
  if (references.length > 0) {
    yield* printTable(references, [{ title: "Reference", of: (reference) => reference }])
  }
})
