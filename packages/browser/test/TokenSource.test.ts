import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { settled } from "./support/settled.js"

const hour = 3_600_000

/** A backend that makes tokens `t1`, `t2` and so on, when it does not fail. */
const makeBackend = (life = hour) => {
  const asked: Array<number> = []
  let down = false
  const fetch = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    asked.push(now)
    const name = `t${asked.length}`
    // A request takes its time.
    yield* Effect.yieldNow
    if (down) return yield* Effect.fail("down")
    return { token: Redacted.make(name), expiresAt: DateTime.makeUnsafe(now + life) }
  })
  return {
    fetch,
    asked,
    goDown: () => {
      down = true
    },
    comeBack: () => {
      down = false
    }
  }
}

const textOf = ({ token }: TokenSource.Token) => Redacted.value(token)

/** What a reader of `changes` has seen so far. */
const read = (tokens: TokenSource.TokenSource) =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    yield* Effect.forkScoped(
      Stream.runForEach(tokens.changes, (token) => Effect.sync(() => seen.push(textOf(token))))
    )
    yield* settled
    return seen
  })

describe("TokenSource.get", () => {
  it.effect("asks for nothing before somebody asks it", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      yield* TokenSource.fromEffect(fetch)
      yield* settled
      expect(asked).toEqual([])
    })
  )

  it.effect("makes one request for many that ask at the same time, and for those that ask later", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch)
      const all = yield* Effect.all([tokens.get, tokens.get, tokens.get], { concurrency: "unbounded" })
      expect([...all, yield* tokens.get].map(textOf)).toEqual(["t1", "t1", "t1", "t1"])
      expect(asked).toHaveLength(1)
    })
  )

  it.effect("lets the others have their token when the first to ask is interrupted", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      const gate = yield* Deferred.make<void>()
      const tokens = yield* TokenSource.fromEffect(Effect.andThen(Deferred.await(gate), fetch))
      const first = yield* Effect.forkChild(tokens.get)
      const second = yield* Effect.forkChild(tokens.get)
      yield* settled
      yield* Fiber.interrupt(first)
      yield* Deferred.succeed(gate, undefined)
      expect(textOf(yield* Fiber.join(second))).toBe("t1")
      expect(asked).toHaveLength(1)
    })
  )

  it.effect("gives an old token at once while a new one is on its way", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch, { renewBefore: "5 minutes" })
      yield* tokens.get
      yield* TestClock.adjust("54 minutes")
      expect(textOf(yield* tokens.get)).toBe("t1")
      yield* settled
      expect(asked).toHaveLength(1)
      yield* TestClock.adjust("2 minutes")
      expect(textOf(yield* tokens.get)).toBe("t1")
      yield* settled
      expect(textOf(yield* tokens.get)).toBe("t2")
      expect(asked).toHaveLength(2)
    })
  )

  it.effect("gives the old token as long as it is good, when no new one can be had", () =>
    Effect.gen(function* () {
      const { fetch, goDown } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch, { renewBefore: "5 minutes", patience: "1 second" })
      yield* tokens.get
      goDown()
      yield* TestClock.adjust("58 minutes")
      expect(textOf(yield* tokens.get)).toBe("t1")
      yield* TestClock.adjust("1 minute")
      expect(textOf(yield* tokens.get)).toBe("t1")
    })
  )

  it.effect("never gives a token that ended while the machine slept", () =>
    Effect.gen(function* () {
      const { fetch } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch)
      yield* tokens.get
      yield* TestClock.adjust("1 hour")
      expect(textOf(yield* tokens.get)).toBe("t2")
    })
  )

  it.effect("fails when there was no token for the whole of its patience, and says why", () =>
    Effect.gen(function* () {
      const { fetch, asked, goDown, comeBack } = makeBackend()
      goDown()
      const tokens = yield* TokenSource.fromEffect(fetch, { patience: "10 seconds" })
      const waiting = yield* Effect.forkChild(Effect.flip(tokens.get))
      yield* settled
      yield* TestClock.adjust("20 seconds")
      const error = yield* Fiber.join(waiting)
      expect(error._tag).toBe("TokenError")
      expect(error.reason).toMatchObject({ _tag: "TokenFetchFailed", cause: "down" })
      expect(Math.max(...asked)).toBeLessThan(10_000)

      comeBack()
      const again = yield* Effect.forkChild(tokens.get)
      yield* settled
      yield* TestClock.adjust("30 seconds")
      expect(textOf(yield* Fiber.join(again))).toMatch(/^t\d+$/)
    })
  )

  it.effect(
    "waits no longer than its patience where the next attempt is later, and does not make it sooner",
    () =>
      Effect.gen(function* () {
        const { fetch, asked, goDown } = makeBackend()
        goDown()
        const tokens = yield* TokenSource.fromEffect(fetch, {
          patience: "10 seconds",
          firstDelay: "1 hour",
          maxDelay: "1 hour"
        })
        expect((yield* Effect.flip(tokens.get)).reason).toMatchObject({ cause: "down" })
        const again = yield* Effect.forkChild(Effect.flip(tokens.get))
        yield* settled
        yield* TestClock.adjust("9 seconds")
        expect(again.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("1 second")
        expect(again.pollUnsafe()).toBeDefined()
        expect((yield* Fiber.join(again)).reason).toMatchObject({ cause: "down" })
        expect(asked).toEqual([0])
      })
  )

  it.effect(
    "waits longer after each failure, by chance between half and the whole, and never beyond maxDelay",
    () =>
      Effect.gen(function* () {
        const { fetch, asked, goDown } = makeBackend()
        goDown()
        const tokens = yield* TokenSource.fromEffect(fetch, {
          firstDelay: "1 second",
          maxDelay: "10 seconds",
          patience: "1 hour"
        })
        yield* Effect.forkChild(Effect.ignore(tokens.get))
        yield* settled
        yield* TestClock.adjust("50 seconds")
        const waits = asked.slice(1).map((time, index) => time - (asked[index] ?? 0))
        const longest = [1000, 2000, 4000, 8000, 10_000, 10_000]
        expect(waits.length).toBeGreaterThanOrEqual(longest.length)
        longest.forEach((most, index) => {
          expect(waits[index]).toBeGreaterThanOrEqual(most / 2)
          expect(waits[index]).toBeLessThanOrEqual(most + 1)
        })
      })
  )

  it.effect("does not replace without end what looks old because the page's clock is wrong", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend(-hour)
      const tokens = yield* TokenSource.fromEffect(fetch)
      const seen = yield* read(tokens)
      yield* TestClock.adjust("8 minutes")
      yield* settled
      expect(textOf(yield* tokens.get)).toBe("t1")
      expect(seen).toEqual(["t1"])
      yield* TestClock.adjust("2 minutes")
      yield* settled
      expect(seen).toEqual(["t1", "t2"])
      expect(asked).toHaveLength(2)
    })
  )

  it.effect("gives up a request that is never answered, and tries again", () =>
    Effect.gen(function* () {
      let asked = 0
      const fetch = Effect.suspend(() => {
        asked += 1
        return asked === 1
          ? Effect.never
          : Effect.succeed({ token: Redacted.make("late"), expiresAt: DateTime.makeUnsafe(hour) })
      })
      const tokens = yield* TokenSource.fromEffect(fetch, { requestTimeout: "3 seconds" })
      const waiting = yield* Effect.forkChild(tokens.get)
      yield* settled
      yield* TestClock.adjust("4 seconds")
      expect(textOf(yield* Fiber.join(waiting))).toBe("late")
    })
  )

  it.effect("fails when its scope is closed, also for those who wait", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const tokens = yield* Scope.provide(TokenSource.fromEffect(Effect.never), scope)
      const waiting = yield* Effect.forkChild(Effect.flip(tokens.get))
      yield* settled
      yield* Scope.close(scope, Exit.void)
      expect((yield* Fiber.join(waiting)).reason._tag).toBe("TokenSourceClosed")
      expect((yield* Effect.flip(tokens.get)).reason._tag).toBe("TokenSourceClosed")
    })
  )
})

