import { describe, expect, it } from "vitest"
import type { Fields } from "./support.js"
import {
  again,
  bob,
  formOf,
  noWav,
  resultOf,
  users,
  voice,
  voiceWav,
  wavOf,
  withBob,
  withCompany
} from "./voiceSupport.js"

describe("verification", () => {
  const verify = async (fields: Fields, audio = again) => {
    const { put } = withBob()
    return resultOf(await put("verify", { ...bob, ...fields }, audio))
  }

  it("is more confident the more sensitive it is", async () => {
    const near = voiceWav({ pitch: 135 })
    const confidences = await Promise.all(
      ["-10", "-2.5", "0", "+3", "10.0"].map(
        async (sensitivity) => (await verify({ sensitivity }, near)).confidence
      )
    )
    expect(confidences).toEqual(confidences.toSorted((left, right) => left - right))
    expect(new Set(confidences).size).toBe(5)
  })

  it("is of the words too, unless it is said that they do not matter", async () => {
    const longer = voiceWav({ seconds: 3 })
    expect(await verify({}, longer)).toMatchObject({ verified: false })
    expect(await verify({ text_dependent: "true" }, longer)).toMatchObject({ verified: false })
    expect(await verify({ text_dependent: "false" }, longer)).toMatchObject({ verified: true })
  })
})

describe("a presentation attack", () => {
  const attack = {
    verified: false,
    pad_detected: { type: "TypeA", description: expect.stringMatching(/duplicate/) }
  }

  it("is audio that was used before: to register, to update or to verify", async () => {
    const { simulator, put } = withBob()
    const updated = voiceWav({ seconds: 1.05 })
    await put("update", bob, updated)
    const pad = { ...bob, enable_pad: "true" }
    expect(await resultOf(await put("verify", pad, voice))).toMatchObject(attack)
    expect(await resultOf(await put("verify", pad, updated))).toMatchObject(attack)
    const fresh = await resultOf(await put("verify", pad, again))
    expect(fresh).toMatchObject({ verified: true })
    expect(fresh).not.toHaveProperty("pad_detected")
    expect(await resultOf(await put("verify", pad, again))).toMatchObject(attack)
    expect(users(simulator)).toMatchObject([{ verificationsPassed: 1, verificationsFailed: 3 }])
  })

  it("is the same samples in another file", async () => {
    const { put } = withBob()
    const copy = wavOf(voice.slice(44), { before: [new TextEncoder().encode("JUNK\x02\0\0\0ab")] })
    expect(await resultOf(await put("verify", { ...bob, enable_pad: "true" }, copy))).toMatchObject(attack)
  })

  it("is not looked for unless it is asked for, but remembered", async () => {
    const { put } = withBob()
    for (const fields of [bob, { ...bob, enable_pad: "false" }]) {
      const answer = await resultOf(await put("verify", fields, again))
      expect(answer).toMatchObject({ verified: true })
      expect(answer).not.toHaveProperty("pad_detected")
    }
    expect(await resultOf(await put("verify", { ...bob, enable_pad: "true" }, again))).toMatchObject(attack)
  })

  it("is a matter of one user: what another has said is new", async () => {
    const { simulator, put } = withBob()
    simulator.biometrics.addUser({ group: "Company", userId: "Ann", audio: [again] })
    expect(await resultOf(await put("verify", { ...bob, enable_pad: "true" }, again))).toMatchObject({
      verified: true
    })
  })
})

describe("users with audio", () => {
  it("are added by a test, with as many recordings as it likes", () => {
    const { simulator } = withCompany()
    const { addUser } = simulator.biometrics
    expect(addUser({ group: "Company", userId: "Bob", audio: [voice, again] })).toMatchObject({
      recordings: 2,
      updated: undefined
    })
    expect(addUser({ group: "Company", userId: "Ann" })).toMatchObject({ recordings: 0 })
    expect(() => addUser({ group: "Company", userId: "Eve", audio: [noWav] })).toThrow("unknown format")
    expect(users(simulator).map(({ userId }) => userId)).toEqual(["Bob", "Ann"])
  })

  it("are known by their 24 newest recordings", async () => {
    const { simulator, post } = withBob()
    for (let times = 0; times < 3; times += 1) {
      await post("update", bob, formOf(...Array.from({ length: 12 }, () => ["a.wav", again] as const)))
    }
    expect(users(simulator)).toMatchObject([{ recordings: 24 }])
  })
})
