/**
 * What the library throws, and what it means. All of it is known from its source (4.0.8).
 */
import * as Effect from "effect/Effect"
import { TokenError, TokenMalformed } from "../TokenError.js"
import {
  InvalidInput,
  LibraryFailed,
  NoToken,
  NotPossible,
  type Reason,
  TooManyCalls,
  WebRtcError
} from "../WebRtcError.js"
import { lookUp } from "./webRtcChecks.js"

const input = (field: string, rule: string) => (): Reason =>
  new InvalidInput({ field, rule, issues: [{ field, rule }] })

const notPossible = (problem: string) => (): Reason => new NotPossible({ problem })

const ids = "must be letters, digits, +, ., _ and -, at least one"
const notNow = "streams can be added and removed while the call is connected, and not the same one twice"
const notHere = "streams can be added to and removed from calls between clients only"
const noDtmf = notPossible("the call cannot send DTMF now")
const noConnection = notPossible("the call has no connection yet")

const invalidToken = (): Reason =>
  new NoToken({
    cause: new TokenError({
      operation: "TokenSource.get",
      reason: new TokenMalformed({ problem: "it must be three or five parts, joined with dots" })
    })
  })

const reasons: Readonly<Record<string, () => Reason>> = {
  "Invalid cloudId": input("cloudId", "must be three numbers joined with -, such as 1-2-0"),
  "Invalid webRtcAccessKey": input("webRtcAccessKey", "must be 1 to 63 lower-case letters and digits"),
  "Invalid clientId": input("clientId", ids),
  "clientId is not a string": input("clientId", ids),
  "Invalid serviceName": input("serviceName", ids),
  "extraSipHeader must start with 'X-'": input("headers", "must have names that begin with X-"),
  "Invalid token": invalidToken,
  "Too many calls": () => new TooManyCalls({}),
  "Invalid DTMF string": input("tones", "must be 0 to 9, A to D, * and #, at least one"),
  "DTMF send error": noDtmf,
  "DTMF send error - no call": noDtmf,
  "addStream not available": notPossible(notHere),
  "removeStream not available": notPossible(notHere),
  "Reinvite not available": notPossible(notHere),
  "Re-invite in progress": notPossible("another change of the call is under way"),
  "Add stream error": notPossible(notNow),
  "Remove stream error": notPossible(notNow),
  "Reinvite error": notPossible(notNow),
  "Not connected error": notPossible(notNow),
  "Stream already exists": notPossible(notNow),
  "Stream does not exist": notPossible(notNow),
  "Not enough streams to remove": notPossible("the last stream of a call cannot be removed"),
  "At least one MediaStream needed in options.localStreams": notPossible(
    "the last stream of a call cannot be removed"
  ),
  "No Session Description Handler or Peer Connection": noConnection,
  "No peer connection available": noConnection
}

export const reasonOf = (thrown: unknown): Reason => {
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  return lookUp(reasons, words)?.() ?? new LibraryFailed({ description: words.slice(0, 200) })
}

export const failure = (operation: string, reason: Reason): WebRtcError =>
  new WebRtcError({ operation, reason })

/** Calls into the library. */
export const attempt = <A>(operation: string, run: () => A): Effect.Effect<A, WebRtcError> =>
  Effect.try({ try: run, catch: (thrown) => failure(operation, reasonOf(thrown)) })
