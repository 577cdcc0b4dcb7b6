/** Voice biometrics: groups and their keys (wire reference, B 3 and 4). */
import type { BiometricKey } from "../Biometrics.js"
import { groupNameProblem } from "./biometricEngine.js"
import { badApiRequest } from "./biometricErrors.js"
import { anyText, flag } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { json, type Operation } from "./operation.js"
import { type Check, malformed, optional, required, valid } from "./parameters.js"

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

export const biometricGroupOperations: readonly Operation[] = [
  groupList,
  groupCreate,
  groupDelete,
  keyList,
  keyCreate,
  keyModify,
  keyDelete
]
