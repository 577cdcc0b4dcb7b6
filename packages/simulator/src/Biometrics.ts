/** Voice biometrics of the simulated account: groups, their keys, their users. All times are milliseconds. */

/** A group of users. */
export interface BiometricGroup {
  readonly name: string
  /** In milliseconds since the epoch, as are all times. */
  readonly created: number
  /** How many users are registered in the group. */
  readonly registrations: number
}

/** A key of a group: the password of requests about the group's users. */
export interface BiometricKey {
  /** Such as `ak-000001/8kzAyBcgny-7qCh9/zfc0`. The digits in front count, so that a test can tell them. */
  readonly key: string
  readonly group: string
  /** In milliseconds since the epoch. */
  readonly created: number
  readonly enabled: boolean
  /** Whether audio and transactions are kept for diagnosis. Only recorded here. */
  readonly retainData: boolean
}

/** A user, with what is known of the voice. */
export interface BiometricUser {
  readonly group: string
  readonly userId: string
  /** In milliseconds since the epoch. */
  readonly registered: number
  /** In milliseconds since the epoch. Undefined before the first update. */
  readonly updated: number | undefined
  /** When a verification was last attempted, in milliseconds since the epoch; undefined before the first. */
  readonly verified: number | undefined
  /** How many verifications let the user in, from 0. */
  readonly verificationsPassed: number
  /** How many did not, from 0. */
  readonly verificationsFailed: number
  /** Of how many recordings the user's model is made: 24 at most, the newest. */
  readonly recordings: number
}

/** A test's access to voice biometrics, beside the operations of the cloud. */
export interface Biometrics {
  /** All groups, oldest first. */
  readonly groups: () => readonly BiometricGroup[]
  /** Makes a group. Throws for a name that breaks the rules or exists. */
  readonly addGroup: (name: string) => BiometricGroup
  /** The keys of a group, or of all groups, oldest first. */
  readonly keys: (group?: string) => readonly BiometricKey[]
  /** Makes a key, enabled and without `retainData` unless said otherwise. Throws if there is no such group. */
  readonly addKey: (key: {
    readonly group: string
    readonly enabled?: boolean
    readonly retainData?: boolean
  }) => BiometricKey
  /** The users of a group, or of all groups, oldest first. */
  readonly users: (group?: string) => readonly BiometricUser[]
  /**
   * Registers a user, with WAV files or without. Without, the user sounds like nobody: verifications fail with a
   * confidence of 0 until an update. Throws if there is no such group, already such a user, or audio that the cloud
   * would refuse.
   */
  readonly addUser: (user: {
    readonly group: string
    readonly userId: string
    readonly audio?: readonly Uint8Array[]
  }) => BiometricUser
  /** As if the user's model had been updated now. Throws if there is no such user. */
  readonly noteUpdate: (user: { readonly group: string; readonly userId: string }) => BiometricUser
  /** As if a verification had been attempted now. Throws if there is no such user. */
  readonly noteVerification: (attempt: {
    readonly group: string
    readonly userId: string
    readonly passed: boolean
  }) => BiometricUser
}
