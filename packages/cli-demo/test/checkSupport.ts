/** What the tests of `check` share. */
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import * as Effect from "effect/Effect"
import { aculabCloud, document, inVirtualTime, lastingSimulator } from "./support.js"

export const check = ["check", "--simulate"]

export const serviceVariables = {
  ACULAB_SERVICE_NAME: "simulator-uas",
  ACULAB_SERVICE_PASSWORD: "simulator-uas-password"
}

/** A simulator with a user group, and the environment of somebody who has all credentials. */
export const everything = () => {
  const simulator = lastingSimulator()
  simulator.biometrics.addGroup("Checked")
  const { key } = simulator.biometrics.addKey({ group: "Checked" })
  return { simulator, env: { ...serviceVariables, ACULAB_USER_GROUP_KEY: key } }
}

interface Checked {
  readonly operation: string
  readonly about: string
  readonly expected: boolean
  readonly answer: string
}

interface Outcome {
  readonly checks: ReadonlyArray<Checked>
  readonly inferred: ReadonlyArray<{
    readonly operation: string
    readonly name: string
    readonly verdict: string
  }>
  readonly notChecked: ReadonlyArray<{ readonly operation: string; readonly why: string }>
}

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === "object" &&
  value !== null &&
  "checks" in value &&
  "inferred" in value &&
  "notChecked" in value

/** What a check says in JSON, beside how it ended. */
export const asData = Effect.fnUntraced(function* (
  simulator: Simulator<ManualClock>,
  env: Readonly<Record<string, string>> = {}
) {
  const { code, stdout, stderr } = yield* inVirtualTime(
    aculabCloud([...check, "--json"], { simulator, env }),
    simulator
  )
  const outcome = document(stdout)
  if (!isOutcome(outcome)) throw new Error(`no outcome: ${stdout}`)
  return { code, stderr, ...outcome, of: (operation: string) => resultsOf(outcome, operation) }
})

const resultsOf = ({ checks, inferred }: Outcome, operation: string) => ({
  checks: checks.filter((checked) => checked.operation === operation),
  inferred: Object.fromEntries(
    inferred.filter((name) => name.operation === operation).map(({ name, verdict }) => [name, verdict])
  )
})
