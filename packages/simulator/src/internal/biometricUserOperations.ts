/**
 * Voice biometrics: the operations on users that need no audio (wire reference, B 2). Registering, updating and
 * verifying come with audio.
 */
import { hasDisallowedCharacters } from "./biometricEngine.js"
import { badApiRequest, unknownGroupKey } from "./biometricErrors.js"
import type { Caller } from "./caller.js"
import { cloudDateTime } from "./dateTime.js"
import { type Cloud, json, type Operation, type Outcome, refused } from "./operation.js"
import { type Input, optional, valid } from "./parameters.js"

// Not `required`: the documented answer to a request without it is not the general one.
const userId = optional("user_id", "D", (text) => valid(text), "")

/** Who is meant, and in which group; or what is wrong with that. */
const subjectOf = (
  input: Input,
  cloud: Cloud,
  caller: Caller
): { readonly group: string; readonly userId: string } | Outcome => {
  const key = caller.kind === "group-key" ? cloud.biometrics.findKey(caller.key) : undefined
  if (key === undefined) return refused(unknownGroupKey)
  // S says that a disabled key cannot register, update or verify. That it can do nothing else either is inferred.
  if (!key.enabled) return badApiRequest("user group key disabled")
  const id = input.get(userId)
  if (id === "") return badApiRequest("user_id not supplied")
  if (hasDisallowedCharacters(id)) return badApiRequest("user_id has disallowed characters")
  return { group: key.group, userId: id }
}

const userOperation = (
  path: string,
  answer: (subject: { readonly group: string; readonly userId: string }, cloud: Cloud) => Outcome
): Operation => ({
  path,
  credentials: "group-key",
  parameters: [userId],
  findProblems: () => [],
  run: (input, cloud, caller) => {
    const subject = subjectOf(input, cloud, caller)
    return "kind" in subject ? subject : answer(subject, cloud)
  }
})

const userExists = userOperation("/voice_biometrics/v1/user/exists", ({ group, userId }, cloud) =>
  json({
    user_id: userId,
    transaction_id: cloud.biometrics.newTransactionId(),
    exists: cloud.biometrics.findUser(group, userId) !== undefined
  })
)

const noSuchUser = badApiRequest("user_id not found")

const userDelete = userOperation("/voice_biometrics/v1/user/delete", ({ group, userId }, cloud) => {
  if (cloud.biometrics.findUser(group, userId) === undefined) return noSuchUser
  cloud.biometrics.removeUser(group, userId)
  return json({
    user_id: userId,
    transaction_id: cloud.biometrics.newTransactionId(),
    deleted: cloudDateTime(cloud.clock.now())
  })
})

/** A date of something that may never have happened. */
const dateField = (name: string, time: number | undefined, cloud: Cloud) => {
  if (time !== undefined) return { [name]: cloudDateTime(time) }
  return cloud.forms.biometricDates === "null" ? { [name]: null } : {}
}

const userStats = userOperation("/voice_biometrics/v1/user/stats", ({ group, userId }, cloud) => {
  const user = cloud.biometrics.findUser(group, userId)
  if (user === undefined) return noSuchUser
  return json({
    user_group_name: group,
    transaction_id: cloud.biometrics.newTransactionId(),
    registration_date: cloudDateTime(user.registered),
    ...dateField("update_date", user.updated, cloud),
    ...dateField("verification_date", user.verified, cloud),
    verification_attempts: user.verificationsPassed + user.verificationsFailed,
    verifications_passed: user.verificationsPassed,
    verifications_failed: user.verificationsFailed
  })
})

export const biometricUserOperations: readonly Operation[] = [userDelete, userExists, userStats]
