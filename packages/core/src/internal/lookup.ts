/**
 * Single look-ups that travel together: what is asked about at the same time goes into one
 * request.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Hash from "effect/Hash"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import * as Result from "effect/Result"
import { CurrentCallPolicy } from "../CallPolicy.js"
import type { CloudError } from "../CloudError.js"
import type { Operation } from "./endpoint.js"

/** The most references of one request: a reference has some 30 characters, so the form stays small. */
const most = 100

interface References {
  readonly references: ReadonlyArray<string>
}

/**
 * Makes the single look-up of an operation that looks up many. Look-ups share a request only
 * when everything that decides who asks, where and how is the same for them. One that is
 * refused before it is sent, or interrupted, leaves the others alone; the request itself is
 * interrupted when nobody waits for it any more.
 */
export const lookup = <Output, Status, Credential>(
  operation: Operation<References, Output, Credential>,
  query: (
    references: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyArray<Status>, CloudError, Credential | HttpClient.HttpClient>
): ((reference: string) => Effect.Effect<Status, CloudError, Credential | HttpClient.HttpClient>) => {
  interface Lookup extends Request.Request<Status, CloudError, Credential | HttpClient.HttpClient> {
    readonly reference: string
    readonly abandoned: Deferred.Deferred<void>
  }
  const makeLookup = Request.of<Lookup>()

  const resolver = RequestResolver.makeGrouped<Lookup, InForce>({
    key: ({ context }) =>
      new InForce(
        [
          Context.get(context, operation().credential),
          Context.get(context, HttpClient.HttpClient),
          Context.get(context, FetchHttpClient.Fetch),
          Context.getOrUndefined(context, FetchHttpClient.RequestInit)
        ],
        Context.get(context, CurrentCallPolicy)
      ),
    resolver: (entries) => {
      const references = [...new Set(entries.map(({ request }) => request.reference))]
      const answer = Effect.map(query(references), (statuses) => {
        for (const { request, completeUnsafe } of entries) {
          const status = statuses[references.indexOf(request.reference)]
          if (status !== undefined) completeUnsafe(Exit.succeed(status))
        }
      })
      const nobodyWaits = Effect.forEach(entries, ({ request }) => Deferred.await(request.abandoned), {
        discard: true
      })
      return Effect.provideContext(Effect.raceFirst(answer, nobodyWaits), entries[0].context)
    }
  }).pipe(RequestResolver.batchN(most))

  return (reference) =>
    Effect.suspend(() => {
      // What breaks a rule fails by itself, or it would spoil the request of the others.
      if (Result.isFailure(operation().encode({ references: [reference] }, 0))) {
        return Effect.flatMap(query([reference]), ([status]) =>
          status === undefined ? Effect.die("a query with a broken rule was sent") : Effect.succeed(status)
        )
      }
      const abandoned = Deferred.makeUnsafe<void>()
      return Effect.onInterrupt(Effect.request(makeLookup({ reference, abandoned }), resolver), () =>
        Deferred.succeed(abandoned, undefined)
      )
    })
}

/** The services that decide who asks, where and how: the same objects, and an equal policy. */
class InForce implements Equal.Equal {
  readonly services: readonly [caller: object, ...ReadonlyArray<object | undefined>]
  readonly policy: object
  constructor(services: InForce["services"], policy: object) {
    this.services = services
    this.policy = policy
  }
  [Equal.symbol](that: Equal.Equal): boolean {
    return (
      that instanceof InForce &&
      this.services.every((service, index) => service === that.services[index]) &&
      Equal.equals(this.policy, that.policy)
    )
  }
  [Hash.symbol](): number {
    return Hash.random(this.services[0])
  }
}
