/**
 * Audio for voice biometrics from a file on disk, or from anything in Node that is read: a
 * pipe, a socket, standard input.
 *
 * @since 0.1.0
 */
import { basename } from "node:path"
import type { AudioFile } from "@aculab-cloud/core/BiometricAudio"
import type { InvalidAudio } from "@aculab-cloud/core/InvalidAudio"
import * as Wav from "@aculab-cloud/core/Wav"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { fileError } from "./internal/disk.js"
import { contentOf, lookAt } from "./internal/localFile.js"
import type { FileError } from "./NodeFileError.js"

/** Audio as `BiometricUsers` and `BiometricSocket` take it, from a place that may fail. */
type FromDisk = AudioFile<FileError> & { readonly content: Stream.Stream<Uint8Array, FileError> }

/**
 * A WAV on disk. The cloud is told the last part of its path as its name.
 *
 * **Details**
 *
 * The file is opened when the audio is used, anew each time. It must be a regular file, and
 * must not change while it is read: `FileError` says what is wrong with it otherwise.
 *
 * **Example** (Register a user with two files)
 *
 * ```ts compile
 * import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
 * import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
 *
 * export const registered = BiometricUsers.register({
 *   userId: "Bob",
 *   audio: [NodeAudio.file("bob-1.wav"), NodeAudio.file("bob-2.wav")]
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (path: string): FromDisk => ({
  name: basename(path),
  content: Stream.unwrap(Effect.map(lookAt(path), contentOf))
})

/**
 * What a Node `Readable`, or any other async iterable of bytes, gives: once, to the first who
 * uses the audio.
 *
 * **Details**
 *
 * However the reading ends, a `Readable` is destroyed. What it fails with becomes a
 * `FileError` with the operation `read` and the name as its path. Text chunks are a failure
 * too: leave the encoding of the `Readable` unset.
 *
 * **Example** (Verify what a recorder pipes in)
 *
 * ```ts compile
 * import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
 * import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
 *
 * export const verified = BiometricUsers.verify({
 *   userId: "Bob",
 *   audio: NodeAudio.readable(process.stdin, "phrase.wav")
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const readable = (chunks: AsyncIterable<unknown>, name = "audio.wav"): FromDisk => ({
  name,
  content: Stream.fromAsyncIterable(chunks, (cause) => fileError("read", name, cause)).pipe(
    Stream.mapEffect((chunk) =>
      chunk instanceof Uint8Array
        ? Effect.succeed(chunk)
        : Effect.fail(fileError("read", name, new TypeError("a chunk is not bytes")))
    ),
    Stream.ensuring(Effect.sync(() => destroy(chunks)))
  )
})

/** An iterator that waits for its next chunk cannot be told to stop; a `Readable` can. */
const destroy = (chunks: AsyncIterable<unknown>): void => {
  if (Predicate.hasProperty(chunks, "destroy") && typeof chunks.destroy === "function") chunks.destroy()
}

/**
 * Reads a WAV on disk into memory, checked against the cloud's rules, to convert it or to
 * look at it first. Fails as `Wav.readStream` does, and with `FileError`.
 *
 * **Example** (How long is it?)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
 * import * as Duration from "effect/Duration"
 * import * as Effect from "effect/Effect"
 *
 * const length = NodeAudio.read("no such file.wav").pipe(
 *   Effect.map((wav) => Duration.format(Wav.duration(wav))),
 *   Effect.catchTag("FileError", ({ code }) => Effect.succeed(code)),
 *   Effect.catchTag("InvalidAudio", ({ advice }) => Effect.succeed(advice))
 * )
 *
 * console.log(await Effect.runPromise(length))
 * // => ENOENT
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const read = (path: string): Effect.Effect<Wav.Wav, FileError | InvalidAudio> =>
  Wav.readStream(file(path).content)
