import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document } from "./support.js"
import { fieldsOf, spoken, voice, watched, withFolder, withUser } from "./voiceSupport.js"

/** Bob, registered with a recording of his voice, and a new recording of his. */
const withBob = Effect.gen(function* () {
  const { simulator, env, save } = yield* withFolder
  const first = yield* save("first.wav", yield* spoken("en", 1))
  const registered = yield* aculabCloud(voice("register", "Bob", first), { simulator, env })
  expect(registered).toMatchObject({ code: 0, stderr: "" })
  return { simulator, env, save, first, bob: yield* save("bob.wav", yield* spoken("en", 2)) }
})

/** What every answer has. */
const common = { application_instance_id: "1.1", transaction_id: "t1", sources: [] }

/** Verifies somebody whom the cloud answers about with these fields. */
const answered = Effect.fnUntraced(function* (
  fields: Readonly<Record<string, unknown>>,
  ...flags: ReadonlyArray<string>
) {
  const { simulator, env } = yield* withUser
  simulator.faults.next({
    kind: "response",
    when: "before",
    response: () => Response.json({ ...common, ...fields })
  })
  const args = voice("verify", "Bob", "--url", "https://example.com/a.wav", ...flags)
  return { ...(yield* aculabCloud(args, { simulator, env, terminals: watched })), simulator }
})

