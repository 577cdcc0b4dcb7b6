/** Answers that name what every object of JavaScript inherits from: nothing outside of the answer changes. */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
import { expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { cloudOf } from "./fuzz/call.js"
import { goodAnswers } from "./fuzz/goodAnswers.js"
import { calls, endpoints } from "./fuzz/operations.js"

const secrets = { apiAccessKey: "key", servicePassword: "password", groupKey: "group" }

const attack =
  '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}'

/** JSON text in which every object has the attack in front, and one where every name is `__proto__`. */
const attacked = (answer: unknown): ReadonlyArray<string> => {
  const text = JSON.stringify(answer)
  const inAll = text.replace(/\{(?="|\})/g, `{${attack},`).replace(/,\}/g, "}")
  const renamed = text.replace(/"[^"]*":/, '"__proto__":')
  return [inAll, renamed, `{${attack}}`, `[{${attack}}]`].filter(isJson)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const intact = () => {
  for (const prototype of [Object.prototype, Array.prototype, Function.prototype, Map.prototype]) {
    expect("polluted" in prototype).toBe(false)
  }
}

/** That no part of a value has inherited anything of the attack. */
const unharmed = (value: unknown, depth = 0): void => {
  if (typeof value !== "object" || value === null || depth > 12) return
  // What the answer says itself is data; what it inherits would not be.
  if (!Object.hasOwn(value, "polluted")) expect(Reflect.get(value, "polluted")).toBeUndefined()
  for (const name of Object.keys(value))
    unharmed(Object.getOwnPropertyDescriptor(value, name)?.value, depth + 1)
}

const answersOf = (name: string): ReadonlyArray<unknown> => [
  {},
  ...(goodAnswers[name] ?? []),
  ...endpoints
    .filter(({ operation }) => operation === name)
    .flatMap(({ response }) =>
      Effect.runSync(
        Effect.orDie(
          Arbitrary.sampleEffect(Arbitrary.schema(Schema.toEncoded(response)), {
            count: 3,
            seed: name,
            size: 2
          })
        )
      )
    )
]

it.each(Object.keys(calls))("%s pollutes no prototype, whatever it is answered", async (name) => {
  const [sample] = fc.sample(calls[name] ?? fc.constant(undefined), { seed: 1, numRuns: 1 })
  if (sample === undefined) throw new Error(`no call of ${name}`)
  const bodies = answersOf(name)
    .filter((answer) => answer !== undefined)
    .flatMap(attacked)
  expect(bodies.length).toBeGreaterThan(0)
  for (const body of bodies) {
    for (const status of [200, 400]) {
      const cloud = cloudOf(
        secrets,
        async () => new Response(status === 200 ? body : `{"error":${body}}`, { status })
      )
      const exit = await Effect.runPromiseExit(
        sample.call.pipe(CallPolicy.with(CallPolicy.none), Effect.provide(cloud))
      )
      intact()
      if (Exit.isSuccess(exit)) unharmed(exit.value)
    }
  }
})

it.effect("a status update pollutes no prototype", () =>
  Effect.gen(function* () {
    const update = '"msg_ref":"r1","status":"sent","direction":"send","to":"441","from":"442"'
    const read = yield* MessageUpdates.fromJson(`{${attack},${update}}`)
    intact()
    unharmed(read)
    expect(read.reference).toBe("r1")
  })
)
