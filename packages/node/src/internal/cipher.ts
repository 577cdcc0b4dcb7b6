/**
 * AES in CBC mode with the padding of PKCS#7, as the cloud takes encrypted media (D).
 *
 * By WebCrypto, because Deno's node:crypto has no AES-192. WebCrypto knows whole messages only,
 * but in CBC a message can be cut between two blocks: the last encrypted block of one part is the
 * initialisation vector of the next.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { FileError } from "../NodeFileError.js"
import type { Encryption } from "../NodeTransfer.js"
import { failure, refuse } from "./disk.js"

type Direction = "encrypt" | "decrypt"

type Bytes = Uint8Array<ArrayBuffer>

const blockSize = 16

/** Padding is always there: a whole block where nothing else is needed. */
export const encryptedSize = (size: number): number => size - (size % blockSize) + blockSize

type Transform = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) => Stream.Stream<Uint8Array, E | FileError, R>

/** Encrypts what was read from a file. */
export const encryptWith =
  (encryption: Encryption, path: string): Transform =>
  (bytes) =>
    through("encrypt", encryption, path, bytes)

/** Decrypts what is to be written to a file. */
export const decryptWith =
  (encryption: Encryption, path: string): Transform =>
  (bytes) =>
    through("decrypt", encryption, path, bytes)

const bytesOf = (key: Encryption["key"]): Uint8Array => (Redacted.isRedacted(key) ? Redacted.value(key) : key)

/** Whether the lengths are right. To be asked before anything else happens. */
export const checkEncryption = (
  direction: Direction,
  { key, iv }: Encryption,
  path: string
): Effect.Effect<void, FileError> => {
  const problem = ![16, 24, 32].includes(bytesOf(key).length)
    ? "the key must have 16, 24 or 32 bytes"
    : iv.length !== blockSize
      ? "the initialisation vector must have 16 bytes"
      : undefined
  return problem === undefined ? Effect.void : refuse(direction, path, "BAD_KEY", problem)
}

const through = <E, R>(
  direction: Direction,
  encryption: Encryption,
  path: string,
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E | FileError, R> => {
  const attempt = (run: () => Promise<Bytes>) =>
    Effect.tryPromise({
      try: run,
      catch: () =>
        direction === "encrypt"
          ? failure(direction, path, "UNKNOWN", "this runtime does not encrypt so")
          : failure(
              direction,
              path,
              "BAD_DECRYPT",
              "it was not encrypted with this key and initialisation vector, or is damaged"
            )
    })
  return Stream.unwrap(
    Effect.gen(function* () {
      yield* checkEncryption(direction, encryption, path)
      const { next, last } = yield* Effect.promise(() => steps[direction](encryption))
      return bytes.pipe(
        Stream.mapEffect((chunk) => attempt(() => next(chunk))),
        Stream.concat(Stream.fromEffect(attempt(last))),
        Stream.filter((chunk) => chunk.length > 0)
      )
    })
  )
}

/** One message: a part of it, and what is left at its end. */
interface Steps {
  readonly next: (chunk: Uint8Array) => Promise<Bytes>
  readonly last: () => Promise<Bytes>
}

const encryption = async (options: Encryption): Promise<Steps> => {
  const aes = await aesOf(options)
  let iv: Bytes = options.iv.slice()
  let rest: Bytes = new Uint8Array()
  return {
    next: async (chunk) => {
      const [blocks, after] = cut(joined(rest, chunk), 0)
      rest = after
      if (blocks.length === 0) return blocks
      // Without the padding: it belongs to the end of the message.
      const encrypted = (await aes("encrypt", iv, blocks)).subarray(0, blocks.length)
      iv = encrypted.slice(-blockSize)
      return encrypted
    },
    last: () => aes("encrypt", iv, rest)
  }
}

const decryption = async (options: Encryption): Promise<Steps> => {
  const aes = await aesOf(options)
  let iv: Bytes = options.iv.slice()
  let rest: Bytes = new Uint8Array()
  return {
    next: async (chunk) => {
      // The last block stays: it may be the one with the padding.
      const [blocks, after] = cut(joined(rest, chunk), 1)
      rest = after
      if (blocks.length === 0) return blocks
      const lastBlock = blocks.slice(-blockSize)
      // WebCrypto wants a padding here too: it gets what an empty rest would be encrypted to.
      const padding = await aes("encrypt", lastBlock, new Uint8Array())
      const decrypted = await aes("decrypt", iv, joined(blocks, padding))
      iv = lastBlock
      return decrypted
    },
    last: () => aes("decrypt", iv, rest)
  }
}

const steps: Readonly<Record<Direction, (options: Encryption) => Promise<Steps>>> = {
  encrypt: encryption,
  decrypt: decryption
}

const aesOf = async ({ key }: Encryption) => {
  const name = "AES-CBC"
  const imported = await crypto.subtle.importKey("raw", bytesOf(key).slice(), name, false, [
    "encrypt",
    "decrypt"
  ])
  return async (direction: Direction, iv: Bytes, bytes: Bytes): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle[direction]({ name, iv }, imported, bytes))
}

const joined = (first: Uint8Array, second: Uint8Array): Bytes => {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

/** As many whole blocks as leave so many bytes at least, and what they leave. */
const cut = (bytes: Bytes, leave: number): readonly [blocks: Bytes, rest: Bytes] => {
  const available = Math.max(0, bytes.length - leave)
  const at = available - (available % blockSize)
  return [bytes.subarray(0, at), bytes.subarray(at)]
}
