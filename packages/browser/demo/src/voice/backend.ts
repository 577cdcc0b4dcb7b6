/** What the page asks of its own backend. There is no key in it anywhere. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import { address, answerOf } from "../backend.js"

/** Who is signed in, and whether the cloud knows the voice. */
export const Me = Schema.Struct({ name: Schema.String, enrolled: Schema.Boolean })
export type Me = typeof Me.Type

/** Null when nobody is signed in. */
export const me = answerOf(Schema.NullOr(Me))(HttpClientRequest.get(address("/api/voice")))

export const forget = answerOf(Schema.NullOr(Me))(HttpClientRequest.delete(address("/api/voice")))

const sessions = address("/api/voice-session")

export const sessionToRegister = BiometricSocket.sessionFrom(sessions, { operation: "register" })

export const sessionToVerify = BiometricSocket.sessionFrom(sessions, { operation: "verify" })