describe("voice verify", () => {
  it.effect.each([
    { method: "put", spinner: "Verifying" },
    { method: "post", spinner: "Verifying" },
    { method: "websocket", spinner: expect.stringMatching(/^Verifying █{16} 100 % {2}\d+ kB of \d+ kB$/) }
  ])("knows the voice of a user again, by $method", ({ method, spinner }) =>
    Effect.gen(function* () {
      const { simulator, env, bob } = yield* withBob
      const outcome = yield* aculabCloud(voice("verify", "Bob", bob, "--method", method), {
        simulator,
        env,
        terminals: watched
      })
      expect(outcome).toMatchObject({ code: 0, stderr: "", spinners: [spinner] })
      expect(outcome.stdout).toContain(
        "\u001b[32m\u001b[1mVerified\u001b[22m\u001b[39m: this is Bob's voice (confidence "
      )
      expect(outcome.stdout).toMatch(/ \(confidence \d(\.\d+)?, needs more than 1\)\.\n$/)
      expect(simulator.biometrics.users()).toMatchObject([{ userId: "Bob", verificationsPassed: 1 }])
      expect(simulator.sockets).toHaveLength(method === "websocket" ? 1 : 0)
    })
  )

  it.effect.each([{ method: "put" }, { method: "post" }, { method: "websocket" }])(
    "does not take another voice for the user's, and ends with 8, by $method",
    ({ method }) =>
      Effect.gen(function* () {
        const { simulator, env, save } = yield* withBob
        const other = yield* save("other.wav", yield* spoken("en+f3", 2))
        const args = voice("verify", "Bob", other, "--method", method)
        const { code, stdout, stderr } = yield* aculabCloud(args, { simulator, env })
        expect(code).toBe(8)
        expect(stdout).toMatch(
          /^Not verified: this does not match Bob's voice \(confidence 0\.\d+, needs more than 1\)\.\n$/
        )
        expect(stderr).toContain("BiometricUsers.verify: not verified as Bob")
        expect(stderr).toContain("Try again with a new recording")
        expect(simulator.biometrics.users()).toMatchObject([{ userId: "Bob", verificationsFailed: 1 }])
      })
  )

  it.effect("tells a recording that was sent before", () =>
    Effect.gen(function* () {
      const { simulator, env, first } = yield* withBob
      const { code, stdout, stderr } = yield* aculabCloud(voice("verify", "Bob", first), { simulator, env })
      expect(code).toBe(8)
      expect(stdout).toContain("Attack detected: this audio was sent before (TypeA).\n")
      expect(stdout).toMatch(/The confidence that it is Bob's voice is \d(\.\d+)?\.\n$/)
      expect(stderr).toContain("an attack was detected")
      const careless = yield* aculabCloud(voice("verify", "Bob", first, "--no-attack-detection"), {
        simulator,
        env
      })
      expect(careless).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Verified: /) })
    })
  )

  it.effect("prints JSON whatever the verdict, and an error beside it unless the voice is verified", () =>
    Effect.gen(function* () {
      const { simulator, env, bob } = yield* withBob
      const args = voice("verify", "Bob", bob, "--json")
      const verified = yield* aculabCloud(args, { simulator, env })
      expect(verified).toMatchObject({ code: 0, stderr: "" })
      expect(document(verified.stdout)).toMatchObject({
        verified: true,
        confidence: expect.any(Number),
        applicationInstanceId: expect.any(String),
        sources: [{ name: "bob.wav", accepted: true }]
      })
      const again = yield* aculabCloud(args, { simulator, env })
      expect(document(again.stdout)).toMatchObject({ verified: false, padDetected: { type: "TypeA" } })
      expect(document(again.stderr)).toEqual({
        error: {
          operation: "BiometricUsers.verify",
          outcome: "rejected",
          reason: { _tag: "NotVerified" },
          message: "an attack was detected",
          advice: "Try again with a new recording: the same one again counts as an attack.",
          exitCode: 8
        }
      })
    })
  )

  it.effect.each([
    { type: "TypeB", says: "this is a recording that is played back (TypeB)." },
    { type: "TypeC", says: "this is synthetic speech (TypeC)." },
    { type: "TypeX", says: "it is of the kind TypeX." },
    { type: "constructor", says: "it is of the kind constructor." }
  ])("says what an attack of $type is, and does not trust what is verified with it", ({ type, says }) =>
    Effect.gen(function* () {
      const pad_detected = { type, description: "in the cloud's words" }
      const { code, stdout } = yield* answered({ verified: true, confidence: 1.5, pad_detected })
      expect(code).toBe(8)
      expect(stdout).toContain(`Attack detected\u001b[22m\u001b[39m: ${says}\n`)
      expect(stdout).toContain("in the cloud's words")
      expect(stdout).toContain("The cloud calls it verified all the same: take it as not verified.")
    })
  )

  it.effect("names the limit of the confidence only where it explains the verdict", () =>
    Effect.gen(function* () {
      expect((yield* answered({ verified: true, confidence: 0.9 })).stdout).toContain("(confidence 0.9).")
      expect((yield* answered({ verified: false, confidence: 1 })).stdout).toContain(
        "(confidence 1, needs more than 1)."
      )
    })
  )

  it.effect("sends what the flags say, and leaves the rest to the cloud", () =>
    Effect.gen(function* () {
      const verified = { verified: true, confidence: 2 }
      const plain = yield* answered(verified)
      expect(plain.simulator.requests.map(fieldsOf)).toEqual([
        { user_id: "Bob", enable_pad: "true", wav_file_url: "https://example.com/a.wav" }
      ])
      const flags = ["--sensitivity", "-2.5", "--no-text-dependent", "--no-attack-detection"]
      const chosen = yield* answered(verified, ...flags)
      expect(chosen.simulator.requests.map(fieldsOf)).toMatchObject([
        { sensitivity: "-2.5", text_dependent: "false", enable_pad: "false" }
      ])
    })
  )

  it.effect("ends with 4 where the cloud cannot tell, and says what to do", () =>
    Effect.gen(function* () {
      const { simulator, env, bob } = yield* withBob
      const unknown = yield* aculabCloud(voice("verify", "Ann", bob), { simulator, env })
      expect(unknown).toMatchObject({ code: 4, stdout: "" })
      expect(unknown.stderr).toContain("The group of ACULAB_USER_GROUP_KEY seems to have no such user.")
      simulator.socketFaults.next({ kind: "reject", code: 52 })
      const args = voice("verify", "Bob", bob, "--method", "websocket")
      const short = yield* aculabCloud(args, { simulator, env })
      expect(short).toMatchObject({ code: 4, stdout: "" })
      expect(short.stderr).toContain("Record a longer phrase, without long pauses.")
    })
  )
})
