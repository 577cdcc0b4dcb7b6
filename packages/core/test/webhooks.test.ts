/** What a status page is asked by somebody who is not the cloud, or by the cloud twice. */
import * as MessageUpdates from "@aculab-cloud/core/MessageUpdates"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { afterEach, vi } from "vitest"

const url = "https://example.com/status"
const credentials = { username: "cloud", password: Redacted.make("a password of some length") }
const basic = (text: string) => `Basic ${btoa(text)}`
const right = "cloud:a password of some length"

const asking = (authorization: string): Request =>
  new Request(url, {
    method: "POST",
    headers: { authorization },
    body: JSON.stringify({ msg_ref: "r1", status: "sent", direction: "send", to: "441", from: "442" })
  })

const take = (request: Request) => MessageUpdates.fromRequest(request, { credentials })

afterEach(() => {
  vi.restoreAllMocks()
})

/** Counts how often bytes that were made of a text are looked at, from here on. */
const countLooks = (): (() => number) => {
  let looks = 0
  const encode = TextEncoder.prototype.encode
  vi.spyOn(TextEncoder.prototype, "encode").mockImplementation(function (this: TextEncoder, text = "") {
    return new Proxy(encode.call(this, text), {
      get: (bytes, name) => {
        if (typeof name === "string" && /^\d+$/.test(name)) looks += 1
        const value: unknown = Reflect.get(bytes, name, bytes)
        return typeof value === "function" ? value.bind(bytes) : value
      }
    })
  })
  return () => looks
}

describe("the credentials of a status page", () => {
  // Time cannot be measured in a test, but work can be counted: a comparison that ends early looks at less.
  it.effect("are looked at to their end, wherever the first difference is", () =>
    Effect.gen(function* () {
      const looksFor = Effect.fnUntraced(function* (authorization: string) {
        const request = asking(authorization)
        const looks = countLooks()
        const error = yield* Effect.flip(take(request))
        expect(error.problem).toBe("credentials")
        vi.restoreAllMocks()
        return looks()
      })
      const encoded = basic(right)
      const places = [6, 7, Math.floor(encoded.length / 2), encoded.length - 3, encoded.length - 1]
      const counts = new Set<number>()
      for (const place of places) {
        const other = encoded[place] === "A" ? "B" : "A"
        counts.add(yield* looksFor(encoded.slice(0, place) + other + encoded.slice(place + 1)))
      }
      // One count for all places, and every byte of both was looked at.
      expect(counts.size).toBe(1)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(2 * (encoded.length - "Basic ".length))
    })
  )

  it.effect("are looked at as often when they are right", () =>
    Effect.gen(function* () {
      const requests = [asking(basic(right)), asking(basic(`X${right.slice(1)}`))] as const
      const looks = countLooks()
      yield* take(requests[0])
      const whenRight = looks()
      expect(whenRight).toBeGreaterThan(0)
      yield* Effect.flip(take(requests[1]))
      expect(looks()).toBe(2 * whenRight)
    })
  )
})

describe("an update that comes again", () => {
  const update = {
    msg_ref: "36e1766e_2.1493141823.12345",
    status: "delivered",
    direction: "send",
    to: "441908273800",
    from: "441908273801",
    timestamp: "2017-04-25_17:37:03"
  }
  /** What docs/webhooks.md tells people to remember. */
  const identityOf = ({ reference, part, state }: MessageUpdates.MessageUpdate) =>
    [reference, part?.position ?? 0, state].join(" ")
  const identity = (fields: object) =>
    Effect.map(MessageUpdates.fromJson(JSON.stringify({ ...update, ...fields })), identityOf)

  it.effect("is known by its reference, part and state, however it travels", () =>
    Effect.gen(function* () {
      const first = yield* identity({})
      const query = new URLSearchParams(update)
      const byGet = yield* MessageUpdates.fromRequest(new Request(`${url}?${query}`))
      expect(identityOf(byGet)).toBe(first)
      // Another moment, or more said about it, makes no news of it.
      expect(yield* identity({ timestamp: "2026-01-01_00:00:00", extra: "x" })).toBe(first)
    })
  )

  it.effect("is not taken for that of another message, part or state", () =>
    Effect.gen(function* () {
      const all = yield* Effect.all([
        identity({}),
        identity({ msg_ref: "36e1766e_2.1493141823.12346" }),
        identity({ status: "sent" }),
        identity({ multipart_uid: "u", multipart_pos: 1, multipart_count: 2 }),
        identity({ multipart_uid: "u", multipart_pos: 2, multipart_count: 2 })
      ])
      expect(new Set(all).size).toBe(all.length)
    })
  )
})
