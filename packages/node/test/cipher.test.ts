import { spawn } from "node:child_process"
import { once } from "node:events"
import { buffer } from "node:stream/consumers"
import type { Encryption } from "@aculab-cloud/node/NodeTransfer"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { decryptWith, encryptedSize, encryptWith } from "../src/internal/cipher.js"
import { bytesOf } from "./filesSupport.js"

const iv = bytesOf(16, 3)
const keyOf = (bits: number): Encryption => ({ key: Redacted.make(bytesOf(bits / 8, bits)), iv })

/** What openssl makes of it. It is on every machine that builds this; where not, this says so. */
const openssl = async (direction: "-e" | "-d", bits: number, input: Uint8Array): Promise<Uint8Array> => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")
  const words = ["enc", direction, `-aes-${bits}-cbc`, "-K", hex(bytesOf(bits / 8, bits)), "-iv", hex(iv)]
  const child = spawn("openssl", words, { stdio: ["pipe", "pipe", "inherit"] })
  await once(child, "spawn").catch((cause: unknown) => {
    throw new Error("the command openssl is needed to check the encryption against it", { cause })
  })
  child.stdin.end(input)
  const [output, [code]] = await Promise.all([buffer(child.stdout), once(child, "exit")])
  expect(code).toBe(0)
  return new Uint8Array(output)
}

/** The content in pieces of a size that is no multiple of anything. */
const inPieces = (bytes: Uint8Array, size: number) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size)
    )
  )

const run = async (stream: Stream.Stream<Uint8Array, unknown>): Promise<Uint8Array> =>
  new Uint8Array(Buffer.concat(await Effect.runPromise(Stream.runCollect(stream))))

const failureOf = <E>(stream: Stream.Stream<Uint8Array, E>): Promise<E> =>
  Effect.runPromise(Effect.flip(Stream.runDrain(stream)))

describe.each([128, 192, 256])("AES-CBC with %i bits", (bits) => {
  it.each([0, 1, 15, 16, 17, 4096, 100_001])("encrypts %i bytes as openssl does", async (length) => {
    const plain = bytesOf(length)
    const expected = await openssl("-e", bits, plain)
    expect(expected.length).toBe(encryptedSize(length))
    for (const piece of [7, 16, 65_536]) {
      expect(await run(encryptWith(keyOf(bits), "x")(inPieces(plain, piece)))).toEqual(expected)
    }
  })

  it("is read by openssl, and reads what openssl wrote", async () => {
    const plain = bytesOf(70_000)
    const encrypted = await run(encryptWith(keyOf(bits), "x")(inPieces(plain, 1000)))
    expect(await openssl("-d", bits, encrypted)).toEqual(plain)
    expect(await run(decryptWith(keyOf(bits), "x")(inPieces(encrypted, 1000)))).toEqual(plain)
  })
})

it("takes a key as bytes as one that is Redacted", async () => {
  const plain = { ...keyOf(192), key: bytesOf(24, 192) }
  const encrypted = await run(encryptWith(plain, "x")(inPieces(bytesOf(100), 100)))
  expect(await run(decryptWith(keyOf(192), "x")(inPieces(encrypted, 100)))).toEqual(bytesOf(100))
})

describe("decryption", () => {
  const encrypted = () => run(encryptWith(keyOf(128), "x")(inPieces(bytesOf(100), 100)))

  const wrong: ReadonlyArray<
    readonly [what: string, encryption: Encryption, spoil: (bytes: Uint8Array) => Uint8Array]
  > = [
    ["another key", { ...keyOf(128), key: Redacted.make(bytesOf(16, 5)) }, (bytes) => bytes],
    ["a key of another length", keyOf(256), (bytes) => bytes],
    ["an end that is missing", keyOf(128), (bytes) => bytes.subarray(0, -16)],
    ["no whole number of blocks", keyOf(128), (bytes) => bytes.subarray(0, -1)],
    ["nothing at all", keyOf(128), () => new Uint8Array()]
  ]

  it.each(wrong)("notices %s", async (_, encryption, spoil) => {
    const bytes = spoil(await encrypted())
    expect(await failureOf(decryptWith(encryption, "x.wav")(inPieces(bytes, 64)))).toMatchObject({
      _tag: "FileError",
      operation: "decrypt",
      code: "BAD_DECRYPT",
      path: "x.wav"
    })
  })

  it("gives another start when the vector is another: only the first block depends on it", async () => {
    const other = { ...keyOf(128), iv: bytesOf(16, 9) }
    const decrypted = await run(decryptWith(other, "x")(inPieces(await encrypted(), 64)))
    expect(decrypted.subarray(16)).toEqual(bytesOf(100).subarray(16))
    expect(decrypted.subarray(0, 16)).not.toEqual(bytesOf(100).subarray(0, 16))
  })

  it.each([
    ["a key of 15 bytes", { key: Redacted.make(bytesOf(15)), iv }],
    ["a key of 15 bytes that is not Redacted", { key: bytesOf(15), iv }],
    ["an empty key", { key: Redacted.make(new Uint8Array()), iv }],
    ["a vector of 12 bytes", { key: Redacted.make(bytesOf(16)), iv: bytesOf(12) }]
  ])("refuses %s before anything is read", async (_, encryption) => {
    const neverRead = Stream.die(new Error("it was read"))
    const expected = { _tag: "FileError", code: "BAD_KEY" }
    expect(await failureOf(encryptWith(encryption, "x")(neverRead))).toMatchObject(expected)
    expect(await failureOf(decryptWith(encryption, "x")(neverRead))).toMatchObject(expected)
  })
})
