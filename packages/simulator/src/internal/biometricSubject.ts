/** Whom a request of voice biometrics is about: the same for every operation on users. */
import { hasDisallowedCharacters } from "./biometricEngine.js"
import { badApiRequest, disabledKey, unknownGroupKey } from "./biometricErrors.js"
import type { Caller } from "./caller.js"
import { type Cloud, type Outcome, refused } from "./operation.js"
import { type Input, optional, valid } from "./parameters.js"

export interface Subject {
  readonly group: string
  readonly userId: string
  /** The group key that the request came with. */
  readonly key: string
}

// Not `required`: the documented answer to a request without it is not the general one.
export const userId = optional("user_id", "D", (text) => valid(text), "")

/** Who is meant, and in which group; or what is wrong with that. */
export const subjectOf = (input: Input, cloud: Cloud, caller: Caller): Subject | Outcome => {
  const key = caller.kind === "group-key" ? cloud.biometrics.findKey(caller.key) : undefined
  if (key === undefined) return refused(unknownGroupKey)
  // S says that a disabled key cannot register, update or verify. That it can do nothing else either is inferred.
  if (!key.enabled) return badApiRequest(disabledKey)
  const id = input.get(userId)
  if (id === "") return badApiRequest("user_id not supplied")
  if (hasDisallowedCharacters(id)) return badApiRequest("user_id has disallowed characters")
  return { group: key.group, userId: id, key: key.key }
}
