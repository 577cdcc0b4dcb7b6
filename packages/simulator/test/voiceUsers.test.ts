import { describe, expect, it } from "vitest"
import { makeStore } from "./contentSupport.js"
import { baseUrl, type Fields, post as postForm } from "./support.js"
import {
  again,
  asking,
  bob,
  formOf,
  noWav,
  other,
  path,
  refusalOf,
  resultOf,
  silence,
  users,
  voice,
  withBob,
  withCompany
} from "./voiceSupport.js"

describe("by PUT", () => {
  it("a user registers, and the answer names the audio", async () => {
    const { simulator, put } = withCompany()
    await simulator.clock.advance(1000)
    const answer = await resultOf(await put("register", { ...bob, filename: "bobsaudio1.wav" }, voice))
    expect(answer).toEqual({
      application_instance_id: expect.stringMatching(/./),
      transaction_id: expect.stringMatching(/./),
      sources: [{ name: "bobsaudio1.wav", accepted: true }]
    })
    expect(users(simulator)).toMatchObject([
      { group: "Company", userId: "Bob", registered: simulator.clock.now(), recordings: 1 }
    ])
  })

  it("every answer has ids of its own", async () => {
    const { put } = withBob()
    const first = await resultOf(await put("update", bob, voice))
    const second = await resultOf(await put("update", bob, voice))
    expect(first.transaction_id).not.toBe(second.transaction_id)
    expect(first.application_instance_id).not.toBe(second.application_instance_id)
  })

  it("an update adds to what is known of the voice, and is remembered", async () => {
    const { simulator, put } = withBob()
    await simulator.clock.advance(1000)
    const answer = await resultOf(await put("update", bob, other))
    expect(answer.sources).toEqual([{ name: "audio.wav", accepted: true }])
    expect(answer).not.toHaveProperty("verified")
    expect(users(simulator)).toMatchObject([{ updated: simulator.clock.now(), recordings: 2 }])
  })

  it("the voice of a user is verified, and another is not", async () => {
    const { simulator, put } = withBob()
    const same = await resultOf(await put("verify", { ...bob, filename: "a.wav" }, again))
    expect(same).toEqual({
      application_instance_id: expect.any(String),
      transaction_id: expect.any(String),
      sources: [{ name: "a.wav", accepted: true }],
      verified: true,
      confidence: expect.any(Number)
    })
    expect(same.confidence).toBeGreaterThan(1)
    await simulator.clock.advance(1000)
    const different = await resultOf(await put("verify", bob, other))
    expect(different.verified).toBe(false)
    expect(different.confidence).toBeLessThan(1)
    expect(users(simulator)).toMatchObject([
      { verificationsPassed: 1, verificationsFailed: 1, verified: simulator.clock.now(), recordings: 1 }
    ])
  })

  it("a user without audio is verified by nothing, until an update", async () => {
    const { simulator, put } = withCompany()
    simulator.biometrics.addUser({ group: "Company", userId: "Bob" })
    expect(await resultOf(await put("verify", bob, voice))).toMatchObject({ verified: false, confidence: 0 })
    await resultOf(await put("update", bob, voice))
    expect(await resultOf(await put("verify", bob, again))).toMatchObject({ verified: true })
  })

  it.each(["audio/x-wav", "application/octet-stream", "audio/wav; codecs=1"])(
    "a body is %s",
    async (type) => {
      const { put } = withCompany()
      expect((await put("register", bob, voice, type)).status).toBe(200)
    }
  )

  it("a body that says that it is something else is refused", async () => {
    const { put } = withCompany()
    expect(await refusalOf(await put("register", bob, voice, "text/plain"))).toBe(
      "415 audio has an unknown format: the content type of the body is not audio/wav"
    )
  })

  it("a URL is refused", async () => {
    const { put } = withCompany()
    const fields = { ...bob, wav_file_url: "https://example.com/a.wav" }
    expect(await refusalOf(await put("register", fields, voice))).toBe(
      "400 wav_file_url cannot be used with PUT, use POST"
    )
  })
})

