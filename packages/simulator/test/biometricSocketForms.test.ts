import { describe, expect, it } from "vitest"
import { type AnswerForms, newestForms } from "../src/AnswerForms.js"
import { Clock } from "../src/Clock.js"
import { startConversation } from "../src/internal/voiceConversation.js"
import { codeOfProblem } from "../src/internal/voiceSocketMessages.js"
import { closed, hum, open, socketUrlOf, startOf, stopText, withVoices } from "./socketSupport.js"

const audio = hum()

const heardWith = async (forms: Partial<AnswerForms>, bytes = audio) => {
  const { simulator, key } = withVoices({ forms })
  const { heard, sendAudio } = open(simulator, await socketUrlOf(simulator, key))
  sendAudio(bytes)
  return heard
}

const accept = { type: "accept" }
const fields = {
  application_instance_id: expect.any(String),
  transaction_id: expect.any(String),
  sources: [{ name: "audio.wav", accepted: true }]
}
const result = { type: "result", ...fields }
const noAudio = new Uint8Array(100)

describe("the forms of messages on the WebSocket", () => {
  it("an accept comes after the start, before the result, or not", async () => {
    expect(await heardWith({})).toEqual([accept, result, closed])
    expect(await heardWith({ socketAccept: "late" })).toEqual([accept, result, closed])
    expect(await heardWith({ socketAccept: "none" })).toEqual([result, closed])
    const { simulator, key } = withVoices({ forms: { socketAccept: "late" } })
    const { heard, sendAudio } = open(simulator, await socketUrlOf(simulator, key))
    sendAudio(audio, { stop: false })
    expect(heard).toEqual([])
    expect(await heardWith({ socketAccept: "late" }, noAudio)).toEqual([
      { type: "reject", code: 51, reason: expect.any(String) },
      closed
    ])
  })

  it("a result is named, or only has its fields", async () => {
    expect(await heardWith({ socketResult: "bare" })).toEqual([accept, fields, closed])
  })

  it("what a message is stands in `event` or in `type`", async () => {
    const heard = await heardWith({ socketDiscriminator: "event" })
    expect(heard).toEqual([{ event: "accept" }, { event: "result", ...fields }, closed])
    const rejected = await heardWith({ socketDiscriminator: "event" }, noAudio)
    expect(rejected.at(-2)).toEqual({ event: "reject", code: 51, reason: expect.any(String) })
  })

  it.each([
    ["error", "reason"],
    ["code", "reason"],
    ["reason", "text"],
    ["status", "reason"]
  ] as const)("the code of a reject stands in `%s`, as a number or as text", async (field, explanation) => {
    for (const [form, code] of [
      ["number", 51],
      ["text", "51"]
    ] as const) {
      const heard = await heardWith({ socketRejectField: field, socketRejectCode: form }, noAudio)
      expect(heard.at(-2)).toEqual({ type: "reject", [field]: code, [explanation]: expect.any(String) })
    }
  })
})

const rejectionOf = (decide: Parameters<typeof startConversation>[0]["decide"]) => {
  const said: unknown[] = []
  const clock = Clock.manual()
  const conversation = startConversation({
    clock,
    forms: newestForms,
    decide,
    fault: undefined,
    say: (event) => {
      said.push(event.kind === "text" ? JSON.parse(event.text) : event)
      if (event.kind === "close") conversation.end()
    }
  })
  conversation.begin()
  conversation.text(startOf(audio))
  conversation.bytes(audio)
  conversation.text(stopText)
  expect(clock.pending()).toBe(0)
  return said
}

describe("the code of a reject", () => {
  it.each([
    ["bad-request", 50],
    ["bad-audio", 51],
    ["too-little-speech", 52],
    ["disabled", 61]
  ] as const)("for %s is %i", (problem, error) => {
    expect(Object.keys(codeOfProblem)).toHaveLength(4)
    const said = rejectionOf(() => ({ kind: "refused", problem, text: "because" }))
    expect(said).toEqual([accept, { type: "reject", code: error, reason: "because" }, closed])
  })

  it("is 60 when the server has an exception", () => {
    const said = rejectionOf(() => {
      throw new Error("out of order")
    })
    const reason = "voice biometric server exception: out of order"
    expect(said).toEqual([accept, { type: "reject", code: 60, reason }, closed])
  })

  it("is decided by the whole of the audio", () => {
    const heard: Uint8Array[] = []
    rejectionOf((bytes) => {
      heard.push(bytes.slice())
      return { kind: "result", body: {} }
    })
    expect(heard).toEqual([audio])
  })
})
