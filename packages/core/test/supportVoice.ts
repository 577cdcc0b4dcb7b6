/** What tests of users' voices share: a group with a key, and the next answer of the cloud. */
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import type { ManualClock, Simulator, SimulatorOptions } from "@aculab-cloud/simulator"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { withCloud } from "./support.js"

/** Runs a test with a key of the group `Staff`. */
export const withKey = <A, E>(
  body: (
    simulator: Simulator<ManualClock>,
    key: string
  ) => Effect.Effect<A, E, UserGroupKey.UserGroupKey | HttpClient.HttpClient>,
  options?: Omit<SimulatorOptions, "clock">
) =>
  withCloud(
    (simulator) =>
      Effect.suspend(() => {
        simulator.biometrics.addGroup("Staff")
        const { key } = simulator.biometrics.addKey({ group: "Staff" })
        return Effect.provide(body(simulator, key), UserGroupKey.layer({ key: Redacted.make(key) }))
      }),
    options
  )

/** The next answer of the cloud, whatever is asked. */
export const answering = (simulator: Simulator<ManualClock>, body: unknown, status = 200) =>
  simulator.faults.next({ kind: "response", when: "before", response: () => Response.json(body, { status }) })
