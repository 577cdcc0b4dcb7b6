/** Every operation that core publishes. */
import * as Core from "@aculab-cloud/core"
import type * as Schema from "effect/Schema"
import type { Calls } from "./call.js"
import { messaging } from "./messaging.js"
import { numbers } from "./numbers.js"
import { serviceCalls } from "./services.js"
import { telephony } from "./telephony.js"

export const calls: Calls = { ...messaging, ...telephony, ...numbers, ...serviceCalls }

/** What the tests need to know of an endpoint. */
interface Endpoint {
  readonly operation: string
  readonly response: Schema.ConstraintDecoder<unknown>
}

const modules: ReadonlyArray<object> = Object.values(Core)

/** The endpoints behind the operations. */
export const endpoints: ReadonlyArray<Endpoint> = modules.flatMap((module) =>
  "endpoints" in module && Array.isArray(module.endpoints)
    ? module.endpoints.map((make: () => Endpoint) => make())
    : []
)
