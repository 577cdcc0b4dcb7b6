/** The messages on the WebSocket of voice biometrics, in all their forms: I, but for a reject and its codes. */
import type { AnswerForms } from "../AnswerForms.js"
import type { VoiceProblem } from "./voiceDecision.js"

/** What is said of a request that is refused, and with which code (D). */
export interface Rejection {
  readonly code: number
  readonly text: string
}

export const badRequest = (text: string): Rejection => ({ code: 50, text })
export const badAudio = (text: string): Rejection => ({ code: 51, text })
export const serverException = (cause: unknown): Rejection => ({
  code: 60,
  text: `voice biometric server exception: ${cause instanceof Error ? cause.message : "it is not known why"}`
})

/** D for the codes. */
export const codeOfProblem: Readonly<Record<VoiceProblem, number>> = {
  "bad-request": 50,
  "bad-audio": 51,
  "too-little-speech": 52,
  disabled: 61
}

export const acceptMessage = (forms: AnswerForms): string =>
  JSON.stringify({ [forms.socketDiscriminator]: "accept" })

export const resultMessage = (forms: AnswerForms, body: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(forms.socketResult === "bare" ? body : { [forms.socketDiscriminator]: "result", ...body })

export const rejectMessage = (forms: AnswerForms, { code, text }: Rejection): string => {
  const field = forms.socketRejectField
  return JSON.stringify({
    [forms.socketDiscriminator]: "reject",
    [field]: forms.socketRejectCode === "text" ? String(code) : code,
    [field === "reason" ? "text" : "reason"]: text
  })
}

/** What a client may say. */
export type ClientMessage = { readonly type: "start"; readonly length: number } | { readonly type: "stop" }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const unknownField = (message: Readonly<Record<string, unknown>>, known: readonly string[]) =>
  Object.keys(message).find((name) => !known.includes(name))

/** Reads a text frame of the client's, strictly: a misspelt name is a client's bug. */
export const readMessage = (text: string): ClientMessage | Rejection => {
  const message = parseObject(text)
  if (message === undefined) return badRequest("a text frame is a JSON object")
  const { type, stream, length } = message
  if (type === "stop") {
    const unknown = unknownField(message, ["type"])
    return unknown === undefined ? { type } : badRequest(`stop has no field ${unknown}`)
  }
  if (type !== "start") return badRequest("the type of a message is start or stop")
  const unknown = unknownField(message, ["type", "stream", "length"])
  if (unknown !== undefined) return badRequest(`start has no field ${unknown}`)
  if (stream !== "file") return badRequest("the stream of a start is file")
  if (typeof length !== "number" || !Number.isInteger(length) || length < 0) {
    return badRequest("the length of a start is a whole number of bytes")
  }
  return { type, length }
}
