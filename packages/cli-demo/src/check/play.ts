/** All questions, one after the other, with the credentials that there are. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { allEndpoints } from "../endpoints.js"
import { withNames } from "../failure.js"
import { accountChecks, excused, groupChecks, serviceChecks } from "./plan.js"
import type { Check } from "./question.js"
import { type Checked, run } from "./verdict.js"

/** An operation that was not checked, and why. */
export interface NotChecked {
  readonly operation: string
  readonly why: string
}

export interface Outcome {
  readonly checks: ReadonlyArray<Checked>
  readonly notChecked: ReadonlyArray<NotChecked>
}

const serviceName = "ACULAB_SERVICE_NAME"
const servicePassword = "ACULAB_SERVICE_PASSWORD"
const userGroupKey = "ACULAB_USER_GROUP_KEY"

/** Credentials beside the account's, where the environment holds them. */
const given = Config.all({
  name: Config.option(Config.String(serviceName)),
  password: Config.option(Config.Redacted(servicePassword)),
  key: Config.option(Config.Redacted(userGroupKey))
})

/** Asks everything and tells each result as it comes. Fails only for credentials that cannot be any. */
export const play = Effect.fnUntraced(function* <E, R>(
  tell: (checked: Checked) => Effect.Effect<unknown, E, R>
) {
  const { name, password, key } = yield* given
  const account = yield* round(accountChecks(), tell)
  const service =
    Option.isSome(name) && Option.isSome(password)
      ? yield* round(
          as(serviceChecks(), OutboundService.layer({ name: name.value, password: password.value })),
          tell
        )
      : { checks: [], notChecked: left(serviceChecks(), `needs ${serviceName} and ${servicePassword}`) }
  const group = Option.isSome(key)
    ? yield* round(as(groupChecks(), UserGroupKey.layer({ key: key.value })), tell)
    : { checks: [], notChecked: left(groupChecks(), `needs ${userGroupKey}`) }
  const rounds = [account, service, group]
  return {
    checks: rounds.flatMap(({ checks }) => checks),
    notChecked: [...rounds.flatMap(({ notChecked }) => notChecked), ...never()]
  } satisfies Outcome
})

const inVariables = withNames({ name: serviceName, password: servicePassword, key: userGroupKey })

/** The same questions, asked by somebody else than the account. */
const as = <Caller, R>(
  checks: ReadonlyArray<Check<Caller | R>>,
  caller: Layer.Layer<Caller, CloudError, Cloud>
): ReadonlyArray<Check<Exclude<Caller | R, Caller> | Cloud>> =>
  checks.map((check) => ({
    ...check,
    call: Effect.provide(check.call, caller).pipe(Effect.mapError(inVariables))
  }))

/** Goes on after a failure, unless the rest would only fail, too. */
const round = Effect.fnUntraced(function* <E, R>(
  plan: ReadonlyArray<Check<Cloud>>,
  tell: (checked: Checked) => Effect.Effect<unknown, E, R>
) {
  const checks: Array<Checked> = []
  for (const check of plan) {
    const checked = yield* run(check)
    checks.push(checked)
    yield* tell(checked)
    const why = hopelessAfter(checks)
    if (why !== undefined) {
      const asked = new Set(checks.map(({ operation }) => operation))
      return {
        checks,
        notChecked: left(
          plan.filter(({ operation }) => !asked.has(operation)),
          why
        )
      }
    }
  }
  const outcome: Outcome = { checks, notChecked: [] }
  return outcome
})

const hopelessAfter = (checks: ReadonlyArray<Checked>): string | undefined => {
  const reasons = checks.map(({ error }) => error?.reason)
  const [first] = reasons
  if (checks.length === 1 && first?._tag === "Unauthorized" && first.status === 401) {
    return "the credentials were refused"
  }
  const last = reasons.slice(-patience)
  const silent = last.every((reason) => reason !== undefined && silence.includes(reason._tag))
  return silent && last.length === patience ? `there was no answer ${patience} times in a row` : undefined
}

/** Each of these has been tried several times, and may have taken a minute. */
const silence = ["TransportFailure", "Timeout", "Unavailable"]

const patience = 3

const left = (plan: ReadonlyArray<{ readonly operation: string }>, why: string): ReadonlyArray<NotChecked> =>
  [...new Set(plan.map(({ operation }) => operation))].map((operation) => ({ operation, why }))

/** What no credentials make checkable. An operation may have several endpoints. */
const never = (): ReadonlyArray<NotChecked> => [
  ...Object.entries(excused).map(([operation, why]) => ({ operation, why })),
  ...left(
    allEndpoints().filter(({ repeat }) => repeat !== "read"),
    "changes something, so this command never runs it"
  )
]
