import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { settled } from "./support/settled.js"

const token = { token: Redacted.make("t"), expiresAt: DateTime.makeUnsafe(3_600_000) }

describe("TokenSource in a page", () => {
  it.effect("tries again as soon as the network is back", () =>
    Effect.gen(function* () {
      let asked = 0
      const fetch = Effect.suspend(() => {
        asked += 1
        return asked === 1 ? Effect.fail("offline") : Effect.succeed(token)
      })
      const tokens = yield* TokenSource.fromEffect(fetch, { firstDelay: "20 seconds" })
      const waiting = yield* Effect.forkChild(tokens.get)
      yield* settled
      expect(asked).toBe(1)
      window.dispatchEvent(new Event("online"))
      expect(Redacted.value((yield* Fiber.join(waiting)).token)).toBe("t")
    })
  )

  it.effect("leaves no listener behind", () =>
    Effect.gen(function* () {
      const names = ["online", "pageshow", "focus", "visibilitychange"]
      const listening = new Map<unknown, string>()
      const add = window.addEventListener
      const remove = window.removeEventListener
      window.addEventListener = (...args: Parameters<typeof add>) => {
        if (names.includes(args[0])) listening.set(args[1], args[0])
        add.apply(window, args)
      }
      window.removeEventListener = (...args: Parameters<typeof remove>) => {
        listening.delete(args[1])
        remove.apply(window, args)
      }
      yield* Effect.gen(function* () {
        const tokens = yield* TokenSource.fromEffect(Effect.succeed(token))
        yield* Effect.forkScoped(Stream.runDrain(tokens.changes))
        yield* settled
        expect(listening.size).toBe(1)
      }).pipe(
        Effect.scoped,
        Effect.ensuring(
          Effect.sync(() => {
            window.addEventListener = add
            window.removeEventListener = remove
          })
        )
      )
      expect([...listening.values()]).toEqual([])
    })
  )
})
