/** The key of files that are encrypted on this machine: from the environment, never from the command line. */
import type { Encryption } from "@aculab-cloud/node/NodeTransfer"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { secret } from "../../account.js"
import { invalidInput } from "../../failure.js"

const keyVariable = "ACULAB_FILE_KEY"
const ivVariable = "ACULAB_FILE_IV"

export const aboutEncryption = `AES in CBC mode with the key of ${keyVariable}, 32, 48 or 64 hexadecimal digits, and the initialisation vector of ${ivVariable}, 32 of them; what is not set is asked for on a terminal. The cloud does not get the key.`

export const encryptionFor = Effect.fnUntraced(function* (operation: string) {
  const key = bytesOf(yield* secret(keyVariable, "Key, 32, 48 or 64 hexadecimal digits"), [16, 24, 32])
  const iv = bytesOf(yield* secret(ivVariable, "Initialisation vector, 32 hexadecimal digits"), [16])
  const problems = [
    ...(key === undefined ? [{ field: keyVariable, rule: "must be 32, 48 or 64 hexadecimal digits" }] : []),
    ...(iv === undefined ? [{ field: ivVariable, rule: "must be 32 hexadecimal digits" }] : [])
  ]
  if (key === undefined || iv === undefined) return yield* invalidInput(operation, problems)
  return { key: Redacted.make(key), iv } satisfies Encryption
})

const bytesOf = (hex: Redacted.Redacted<string>, lengths: ReadonlyArray<number>): Uint8Array | undefined => {
  const digits = Redacted.value(hex).trim()
  const isHex = /^[0-9a-f]*$/i.test(digits) && lengths.includes(digits.length / 2)
  return isHex ? Uint8Array.from(Buffer.from(digits, "hex")) : undefined
}

/** The standard streams have no file that could be encrypted or decrypted on its way. */
export const notForStream = (operation: string, flag: string) =>
  invalidInput(operation, [{ field: flag, rule: "needs a file, and does not go with -" }])
