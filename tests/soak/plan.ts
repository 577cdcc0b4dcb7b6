/**
 * What the server does with each request: drawn by lot from the seed, the message and how often it was tried, so that it
 * does not depend on which request arrives first. The same seed spoils the same requests, and everybody can say
 * beforehand how many messages are sent.
 */

/** What becomes of a request. */
export interface Fate {
  readonly name: string
  /** The server sends the message. */
  readonly acts: boolean
  /** What the client is to say of it: an outcome, and the reason's tag where there is an error. */
  readonly told: { readonly outcome: "sent" | "rejected" | "unknown"; readonly reason: string }
}

const unknown = (reason: string): Fate["told"] => ({ outcome: "unknown", reason })

export const good: Fate = { name: "good", acts: true, told: { outcome: "sent", reason: "" } }

/** What can go wrong. All are drawn equally often. */
export const faults = [
  { name: "429", acts: false, told: { outcome: "rejected", reason: "RateLimited" } },
  { name: "429, Retry-After: 1", acts: false, told: { outcome: "rejected", reason: "RateLimited" } },
  { name: "400", acts: false, told: { outcome: "rejected", reason: "Rejected" } },
  { name: "reset before it acts", acts: false, told: unknown("TransportFailure") },
  { name: "reset after it has acted", acts: true, told: unknown("TransportFailure") },
  { name: "reset in the answer", acts: true, told: unknown("TransportFailure") },
  { name: "no answer, and it does not act", acts: false, told: unknown("Timeout") },
  { name: "no answer, though it has acted", acts: true, told: unknown("Timeout") },
  { name: "503 before it acts", acts: false, told: unknown("Unavailable") },
  { name: "503 after it has acted", acts: true, told: unknown("Unavailable") },
  { name: "500 after it has acted", acts: true, told: unknown("Unavailable") },
  { name: "half of the JSON", acts: true, told: unknown("UnexpectedResponse") },
  { name: "garbage", acts: true, told: unknown("UnexpectedResponse") },
  { name: "HTML", acts: true, told: unknown("UnexpectedResponse") }
] as const satisfies ReadonlyArray<Fate>

export type FateName = "good" | (typeof faults)[number]["name"]

/** What the server writes down when a request is not the one that the message asks for. */
export const wrongRequest = "wrong request"

const fates: ReadonlyMap<string, Fate> = new Map([good, ...faults].map((fate) => [fate.name, fate]))

export const fateNamed = (name: string): Fate | undefined => fates.get(name)

/** After it the client tries again: the server has done nothing, and says so. */
export const isRepeated = ({ told }: Fate): boolean => told.reason === "RateLimited"

/** The share of the requests that is spoilt. */
export const spoilt = 0.1

/** How often the client tries a message: the policy's own number. */
export const attempts = 4

/** A number from 0 to 1 that the three numbers alone decide (the mixer of mulberry32, over each in turn). */
const lot = (...numbers: ReadonlyArray<number>): number => {
  let state = 0
  for (const number of numbers) {
    state = (Math.imul(state ^ number, 0x9e37_79b1) + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    state = mixed ^ (mixed >>> 14)
  }
  return (state >>> 0) / 4_294_967_296
}

/** What becomes of an attempt at a message; 0 is the first. */
export const fateOf = (seed: number, index: number, attempt: number): Fate => {
  const drawn = lot(seed, index, attempt) / spoilt
  return faults[Math.floor(drawn * faults.length)] ?? good
}

/** How long the server takes, in milliseconds: long enough that many requests are with it at a time. */
export const delayOf = (index: number): number => 20 + Math.floor(lot(index) * 40)

/** What becomes of a message, attempt by attempt. */
export const fatesOf = (seed: number, index: number): ReadonlyArray<Fate> => {
  const met: Array<Fate> = []
  let fate: Fate
  do {
    fate = fateOf(seed, index, met.length)
    met.push(fate)
  } while (isRepeated(fate) && met.length < attempts)
  return met
}

/** How often each fate is met by so many messages. */
export const forecast = (seed: number, messages: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>([good, ...faults].map(({ name }) => [name, 0]))
  for (let index = 0; index < messages; index++) {
    for (const { name } of fatesOf(seed, index)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Who sends, and the account that the server knows. */
export const from = "441908273801"
export const account = { cloudId: "1-2-0", username: "you@example.com", apiAccessKey: "the key of the soak" }

const first = 447_700_000_000

/** The recipient of a message: no two have the same. */
export const toOf = (index: number): string => String(first + index)

/** Which message it is. */
export const indexOf = (to: string): number => Number(to) - first

/** Every message says which one it is, so that no two can be taken for each other. */
export const contentOf = (index: number): string => `Message ${index} of the soak`

/** How many messages are under way at a time. */
export const concurrency = 64

/**
 * The clock of the client runs so many times as fast as the one on the wall. After a 429 the SDK rests for up to a second,
 * and gets faster again by a twentieth in a second. By the clock on the wall, a cloud that says 429 by chance, however few
 * messages come, would be sent ten in a second, and never 64 at a time.
 */
export const haste = 2_000

/** How long an attempt waits for an answer, in milliseconds of the clock on the wall. */
export const attemptMillis = 3_000
