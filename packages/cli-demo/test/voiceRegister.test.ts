import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document } from "./support.js"
import { fieldsOf, group, inStereo, spoken, voice, watched, withFolder, withGroup } from "./voiceSupport.js"

/** What the cloud says of some recordings. */
const fates = (...accepted: ReadonlyArray<boolean>) => ({
  application_instance_id: "1.1",
  transaction_id: "t1",
  sources: accepted.map((accepted, index) => ({ name: `${index + 1}.wav`, accepted }))
})

const answered = Effect.fnUntraced(function* (answer: object, ...args: ReadonlyArray<string>) {
  const { simulator, env } = yield* withGroup
  simulator.faults.next({ kind: "response", when: "before", response: () => Response.json(answer) })
  return { ...(yield* aculabCloud(args, { simulator, env })), simulator }
})

const urls = ["--url", "https://example.com/1.wav", "--url", "https://example.com/2.wav"]

describe("voice register", () => {
  it.effect.each([{ method: "put" }, { method: "post" }, { method: "websocket" }])(
    "registers a user with a recording, by $method",
    ({ method }) =>
      Effect.gen(function* () {
        const { simulator, env, save } = yield* withFolder
        const path = yield* save("bob.wav", yield* spoken("en"))
        const args = voice("register", "Bob", path, "--method", method)
        const outcome = yield* aculabCloud(args, { simulator, env, terminals: watched })
        expect(outcome).toMatchObject({
          code: 0,
          stdout: "\u001b[32mRegistered\u001b[39m: Bob, with one recording.\n",
          stderr: "",
          spinners: [
            method === "websocket" ? expect.stringMatching(/^Registering █{16} 100 % {2}/) : "Registering"
          ]
        })
        expect(simulator.biometrics.users()).toMatchObject([{ group, userId: "Bob" }])
      })
  )

  it.effect("tells the fate of each of several recordings", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const paths = [
        yield* save("1.wav", yield* spoken("en", 1)),
        yield* save("2.wav", yield* spoken("en", 2))
      ]
      const { code, stdout } = yield* aculabCloud(voice("register", "Bob", ...paths), { simulator, env })
      expect({ code, lines: stdout.split("\n") }).toEqual({
        code: 0,
        lines: [
          "Registered: Bob, with 2 recordings.",
          "Recording  Used",
          "1.wav      yes",
          "2.wav      yes",
          ""
        ]
      })
      const again = yield* aculabCloud(voice("register", "Bob", ...paths), { simulator, env })
      expect(again).toMatchObject({ code: 4, stdout: "" })
      expect(again.stderr).toContain("`aculab-cloud voice update` adds recordings")
    })
  )

  it.effect("says which recordings were left out", () =>
    Effect.gen(function* () {
      const args = voice("register", "Bob", ...urls)
      const { code, stdout, simulator } = yield* answered(fates(true, false), ...args)
      expect({ code, lines: stdout.split("\n") }).toEqual({
        code: 0,
        lines: [
          "Registered: Bob, with 1 of 2 recordings.",
          "Recording  Used",
          "1.wav      yes",
          "2.wav      no",
          ""
        ]
      })
      expect(simulator.requests.map(fieldsOf)).toEqual([
        { user_id: "Bob", wav_file_url: "https://example.com/1.wav,https://example.com/2.wav" }
      ])
    })
  )

  it.effect("ends with 4 when no recording was used", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* answered(fates(false), ...voice("register", "Bob", ...urls))
      expect(code).toBe(4)
      expect(stdout).toContain("Not registered: the cloud used none of the recordings.\n")
      expect(stdout).toContain("1.wav      no")
      expect(stderr).toContain("none of the recordings was used")
      const asJson = yield* answered(fates(false), ...voice("register", "Bob", ...urls, "--json"))
      expect(document(asJson.stdout)).toMatchObject({ sources: [{ name: "1.wav", accepted: false }] })
      expect(document(asJson.stderr)).toMatchObject({ error: { exitCode: 4 } })
    })
  )

  it.effect("takes it for done where the cloud tells no fates", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* answered(fates(), ...voice("register", "Bob", ...urls))
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Registered: Bob.\n" })
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const path = yield* save("bob.wav", yield* spoken("en"))
      const { stdout } = yield* aculabCloud(voice("register", "Bob", path, "--json"), { simulator, env })
      expect(document(stdout)).toMatchObject({
        applicationInstanceId: expect.any(String),
        transactionId: expect.any(String),
        sources: [{ name: "bob.wav", accepted: true }]
      })
    })
  )

  it.effect("works without an account", () =>
    Effect.gen(function* () {
      const { save } = yield* withFolder
      const path = yield* save("bob.wav", yield* spoken("en"))
      for (const method of ["put", "websocket"]) {
        const args = voice("register", "Bob", path, "--method", method)
        expect(yield* aculabCloud(args)).toMatchObject({
          code: 0,
          stdout: "Registered: Bob, with one recording.\n",
          stderr: ""
        })
      }
    })
  )
})

