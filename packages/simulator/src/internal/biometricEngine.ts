/** Keeps voice biometrics groups, and the keys and users that go with them. */
import type { BiometricGroup, BiometricKey, Biometrics, BiometricUser } from "../Biometrics.js"
import type { Clock } from "../Clock.js"
import { emptyModel, taught, type VoiceModel } from "./voiceModel.js"
import { readRecording, type VoiceRecording } from "./voiceRecording.js"

/** What is wrong with the name of a group, or undefined (D). */
export const groupNameProblem = (name: string): string | undefined => {
  if (name === "" || [...name].length > 64) return "1 to 64 characters"
  if (/ {2}/.test(name)) return "no spaces in a row"
  return /["^:]/.test(name) ? 'no " ^ or :' : undefined
}

/** Some characters are not allowed (D); which ones is not known. These are the ones that group names exclude (I). */
export const hasDisallowedCharacters = (userId: string): boolean => /["^:\p{Cc}]/u.test(userId)

interface Who {
  readonly group: string
  readonly userId: string
}

export interface BiometricEngine extends Biometrics {
  readonly hasGroup: (name: string) => boolean
  /** Deletes a group with its keys and users. */
  readonly removeGroup: (name: string) => void
  readonly findKey: (key: string) => BiometricKey | undefined
  /** For the check of credentials. A disabled key is still somebody's. */
  readonly isGroupKey: (key: string) => boolean
  readonly changeKey: (key: BiometricKey) => BiometricKey
  readonly removeKey: (key: string) => void
  readonly findUser: (group: string, userId: string) => BiometricUser | undefined
  readonly removeUser: (group: string, userId: string) => void
  /** What is known of a user's voice. */
  readonly modelOf: (user: Who) => VoiceModel
  readonly setModel: (user: Who, model: VoiceModel) => void
  readonly newTransactionId: () => string
  readonly newInstanceId: () => string
}

const recordingsOf = (audio: readonly Uint8Array[]): readonly VoiceRecording[] =>
  audio.map((bytes) => {
    const recording = readRecording(bytes)
    if ("problem" in recording) throw new TypeError(recording.text)
    return recording
  })

export const makeBiometricEngine = (clock: Clock): BiometricEngine => {
  const groups = new Map<string, number>()
  const keys = new Map<string, BiometricKey>()
  // No group name holds a colon, so a name, a colon and an id are one of a kind.
  const users = new Map<string, BiometricUser>()
  const models = new Map<string, VoiceModel>()
  const place = (group: string, userId: string) => `${group}:${userId}`
  let keyCount = 0
  let transactionCount = 0
  let instanceCount = 0

  const group = (name: string): BiometricGroup => {
    const created = groups.get(name)
    if (created === undefined) throw new TypeError(`there is no group ${JSON.stringify(name)}`)
    return { name, created, registrations: usersOf(name).length }
  }
  const usersOf = (name: string | undefined): readonly BiometricUser[] =>
    [...users.values()].filter((user) => (name ?? user.group) === user.group)
  const keysOf = (name: string | undefined): readonly BiometricKey[] =>
    [...keys.values()].filter((key) => (name ?? key.group) === key.group)

  const storeKey = (key: BiometricKey): BiometricKey => {
    keys.set(key.key, key)
    return key
  }
  const storeUser = (user: BiometricUser): BiometricUser => {
    users.set(place(user.group, user.userId), user)
    return user
  }
  const user = (who: Who): BiometricUser => {
    const found = users.get(place(who.group, who.userId))
    if (found === undefined) throw new TypeError(`there is no user ${who.userId} in ${who.group}`)
    return found
  }

  const setModel = (who: Who, model: VoiceModel): BiometricUser => {
    models.set(place(who.group, who.userId), model)
    return storeUser({ ...user(who), recordings: model.recordings.length })
  }
  const removeUser = (group: string, userId: string): void => {
    users.delete(place(group, userId))
    models.delete(place(group, userId))
  }

  const newKey = (): string => {
    keyCount += 1
    return `ak-${String(keyCount).padStart(6, "0")}/8kzAyBcgny-7qCh9/zfc0`
  }

  return {
    groups: () => [...groups.keys()].map(group),
    hasGroup: (name) => groups.has(name),
    addGroup: (name) => {
      const problem = groupNameProblem(name)
      if (problem !== undefined) throw new TypeError(`a group's name has ${problem}: ${JSON.stringify(name)}`)
      if (groups.has(name)) throw new TypeError(`there is already a group ${JSON.stringify(name)}`)
      groups.set(name, clock.now())
      return group(name)
    },
    removeGroup: (name) => {
      groups.delete(name)
      for (const { key } of keysOf(name)) keys.delete(key)
      for (const { userId } of usersOf(name)) removeUser(name, userId)
    },
    keys: keysOf,
    addKey: ({ group: name, enabled = true, retainData = false }) =>
      storeKey({ key: newKey(), group: group(name).name, created: clock.now(), enabled, retainData }),
    findKey: (key) => keys.get(key),
    isGroupKey: (key) => keys.has(key),
    changeKey: storeKey,
    removeKey: (key) => {
      keys.delete(key)
    },
    users: usersOf,
    addUser: ({ group: name, userId, audio = [] }) => {
      group(name)
      if (userId === "" || hasDisallowedCharacters(userId)) {
        throw new TypeError(
          `a user's id has characters, but no " ^ : and control ones: ${JSON.stringify(userId)}`
        )
      }
      if (users.has(place(name, userId))) throw new TypeError(`${userId} is already in ${name}`)
      const model = taught(emptyModel, recordingsOf(audio))
      storeUser({
        group: name,
        userId,
        registered: clock.now(),
        updated: undefined,
        verified: undefined,
        verificationsPassed: 0,
        verificationsFailed: 0,
        recordings: 0
      })
      return setModel({ group: name, userId }, model)
    },
    findUser: (name, userId) => users.get(place(name, userId)),
    removeUser,
    modelOf: ({ group, userId }) => models.get(place(group, userId)) ?? emptyModel,
    setModel,
    noteUpdate: (who) => storeUser({ ...user(who), updated: clock.now() }),
    noteVerification: (attempt) => {
      const before = user(attempt)
      return storeUser({
        ...before,
        verified: clock.now(),
        verificationsPassed: before.verificationsPassed + (attempt.passed ? 1 : 0),
        verificationsFailed: before.verificationsFailed + (attempt.passed ? 0 : 1)
      })
    },
    newTransactionId: () => {
      transactionCount += 1
      return `vb-transaction-${transactionCount}`
    },
    newInstanceId: () => {
      instanceCount += 1
      return `vb-instance.${instanceCount}`
    }
  }
}
