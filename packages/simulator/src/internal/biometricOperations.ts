/** Voice biometrics: groups, keys, and the operations on users that need no audio (wire reference, B 2 to 4). */
import type { BiometricKey } from "../Biometrics.js"
import { groupNameProblem, hasDisallowedCharacters } from "./biometricEngine.js"
import type { Caller } from "./caller.js"
import { anyText, flag } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { type Cloud, json, type Operation, type Outcome, refused } from "./operation.js"
import { type Check, type Input, malformed, optional, required, valid } from "./parameters.js"
import { httpRefusal } from "./refusal.js"

/** The text has the documented pattern `Bad API request, [service]:[message]`. What the service is called: I. */
export const badApiRequest = (message: string): Outcome =>
  refused(httpRefusal(400, `Bad API request, voice_biometrics:${message}`))

const groupName: Check<string> = (text) => {
  const problem = groupNameProblem(text)
  return problem === undefined ? valid(text) : malformed(`a name with ${problem}`)
}

// What is said of an unknown group is documented for keys only ("group key not found"), so here it is inferred.
const noSuchGroup = badApiRequest("user_group_name not found")
const noSuchKey = badApiRequest("user_group_key not found")

const group = required("user_group_name", "D", groupName)
const groupToList = optional("user_group_name", "D", groupName, undefined)

const groupList: Operation = {
  path: "/voice_biometrics/v1/user_group/list",
  parameters: [groupToList],
  findProblems: () => [],
  run: (input, cloud) => {
    const name = input.get(groupToList)
    // I: a name that no group has is a filter that lets nothing through, not an error.
    const groups = cloud.biometrics.groups().filter((found) => (name ?? found.name) === found.name)
    return json({
      user_groups: groups.map(({ name, created, registrations }) => ({
        name,
        created: cloudDateTime(created),
        registrations
      }))
    })
  }
}

const groupCreate: Operation = {
  path: "/voice_biometrics/v1/user_group/create",
  parameters: [group],
  findProblems: () => [],
  run: (input, cloud) => {
    const name = input.get(group)
    if (cloud.biometrics.hasGroup(name)) return badApiRequest("user_group_name already present")
    return json({ created: cloudDateTime(cloud.biometrics.addGroup(name).created) })
  }
}

const groupDelete: Operation = {
  path: "/voice_biometrics/v1/user_group/delete",
  parameters: [group],
  findProblems: () => [],
  run: (input, cloud) => {
    const name = input.get(group)
    if (!cloud.biometrics.hasGroup(name)) return noSuchGroup
    cloud.biometrics.removeGroup(name)
    return json({ deleted: cloudDateTime(cloud.clock.now()) })
  }
}

const keyOnWire = (key: BiometricKey) => ({
  user_group_key: key.key,
  created: cloudDateTime(key.created),
  enabled: key.enabled,
  retain_data: key.retainData
})

const keyList: Operation = {
  path: "/voice_biometrics/v1/user_group/key/list",
  parameters: [group],
  findProblems: () => [],
  run: (input, cloud) => {
    const name = input.get(group)
    if (!cloud.biometrics.hasGroup(name)) return noSuchGroup
    return json({ user_group_keys: cloud.biometrics.keys(name).map(keyOnWire) })
  }
}

const groupOfKey = required("user_group_name", "I", groupName)

const keyCreate: Operation = {
  path: "/voice_biometrics/v1/user_group/key/create",
  parameters: [groupOfKey],
  findProblems: () => [],
  run: (input, cloud) => {
    const name = input.get(groupOfKey)
    return cloud.biometrics.hasGroup(name)
      ? json(keyOnWire(cloud.biometrics.addKey({ group: name })))
      : noSuchGroup
  }
}

const key = required("user_group_key", "I", anyText)
const enabled = required("enabled", "I", flag)
const retainData = optional("retain_data", "I", flag, false)

const keyModify: Operation = {
  path: "/voice_biometrics/v1/user_group/key/modify",
  parameters: [key, enabled, retainData],
  findProblems: () => [],
  run: (input, cloud) => {
    const found = cloud.biometrics.findKey(input.get(key))
    if (found === undefined) return noSuchKey
    const changed = { ...found, enabled: input.get(enabled), retainData: input.get(retainData) }
    return json(keyOnWire(cloud.biometrics.changeKey(changed)))
  }
}

const keyDelete: Operation = {
  path: "/voice_biometrics/v1/user_group/key/delete",
  parameters: [key],
  findProblems: () => [],
  run: (input, cloud) => {
    const found = cloud.biometrics.findKey(input.get(key))
    if (found === undefined) return noSuchKey
    cloud.biometrics.removeKey(found.key)
    return json({ deleted: cloudDateTime(cloud.clock.now()) })
  }
}

// Not `required`: the documented answer to a request without it is not the general one.
const userId = optional("user_id", "D", (text) => valid(text), "")

/** Who is meant, and in which group; or what is wrong with that. */
const subjectOf = (
  input: Input,
  cloud: Cloud,
  caller: Caller
): { readonly group: string; readonly userId: string } | Outcome => {
  const key = caller.kind === "group-key" ? cloud.biometrics.findKey(caller.key) : undefined
  if (key === undefined) return badApiRequest("user group key not known")
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

/** Registering, updating and verifying bring audio, and come with it. */
export const biometricOperations: readonly Operation[] = [
  groupList,
  groupCreate,
  groupDelete,
  keyList,
  keyCreate,
  keyModify,
  keyDelete,
  userDelete,
  userExists,
  userStats
]