describe("by POST", () => {
  it("a user registers with up to 12 files, under any names", async () => {
    const { simulator, post } = withCompany()
    const files = Array.from({ length: 12 }, (_, index) => [`${index}.wav`, voice] as const)
    const answer = await resultOf(await post("register", bob, formOf(...files)))
    expect(answer.sources).toEqual(files.map(([name]) => ({ name, accepted: true })))
    expect(users(simulator)).toMatchObject([{ recordings: 12 }])
  })

  it("parameters may be fields of the form", async () => {
    const { simulator, post } = withBob()
    const form = formOf(["a.wav", voice])
    form.append("user_id", "Bob")
    form.append("enable_pad", "true")
    expect(await resultOf(await post("verify", {}, form))).toMatchObject({ pad_detected: { type: "TypeA" } })
    expect(simulator.requests.at(-1)?.query).toBe("")
  })

  it("a file that cannot be used is not accepted, and the others are", async () => {
    const { simulator, post } = withCompany()
    const form = formOf(["bad.wav", noWav], ["good.wav", voice], ["quiet.wav", silence])
    expect((await resultOf(await post("register", bob, form))).sources).toEqual([
      { name: "bad.wav", accepted: false },
      { name: "good.wav", accepted: true },
      { name: "quiet.wav", accepted: false }
    ])
    expect(users(simulator)).toMatchObject([{ recordings: 1 }])
  })

  it("the first file says why, if none can be used", async () => {
    const { simulator, post } = withCompany()
    const form = formOf(["quiet.wav", silence], ["bad.wav", noWav])
    expect(await refusalOf(await post("register", bob, form))).toBe("422 not enough speech in the audio")
    expect(users(simulator)).toEqual([])
  })

  it.each<[string, string, number, Fields, string]>([
    ["register", "13 files", 13, {}, "400 more than 12 audio sources"],
    ["update", "13 files", 13, {}, "400 more than 12 audio sources"],
    ["verify", "2 files", 2, {}, "400 only one audio source in text dependent mode"],
    ["verify", "2 files", 2, { text_dependent: "false" }, "400 more than one audio source"],
    ["verify", "no file", 0, {}, "400 no audio sources in the request"]
  ])("%s refuses %s", async (action, _, count, fields, verdict) => {
    const { simulator, post } = withBob()
    const form = formOf(...Array.from({ length: count }, () => ["a.wav", voice] as const))
    const userId = action === "register" ? "Ann" : "Bob"
    expect(await refusalOf(await post(action, { ...fields, user_id: userId }, form))).toBe(verdict)
    expect(users(simulator)).toMatchObject([{ userId: "Bob", recordings: 1, verified: undefined }])
  })

  it("a form in which no file was chosen is refused, and so is no form at all", async () => {
    const { simulator, headers, post } = withCompany()
    // As browsers send it. What runs this test may have another idea of a file without a name.
    const form = [
      "--boundary",
      'Content-Disposition: form-data; name="source"; filename=""',
      "Content-Type: application/octet-stream",
      "",
      "",
      "--boundary--",
      ""
    ].join("\r\n")
    const response = await simulator.fetch(`${baseUrl}${path}/register?user_id=Bob`, {
      method: "POST",
      headers: { ...headers, "content-type": "multipart/form-data; boundary=boundary" },
      body: form
    })
    expect(await refusalOf(response)).toBe("400 no valid files to read")
    expect(await refusalOf(await post("register", bob))).toBe("400 no audio sources in the request")
  })

  it("files that went to a content store are read from there, and removed", async () => {
    const { store, contents, counts } = makeStore()
    const { simulator, post } = withCompany({ files: { content: store } })
    const answer = await resultOf(await post("register", bob, formOf(["a.wav", voice], ["b.wav", noWav])))
    expect(answer.sources).toMatchObject([{ accepted: true }, { accepted: false }])
    expect([counts.written, contents.size]).toEqual([2, 0])
    expect(users(simulator)).toMatchObject([{ recordings: 1 }])
  })

  it("audio as the whole body is refused", async () => {
    const { simulator, headers } = withCompany()
    const response = await simulator.fetch(`${baseUrl}${path}/register?user_id=Bob`, {
      method: "POST",
      headers: { ...headers, "content-type": "audio/wav" },
      body: voice
    })
    expect(response.status).toBe(415)
  })
})

