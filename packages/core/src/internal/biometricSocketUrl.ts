/**
 * The URL of a session: where it stands in an answer, and its rules.
 */
import * as Predicate from "effect/Predicate"
import type { Codec } from "../BiometricSocketCodec.js"

/** What a URL breaks, if anything. It may hold a secret, so the words never quote it. */
export const socketUrlRule = (text: string): string | undefined => {
  if (!URL.canParse(text)) return "must be the URL of a WebSocket"
  const url = new URL(text)
  if (url.protocol !== "wss:" && url.protocol !== "ws:") return "must begin with wss://"
  if (url.username !== "" || url.password !== "") return "must not hold a user name or password"
  return url.hash === "" && !text.includes("#") ? undefined : "must not hold a fragment"
}

/**
 * As {@link socketUrlRule}, for a URL that somebody answered: no answer may lead to a voice in the clear. Plain
 * `ws` is good only where the asking was just as plain. Which host it is, the cloud decides (I).
 */
export const answeredUrlRule = (text: string, mayBePlain: (url: URL) => boolean): string | undefined => {
  const rule = socketUrlRule(text)
  if (rule !== undefined) return rule
  const url = new URL(text)
  return url.protocol === "wss:" || mayBePlain(url) ? undefined : "must begin with wss://"
}

/** What of a codec finds the URL in the answer: those who only open a session carry no more of it. */
export type Finder = Pick<Codec, "urlOf">

/** The first URL of a WebSocket in the answer, `url` before all others (I). */
export const urlOf = (answer: unknown): string | undefined => {
  if (!isRecord(answer)) return undefined
  return [answer.url, ...Object.values(answer)].filter(Predicate.isString).find((text) => /^ws/i.test(text))
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isObject(value) && !Array.isArray(value)