describe("TokenSource.changes", () => {
  it.effect("shows a new token before the old one ends, to every reader, for one request each", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch)
      const one = yield* read(tokens)
      const two = yield* read(tokens)
      yield* TestClock.adjust("58 minutes")
      yield* settled
      expect(one).toEqual(["t1"])
      yield* TestClock.adjust("1 minute")
      yield* settled
      expect(one).toEqual(["t1", "t2"])
      expect(two).toEqual(["t1", "t2"])
      expect(asked).toEqual([0, 59 * 60_000])
    })
  )

  it.effect("replaces a token of a short life after half of it", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend(60_000)
      const tokens = yield* TokenSource.fromEffect(fetch)
      yield* read(tokens)
      yield* TestClock.adjust("30 seconds")
      yield* settled
      expect(asked).toEqual([0, 30_000])
    })
  )

  it.effect("notices within half a minute that the machine slept over the end", () =>
    Effect.gen(function* () {
      const { fetch } = makeBackend()
      const testClock = yield* Clock.Clock
      let slept = 0
      // While a machine sleeps its timers stand still, and its clock does not.
      const clock: Clock.Clock = {
        ...testClock,
        currentTimeMillisUnsafe: () => testClock.currentTimeMillisUnsafe() + slept,
        currentTimeMillis: Effect.map(testClock.currentTimeMillis, (now) => now + slept),
        sleep: (duration) => testClock.sleep(duration)
      }
      const seen = yield* Effect.provideService(
        Effect.flatMap(TokenSource.fromEffect(fetch), read),
        Clock.Clock,
        clock
      )
      slept = 2 * hour
      yield* TestClock.adjust("30 seconds")
      yield* settled
      expect(seen).toEqual(["t1", "t2"])
    })
  )

  it.effect("goes on trying for as long as the backend is down", () =>
    Effect.gen(function* () {
      const { fetch, asked, goDown, comeBack } = makeBackend()
      goDown()
      const tokens = yield* TokenSource.fromEffect(fetch, { patience: "1 second", maxDelay: "4 seconds" })
      const seen = yield* read(tokens)
      yield* TestClock.adjust("1 minute")
      expect(seen).toEqual([])
      expect(asked.length).toBeGreaterThanOrEqual(15)
      expect(asked.length).toBeLessThan(40)
      comeBack()
      yield* TestClock.adjust("4 seconds")
      yield* settled
      expect(seen).toHaveLength(1)
    })
  )
})

