/** The user group key: as the caller of commands about users, and as what commands about keys act on. */
import { createHash } from "node:crypto"
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import { likelyProblem } from "@aculab-cloud/core/BiometricProblem"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { CloudError } from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { callerOptions, secret, withVariables } from "../../account.js"
import { answered, type Question, telling } from "../../ask.js"
import { simulatedCloud, withLayers } from "../../cloud.js"
import { withNames } from "../../failure.js"
import { transport } from "../../transport.js"

export const variable = "ACULAB_USER_GROUP_KEY"

const question = "User group key"

/** The key that the environment holds, or that a person types. */
export const groupKey = secret(variable, question)

/** Names a key without giving it away: the beginning of its SHA-256. */
export const fingerprintOf = (key: Redacted.Redacted<string>): string =>
  createHash("sha256").update(Redacted.value(key)).digest("hex").slice(0, 12)

/** What a person reads during a call. */
interface Doing {
  readonly operation: string
  readonly doing: string
  readonly tail?: (() => string) | undefined
}

/** Calls as a user group. The account's API access key is neither needed nor read. */
export const asUserGroup = <A, E, R>(
  { operation, doing, tail }: Doing,
  call: Effect.Effect<A, E, R | UserGroupKey.UserGroupKey | HttpClient>
) => withLayers(telling(operation, doing, tail)(Effect.mapError(call, withAdvice)), { real, simulated })

/** The same, and prints the answer. */
export const askUserGroup = Effect.fnUntraced(function* <A, E, R>(
  question: Question<A, E, R, UserGroupKey.UserGroupKey | HttpClient>
) {
  yield* answered(question, yield* asUserGroup(question, question.call))
})

const inVariables = (error: CloudError): CloudError => withVariables(withNames({ key: variable })(error))

const real = Layer.merge(
  Layer.effect(
    UserGroupKey.UserGroupKey,
    Effect.flatMap(callerOptions({ variable, question }), ({ secret, ...address }) =>
      Effect.mapError(UserGroupKey.make({ ...address, key: secret }), inVariables)
    )
  ),
  transport
)

/** A simulated cloud knows no key: it gets one, unless a key is given. */
const simulatedKey = Effect.gen(function* () {
  const given = yield* Config.option(Config.Redacted(variable))
  if (Option.isSome(given)) return given.value
  yield* BiometricGroups.create(simulatedGroup)
  return (yield* BiometricKeys.create(simulatedGroup)).key
})

const simulatedGroup = "Simulated"

const simulated = Layer.effect(
  UserGroupKey.UserGroupKey,
  Effect.gen(function* () {
    const { cloudId, username, baseUrl } = yield* CloudAccount.CloudAccount
    return yield* UserGroupKey.make({ cloudId, username, baseUrl, key: yield* simulatedKey })
  })
).pipe(Layer.provideMerge(simulatedCloud))

const withAdvice = <E>(error: E): E | CloudError => {
  if (!(error instanceof CloudError)) return error
  const advice = adviceFor(error)
  return advice === undefined ? error : new CloudError({ ...error, advice })
}

const adviceFor = (error: CloudError): string | undefined => {
  if (error.reason._tag === "Unauthorized") {
    return `Check ${variable}, ACULAB_CLOUD_ID and ACULAB_USERNAME.`
  }
  switch (likelyProblem(error)) {
    case "unknown-user":
      return `The group of ${variable} seems to have no such user.`
    case "user-already-present":
      return "The user seems to be registered: `aculab-cloud voice update` adds recordings."
    case "refused-user-id":
      return "USER seems to hold a character that the cloud refuses. It is not documented which ones those are."
    case "too-little-speech":
      return "Record a longer phrase, without long pauses."
    case "unusable-audio":
      return "`aculab-cloud voice check FILE` says what is wrong with a file."
    case "unknown-key":
      return `Check ${variable}: there seems to be no such key.`
    case "disabled":
      return "The key, or voice biometrics of the account, seems to be disabled."
    case undefined:
      return undefined
  }
}
