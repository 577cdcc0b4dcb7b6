/**
 * What a stream that ended without a result means: the reason, and whether the cloud may have used the audio.
 */
import type * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import type { SocketMessage } from "../BiometricSocketCodec.js"
import * as CloudError from "../CloudError.js"
import type { Ending } from "./biometricSocketLine.js"
import * as Failure from "./failure.js"

/**
 * How far a stream has come: nothing was said yet, audio is on its way, or all of it and the stop were handed
 * over.
 */
export type Phase = "connecting" | "sending" | "answer"

/** The HTTP status of every WebSocket: what comes later has none. */
const switchingProtocols = 101

/**
 * Before the first message nothing can have happened: the cloud was told nothing. After it, nobody knows. Audio
 * that was cut short is most likely not used, since the cloud wants its length beforehand and answers after all
 * of it (D), but that is no proof.
 */
const outcomeIn = (phase: Phase): CloudError.Outcome => (phase === "connecting" ? "not-sent" : "unknown")

const failure = (reason: CloudError.Reason, outcome: CloudError.Outcome): Failure.Failure => ({
  reason,
  outcome,
  // One URL is good for one stream: whoever wants another attempt opens another session.
  transient: false
})

/** Removes the URL, and what in it may be the token, from texts of others. */
export const excerptFor = (url: Redacted.Redacted<string>): Failure.Excerpt =>
  Failure.excerptWithout(() => {
    const text = Redacted.value(url)
    const { pathname, search, searchParams } = new URL(text)
    const parts = [...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= 8)
    return [text, `${pathname}${search}`, ...parts, ...parts.map(decoded)].filter((part) => part.length > 1)
  })

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const brokenOff = (phase: Phase, ending: Ending, excerpt: Failure.Excerpt): Failure.Failure =>
  failure(
    new CloudError.TransportFailure({
      during: phase === "answer" ? "response" : "request",
      code: ending.code === undefined ? undefined : String(ending.code),
      description: excerpt(ending.description)
    }),
    outcomeIn(phase)
  )

/** Nothing moved for so long. */
export const tooSlow = (phase: Phase, after: Duration.Duration): Failure.Failure =>
  failure(new CloudError.Timeout({ limit: "attempt", after }), outcomeIn(phase))

/** The cloud said no, with one of the documented codes (D) or another. */
export const refused = (
  { code, text }: { readonly code?: number; readonly text: string },
  excerpt: Failure.Excerpt
): Failure.Failure => {
  const answer = {
    status: switchingProtocols,
    ...(code === undefined ? {} : { code: String(code) }),
    text: excerpt(text),
    details: []
  }
  // An exception may have come after the work was done.
  return code === 60
    ? failure(new CloudError.Unavailable(answer), "unknown")
    : failure(new CloudError.Rejected(answer), "rejected")
}

/** A message that is not what the cloud sends. */
export const notUnderstood = (
  problem: string,
  message: SocketMessage | undefined,
  excerpt: Failure.Excerpt
): Failure.Failure =>
  failure(
    new CloudError.UnexpectedResponse({
      status: switchingProtocols,
      problem: excerpt(problem),
      // The rest would not be shown, and may be long.
      excerpt:
        typeof message === "string" ? excerpt(message.slice(0, 10_000)) : `(binary${lengthOf(message)})`
    }),
    "unknown"
  )

const lengthOf = (message: Uint8Array | undefined): string =>
  message === undefined ? "" : `, ${message.length} bytes`