describe("TokenSource.changes of a source that is closed", () => {
  it.effect.each([
    { name: "has a token", fetch: makeBackend().fetch, shown: ["t1", "end"] },
    { name: "waits for one", fetch: Effect.never, shown: ["end"] }
  ])("ends where it $name, and is empty for who begins to read then", ({ fetch, shown }) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const tokens = yield* Scope.provide(TokenSource.fromEffect(fetch), scope)
      const seen: Array<string> = []
      yield* Effect.forkScoped(
        Stream.runForEach(tokens.changes, (token) => Effect.sync(() => seen.push(textOf(token)))).pipe(
          Effect.andThen(Effect.sync(() => seen.push("end")))
        )
      )
      yield* settled
      yield* Scope.close(scope, Exit.void)
      yield* settled
      expect(seen).toEqual(shown)
      const late = yield* Effect.forkChild(Stream.runCollect(tokens.changes))
      yield* settled
      expect(late.pollUnsafe()).toEqual(Exit.succeed([]))
    })
  )
})

describe("TokenSource.invalidate", () => {
  it.effect("makes a reader get a new token at once", () =>
    Effect.gen(function* () {
      const { fetch } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch)
      const seen = yield* read(tokens)
      yield* tokens.invalidate()
      yield* settled
      expect(seen).toEqual(["t1", "t2"])
      expect(textOf(yield* tokens.get)).toBe("t2")
    })
  )

  it.effect("keeps the token when the refused one is not in use any more", () =>
    Effect.gen(function* () {
      const { fetch, asked } = makeBackend()
      const tokens = yield* TokenSource.fromEffect(fetch)
      const refused = yield* tokens.get
      yield* tokens.invalidate(refused)
      yield* tokens.get
      yield* tokens.invalidate(refused)
      expect(textOf(yield* tokens.get)).toBe("t2")
      expect(asked).toHaveLength(2)
    })
  )
})
