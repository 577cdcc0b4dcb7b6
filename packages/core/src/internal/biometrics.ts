/**
 * What users, groups and keys of voice biometrics have in common.
 */

import { flag, moment, nonEmptyText, open } from "./answers.js"
import * as Wire from "./wire.js"

/** The name of a user group, with the rules that the page of the groups states (D). */
export const groupName = () =>
  Wire.textMatching(
    /^(?!.* {2})[^"^:]{1,64}$/su,
    'must be a group name: 1 to 64 characters, no two spaces in a row, no " or ^ or :'
  )

/** The answer of every removal: when. */
export const deletion = () => open({ deleted: moment() })

/** What the cloud says of a key, in a list, after its creation and after a change (D, S). */
export const keyAnswer = () =>
  open({
    user_group_key: nonEmptyText(),
    created: moment(),
    enabled: flag(),
    retain_data: flag()
  })