describe("voice update", () => {
  it.effect.each([{ method: "put" }, { method: "post" }, { method: "websocket" }])(
    "adds a recording, by $method",
    ({ method }) =>
      Effect.gen(function* () {
        const { simulator, env, save } = yield* withFolder
        const first = yield* save("1.wav", yield* spoken("en", 1))
        yield* aculabCloud(voice("register", "Bob", first), { simulator, env })
        expect(simulator.biometrics.users()).toMatchObject([{ userId: "Bob", updated: undefined }])
        const second = yield* save("2.wav", yield* spoken("en", 2))
        const args = voice("update", "Bob", second, "--method", method)
        const { code, stdout } = yield* aculabCloud(args, { simulator, env })
        expect({ code, stdout }).toEqual({ code: 0, stdout: "Updated: Bob, with one recording.\n" })
        expect(simulator.biometrics.users()[0]?.updated).toBeTypeOf("number")
      })
  )

  it.effect("of somebody who is not registered is refused", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const path = yield* save("1.wav", yield* spoken("en"))
      const { code, stderr } = yield* aculabCloud(voice("update", "Bob", path), { simulator, env })
      expect(code).toBe(4)
      expect(stderr).toContain("seems to have no such user")
    })
  )
})

describe("--convert", () => {
  it.effect("makes audio that the cloud takes of audio that it would refuse", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const path = yield* save("stereo.wav", yield* inStereo(yield* spoken("en", 1)))
      const refused = yield* aculabCloud(voice("register", "Bob", path), { simulator, env })
      expect(refused).toMatchObject({ code: 2, stdout: "" })
      expect(refused.stderr).toContain("stereo.wav cannot be used: 2 channels")
      expect(refused.stderr).toContain("Nothing was sent.")
      expect(refused.stderr).toContain("Mix them to one: --convert.")
      expect(simulator.requests).toEqual([])
      for (const [userId, method] of [
        ["Bob", "put"],
        ["Ann", "websocket"]
      ] as const) {
        const args = voice("register", userId, path, "--convert", "--method", method)
        expect(yield* aculabCloud(args, { simulator, env })).toMatchObject({ code: 0, stderr: "" })
      }
      const mono = yield* save("mono.wav", yield* spoken("en", 2))
      expect(yield* aculabCloud(voice("verify", "Bob", mono), { simulator, env })).toMatchObject({ code: 0 })
    })
  )

  it.effect("leaves audio alone that the cloud takes", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const bytes = yield* spoken("en")
      const path = yield* save("mono.wav", bytes)
      const args = voice("register", "Bob", path, "--convert", "--method", "websocket")
      expect((yield* aculabCloud(args, { simulator, env })).code).toBe(0)
      expect(simulator.sockets[0]?.bytes).toBe(bytes.length)
    })
  )
})
