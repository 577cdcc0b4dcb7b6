/** The user group key: as the caller of commands about users, and as what commands about keys act on. */
import { createHash } from "node:crypto"
import { likelyProblem } from "@aculab-cloud/core/BiometricProblem"
import { CloudError } from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { callerOptions, secret, withVariables } from "../../account.js"
import { answered, type Question, telling } from "../../ask.js"
import { simulatedCloud, withLayers } from "../../cloud.js"
import { withNames } from "../../failure.js"

export const variable = "ACULAB_USER_GROUP_KEY"

const question = "User group key"

/** The key that the environment holds, or that a person types. */
export const groupKey = secret(variable, question)

/** Names a key without giving it away: the beginning of its SHA-256. */
export const fingerprintOf = (key: Redacted.Redacted<string>): string =>
  createHash("sha256").update(Redacted.value(key)).digest("hex").slice(0, 12)

/** Asks as a user group, and prints the answer. The account's API access key is neither needed nor read. */
export const askUserGroup = Effect.fnUntraced(function* <A, E, R>(
  question: Question<A, E, R, UserGroupKey.UserGroupKey | HttpClient>
) {
  const call = telling(question.operation, question.doing)(Effect.mapError(question.call, withAdvice))
  yield* answered(question, yield* withLayers(call, { real, simulated }))
})

const inVariables = (error: CloudError): CloudError => withVariables(withNames({ key: variable })(error))

const real = Layer.merge(
  Layer.effect(
    UserGroupKey.UserGroupKey,
    Effect.flatMap(callerOptions({ variable, question }), ({ secret, ...address }) =>
      Effect.mapError(UserGroupKey.make({ ...address, key: secret }), inVariables)
    )
  ),
  NodeTransport.layer
)

const simulated = Layer.unwrap(
  Effect.map(groupKey, (key) => UserGroupKey.layer({ key }).pipe(Layer.provideMerge(simulatedCloud)))
)

const withAdvice = (error: CloudError): CloudError => {
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
    case "unknown-key":
      return `Check ${variable}: there seems to be no such key.`
    case "disabled":
      return "The key, or voice biometrics of the account, seems to be disabled."
    default:
      return undefined
  }
}
