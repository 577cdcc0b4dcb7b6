/** Whatever the cloud answers, an operation succeeds or fails with its one error. It never throws, hangs or lies. */
import { inspect, isDeepStrictEqual } from "node:util"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { decoderOf } from "../src/internal/reader.js"
import { type Call, cloudOf } from "./fuzz/call.js"
import { goodAnswers as knownAnswers } from "./fuzz/goodAnswers.js"
import { bytes, jsonText, mutated, oddities } from "./fuzz/hostile.js"
import { calls, endpoints } from "./fuzz/operations.js"
import { runs } from "./fuzz/parameters.js"

const secrets = {
  apiAccessKey: "key-of-the-fuzz",
  servicePassword: "password-of-the-fuzz",
  groupKey: "group-of-the-fuzz"
}

/** Runs a call whose every answer is this one. */
const answered = async (
  { call }: Call,
  body: string | Uint8Array<ArrayBuffer>,
  status = 200
): Promise<string> => {
  const cloud = cloudOf(
    secrets,
    async () => new Response(body, { status, headers: { "content-type": "application/json" } })
  )
  const exit = await Effect.runPromiseExit(call.pipe(CallPolicy.with(CallPolicy.none), Effect.provide(cloud)))
  if (Exit.isSuccess(exit)) return "done"
  if (Cause.hasDies(exit.cause) || Cause.hasInterrupts(exit.cause)) throw Cause.squash(exit.cause)
  const error = Cause.squash(exit.cause)
  if (!isCloudError(error)) throw new Error("not the error of the SDK", { cause: error })
  const shown = `${error.message} ${JSON.stringify(error)} ${inspect(error)}`
  for (const secret of Object.values(secrets)) expect(shown).not.toContain(secret)
  return error.reason._tag
}

/** One call of each operation, always the same. */
const samples = Object.entries(calls).map(([name, arbitrary]) => {
  const [call] = fc.sample(arbitrary, { seed: 1, numRuns: 1 })
  if (call === undefined) throw new Error(`no call of ${name}`)
  return { name, call }
})

/** What an operation could be answered with, by its own schema, and what the cloud is known to say. */
const goodAnswers = (name: string): ReadonlyArray<unknown> => [
  ...(knownAnswers[name] ?? []),
  ...endpoints
    .filter(({ operation }) => operation === name)
    .flatMap(({ response }) =>
      Effect.runSync(
        Effect.orDie(
          Arbitrary.sampleEffect(Arbitrary.schema(Schema.toEncoded(response)), {
            count: 5,
            seed: name,
            size: 3
          })
        )
      )
    )
]

it("every operation is here", () => {
  const names = new Set(endpoints.map(({ operation }) => operation))
  // Asks for a URL, and is fuzzed with the sockets.
  names.delete("BiometricSocket.open")
  expect(Object.keys(calls).sort()).toEqual([...names].sort())
})

describe.each(samples)("$name", ({ name, call }) => {
  it("understands a good answer", async () => {
    const resultsOf = (answers: ReadonlyArray<unknown>) =>
      Promise.all(answers.map((body) => answered(call, JSON.stringify(body) ?? "")))
    // Otherwise what is made of good answers below would say nothing.
    expect(await resultsOf(goodAnswers(name))).toContain("done")
    const known = knownAnswers[name] ?? []
    expect(await resultsOf(known)).toEqual(known.map(() => "done"))
  })

  it("survives oddities", async () => {
    for (const body of oddities) for (const status of [200, 400, 500]) await answered(call, body, status)
  })

  it("survives any JSON", () =>
    fc.assert(
      fc.asyncProperty(jsonText, async (body) => void (await answered(call, body))),
      runs(40)
    ))

  it("survives any error", () =>
    fc.assert(
      fc.asyncProperty(
        jsonText,
        fc.constantFrom(201, 204, 206, 304, 400, 404, 429, 500, 503),
        async (body, status) => {
          await answered(
            call,
            status === 204 || status === 304 ? new Uint8Array() : `{"error":${body}}`,
            status
          )
        }
      ),
      runs(15)
    ))

  it("survives any bytes", () =>
    fc.assert(
      fc.asyncProperty(bytes, async (body) => void (await answered(call, body))),
      runs(15)
    ))

  it("survives a good answer in which something is wrong", () => {
    const good = goodAnswers(name)
    return fc.assert(
      fc.asyncProperty(fc.constantFrom(...good).chain(mutated), async (body) => {
        await answered(call, JSON.stringify(body) ?? "")
      }),
      runs(60)
    )
  })

  it("is read as its schema says, also by what asks the schema only where something is wrong", () => {
    const readers = endpoints
      .filter(({ operation, response }) => operation === name && response !== Schema.Void)
      .map(({ response }) => ({ read: decoderOf(response), decode: Schema.decodeUnknownResult(response) }))
    const answers = fc.oneof(
      fc.constantFrom(...goodAnswers(name)),
      fc.constantFrom(...goodAnswers(name)).chain(mutated),
      jsonText.map((text): unknown => JSON.parse(text))
    )
    return fc.assert(
      fc.property(answers, (answer) => {
        // As it comes from the wire.
        const body: unknown = JSON.parse(JSON.stringify(answer) ?? "null")
        const before = JSON.stringify(body)
        for (const { read, decode } of readers) {
          const found = Result.getSuccess(read(body))
          const said = Result.getSuccess(decode(body))
          // Vitest's own comparison takes what an answer calls "constructor" for a type.
          expect(isDeepStrictEqual(found, said), `${inspect(found)} and ${inspect(said)}`).toBe(true)
          expect(JSON.stringify(body)).toBe(before)
        }
      }),
      runs(100)
    )
  })
})
