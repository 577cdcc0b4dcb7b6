import type * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type CheckName, checks } from "./checks.js"
import type { Stage } from "./stage.js"

export interface Outcome {
  readonly check: CheckName
  readonly milliseconds: number
  /** Why it failed; left out when it passed. */
  readonly failure?: string
}

export interface Report {
  /** Such as `node 24.21.0`, as the runtime itself says. */
  readonly version: string
  readonly outcomes: ReadonlyArray<Outcome>
}

/** How a runtime reaches the cloud. */
export type MakeCloud = (
  options: CloudAccount.Options
) => Layer.Layer<CloudAccount.CloudAccount | HttpClient.HttpClient, CloudError>

/** Runs all checks, one after the other. Never rejects. */
export const runChecks = async (stage: Stage, version: string, makeCloud: MakeCloud): Promise<Report> => {
  const { account, url } = stage
  const cloud = makeCloud({ ...account, apiAccessKey: Redacted.make(account.apiAccessKey), baseUrl: url })
  const outcomes: Array<Outcome> = []
  for (const { name, run } of checks) {
    const start = Date.now()
    const exit = await Effect.runPromiseExit(
      Effect.suspend(() => run(stage)).pipe(Effect.provide(cloud), Effect.timeout("10 seconds"))
    )
    const failed = Exit.isFailure(exit) ? { failure: Cause.pretty(exit.cause) } : {}
    outcomes.push({ check: name, milliseconds: Date.now() - start, ...failed })
  }
  return { version, outcomes }
}