describe("whatever the audio is", () => {
  const wrong: readonly (readonly [string, Fields, string])[] = [
    ["register", {}, "400 user_id not supplied"],
    ["register", { user_id: "a:b" }, "400 user_id has disallowed characters"],
    ["register", { user_id: "Bob" }, "400 user_id 'Bob' is already present"],
    ["update", { user_id: "Ann" }, "400 user_id not found"],
    ["verify", { user_id: "Ann" }, "400 user_id not found"],
    ["verify", { user_id: "Bob", sensitivity: "10.1" }, "400 sensitivity is outside the range -10 to 10"],
    ["verify", { user_id: "Bob", sensitivity: "-11" }, "400 sensitivity is outside the range -10 to 10"]
  ]

  it.each(wrong)("%s with %j is refused, by both methods alike", async (action, fields, verdict) => {
    const { simulator, put, post } = withBob()
    expect(await refusalOf(await put(action, fields, again))).toBe(verdict)
    expect(await refusalOf(await post(action, fields, formOf(["a.wav", again])))).toBe(verdict)
    expect(users(simulator)).toMatchObject([{ userId: "Bob", recordings: 1, updated: undefined }])
  })

  it.each<[string, Fields]>([
    ["register", { user_id: "Ann", sensitivity: "0" }],
    ["verify", { user_id: "Bob", sensitivity: "high" }],
    ["verify", { user_id: "Bob", text_dependent: "yes" }],
    ["verify", { user_id: "Bob", enable_pad: "1" }],
    ["verify", { user_id: "Bob", pad: "true" }],
    ["verify", { user_id: "Bob", filename: "" }]
  ])("%s with %j is malformed", async (action, fields) => {
    const { put } = withBob()
    const response = await put(action, fields, again)
    expect(response.status).toBe(400)
    expect((await response.json()).error.code).toBe("0002")
  })

  it.each(["register", "update", "verify"])("%s needs an enabled group key", async (action) => {
    const { simulator } = withBob()
    const { key } = simulator.biometrics.addKey({ group: "Company", enabled: false })
    const disabled = await asking(simulator, key).put(action, bob, again)
    expect(await refusalOf(disabled)).toBe("400 user group key disabled")
    const api = await postForm(simulator, `${path}/${action}`, bob)
    expect(await refusalOf(api)).toBe("400 user group key not known")
    const nobody = await simulator.fetch(`${baseUrl}${path}/${action}`, {
      method: "PUT",
      headers: { accept: "application/json" },
      body: again
    })
    expect(await refusalOf(nobody)).toBe("400 missing access key")
    const method = await simulator.fetch(`${baseUrl}${path}/${action}`, { method: "DELETE" })
    expect(method.status).toBe(405)
  })

  it("a user of another group is another user", async () => {
    const { simulator, put } = withBob()
    simulator.biometrics.addGroup("Other")
    const others = asking(simulator, simulator.biometrics.addKey({ group: "Other" }).key)
    expect((await others.put("register", bob, other)).status).toBe(200)
    expect(await resultOf(await put("verify", bob, again))).toMatchObject({ verified: true })
    expect(await resultOf(await others.put("verify", bob, again))).toMatchObject({ verified: false })
  })

  it("a verification that was refused for its audio is no attempt", async () => {
    const { simulator, put } = withBob()
    expect((await put("verify", bob, silence)).status).toBe(422)
    expect((await put("verify", bob, noWav)).status).toBe(415)
    expect(users(simulator)).toMatchObject([{ verified: undefined, verificationsFailed: 0 }])
  })

  it("a user who was deleted is forgotten, with the voice", async () => {
    const { simulator, put, post } = withBob()
    expect((await post("delete", bob)).status).toBe(200)
    await resultOf(await put("register", bob, other))
    const pad = { ...bob, enable_pad: "true" }
    const answer = await resultOf(await put("verify", pad, voice))
    expect(answer.verified).toBe(false)
    expect(answer).not.toHaveProperty("pad_detected")
    expect(users(simulator)).toMatchObject([{ recordings: 1 }])
  })
})
