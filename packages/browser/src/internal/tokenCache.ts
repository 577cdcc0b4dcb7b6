/**
 * One token for everybody: fetched once however many ask for it, kept until it is old, and replaced in time.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TokenError, TokenSourceClosed, TokenUnavailable } from "../TokenError.js"
import type { RenewalOptions, Token, TokenSource } from "../TokenSource.js"
import { pauseUntil, waitUntil } from "./tokenClock.js"
import type { Refusal } from "./tokenRequest.js"
import { makeCell } from "./webRtcCell.js"
import { durationIssues, type Issue, millis } from "./webRtcChecks.js"

/** Times in milliseconds since the epoch. */
interface Held {
  readonly token: Token
  /** From when on a new one is wanted. */
  readonly oldAt: number
  /** From when on this one is not handed out any more. */
  readonly deadAt: number
}

interface Present {
  readonly held?: Held
}

/**
 * Where a token is over on arrival, the page's clock is wrong. It lives for this long at least, for the cloud makes
 * none that are shorter (D).
 */
const shortestLife = 600_000

/** Between two requests that go well, whatever the clock says. */
const shortestUse = 1000

export const renewalIssues = ({
  renewBefore,
  patience,
  requestTimeout,
  firstDelay,
  maxDelay
}: RenewalOptions): ReadonlyArray<Issue> =>
  durationIssues({ renewBefore, patience, requestTimeout, firstDelay, maxDelay })

export const makeCache = (
  fetch: Effect.Effect<Token, Refusal>,
  options: RenewalOptions
): Effect.Effect<TokenSource, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const current = makeCell<Present>({})
    const backoff = makeBackoff(options)
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    let underWay: Fiber.Fiber<Token, TokenError> | undefined
    yield* Effect.addFinalizer(() => {
      current.finish({})
      return underWay === undefined ? Effect.void : Fiber.interrupt(underWay)
    })

    const fetchOnce = fetch.pipe(
      Effect.timeoutOrElse({
        duration: millis(options.requestTimeout, "10 seconds"),
        orElse: () => Effect.fail({ error: tooSlow() })
      }),
      Effect.tapError(backoff.failed),
      Effect.tap((token) =>
        Effect.andThen(
          backoff.succeeded,
          Effect.map(hold(token, options), (held) => current.set({ held }))
        )
      )
    )

    /** Tries until there is a token, the backend refuses, or patience is over. */
    const fetchPatiently = Effect.gen(function* () {
      const giveUpAt = (yield* Clock.currentTimeMillis) + millis(options.patience, "30 seconds")
      while (true) {
        yield* backoff.wait(giveUpAt)
        const outcome = yield* Effect.result(fetchOnce)
        if (outcome._tag === "Success") return outcome.success
        const { error } = outcome.failure
        if (error.reason._tag === "TokenRefused" || backoff.nextAt() >= giveUpAt) return yield* error
      }
    })

    /** A fiber of its own: who asked first may go, and the others still get their token. */
    const begin = (): Fiber.Fiber<Token, TokenError> => {
      if (underWay !== undefined) return underWay
      const fiber = fork(fetchPatiently)
      underWay = fiber
      fiber.addObserver(() => {
        underWay = undefined
      })
      return fiber
    }

    const fetchShared: Effect.Effect<Token, TokenError> = Effect.suspend(() =>
      scope.state._tag === "Closed"
        ? Effect.fail(closed())
        : Effect.flatMap(Fiber.await(begin()), (exit) =>
            // Only the end of the scope interrupts that fiber.
            Exit.hasInterrupts(exit) ? Effect.fail(closed()) : exit
          )
    )

    const fetchForever: Effect.Effect<unknown> = Effect.suspend(() =>
      Effect.catchTag(fetchShared, "TokenError", (error) =>
        error.reason._tag === "TokenSourceClosed" ? Effect.void : fetchForever
      )
    )

    const get = Effect.gen(function* () {
      if (scope.state._tag === "Closed") return yield* closed()
      const { held } = current.get()
      const now = yield* Clock.currentTimeMillis
      if (held === undefined || now >= held.deadAt) return yield* fetchShared
      // It is still good, so nobody has to wait for the next one.
      if (now >= held.oldAt) begin()
      return held.token
    })

    return {
      get,
      changes: current.changes.pipe(
        Stream.switchMap(({ held }) =>
          held === undefined
            ? Stream.fromEffectDrain(fetchForever)
            : Stream.concat(
                Stream.succeed(held.token),
                Stream.fromEffectDrain(Effect.andThen(waitUntil(held.oldAt), fetchForever))
              )
        )
      ),
      invalidate: (token) =>
        Effect.suspend(() => {
          if (token !== undefined && current.get().held?.token !== token) return Effect.void
          return Effect.andThen(
            backoff.succeeded,
            Effect.sync(() => current.set({}))
          )
        })
    }
  })

const closed = () => new TokenError({ operation: "TokenSource.get", reason: new TokenSourceClosed() })

const tooSlow = () =>
  new TokenError({
    operation: "TokenSource.get",
    reason: new TokenUnavailable({ problem: "no answer in time" })
  })

const hold = (token: Token, options: RenewalOptions): Effect.Effect<Held> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const said = DateTime.toEpochMillis(token.expiresAt)
    const end = said > now ? said : now + shortestLife
    // Of a short life, half.
    const margin = Math.floor(Math.min(millis(options.renewBefore, "1 minute"), (end - now) / 2))
    return { token, oldAt: Math.max(end - margin, now + shortestUse), deadAt: end }
  })

/** When the next attempt may begin: later with each failure in a row, and never at the same moment in every page. */
const makeBackoff = (options: {
  firstDelay?: Duration.Input | undefined
  maxDelay?: Duration.Input | undefined
}) => {
  const firstDelay = millis(options.firstDelay, "500 millis")
  const maxDelay = millis(options.maxDelay, "30 seconds")
  let failures = 0
  let notBefore = 0
  let last: TokenError | undefined
  return {
    nextAt: () => notBefore,
    /** Fails as the last attempt did where the next one would be too late. */
    wait: (giveUpAt: number): Effect.Effect<void, TokenError> =>
      Effect.gen(function* () {
        yield* pauseUntil(Math.min(notBefore, giveUpAt))
        if (last === undefined || notBefore <= giveUpAt) return
        if ((yield* Clock.currentTimeMillis) >= giveUpAt) return yield* last
      }),
    succeeded: Effect.sync(() => {
      failures = 0
      notBefore = 0
    }),
    failed: ({ error, retryAfter }: Refusal): Effect.Effect<void> =>
      Effect.gen(function* () {
        const delay = Math.min(firstDelay * 2 ** failures, maxDelay) * (yield* Random.nextBetween(0.5, 1))
        failures += 1
        last = error
        notBefore = (yield* Clock.currentTimeMillis) + Math.ceil(Math.max(delay, retryAfter ?? 0))
      })
  }
}
