/** Every operation that core publishes, and one that the runs of the tests can be counted by. */
import * as Core from "@aculab-cloud/core"
import type { Calls } from "./call.js"
import { messaging } from "./messaging.js"
import { serviceCalls } from "./services.js"
import { telephony } from "./telephony.js"

export const calls: Calls = { ...messaging, ...telephony, ...serviceCalls }

const modules: ReadonlyArray<object> = Object.values(Core)

/** The endpoints behind the operations. */
export const endpoints = modules.flatMap((module) =>
  "endpoints" in module && Array.isArray(module.endpoints) ? module.endpoints.map((make) => make()) : []
)
