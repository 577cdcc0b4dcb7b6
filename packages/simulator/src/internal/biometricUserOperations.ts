/** Voice biometrics: the operations on users that need no audio (wire reference, B 2). */
import { badApiRequest } from "./biometricErrors.js"
import { type Subject, subjectOf, userId } from "./biometricSubject.js"
import { cloudDateTime } from "./dateTime.js"
import { type Cloud, json, type Operation, type Outcome } from "./operation.js"

const userOperation = (path: string, answer: (subject: Subject, cloud: Cloud) => Outcome): Operation => ({
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
