/** Audio as the command line names it: files, the standard input, URLs, and how they travel. */
import { basename } from "node:path"
import type { AudioFile } from "@aculab-cloud/core/BiometricAudio"
import type { InvalidAudio } from "@aculab-cloud/core/InvalidAudio"
import * as Wav from "@aculab-cloud/core/Wav"
import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
import type { FileError } from "@aculab-cloud/node/NodeFileError"
import * as Flag from "effect/cli/Flag"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"

/** What can go wrong with audio before it is sent. */
export type AudioFailure = InvalidAudio | FileError | PlatformError

/** A file of the command line, read when it is needed. */
export type Audio = AudioFile<AudioFailure>

export const travelFlags = {
  method: Flag.Literals("method", ["put", "post", "websocket"]).pipe(
    Flag.withDescription(
      "How it travels: put takes one FILE, post takes files or URLs, websocket takes one FILE and shows how far it is (default: put for one FILE, otherwise post)"
    ),
    Flag.optional
  ),
  convert: Flag.Boolean("convert").pipe(
    Flag.withDescription(
      "Convert audio that the cloud would refuse: to one channel, 16-bit PCM, at most 16000 samples a second"
    ),
    Flag.withDefault(false)
  )
}

export type Method = "put" | "post" | "websocket"

/** What a command line says of audio. */
export interface Sources {
  readonly files: ReadonlyArray<string>
  readonly urls: ReadonlyArray<string>
  readonly method: Method | undefined
  readonly convert: boolean
}

/** What is wrong with it, before anything is read. */
export const issuesOf = ({ files, urls, method, convert }: Sources) => [
  ...(files.length + urls.length === 0 ? [{ field: "FILE", rule: "is required, or --url" }] : []),
  ...(files.length > 0 && urls.length > 0
    ? [{ field: "--url", rule: "must be left out beside a FILE: files and URLs never go together" }]
    : []),
  ...(files.filter((path) => path === "-").length > 1
    ? [{ field: "FILE", rule: "must be the standard input only once" }]
    : []),
  ...((method === "put" || method === "websocket") && (files.length > 1 || urls.length > 0)
    ? [{ field: "--method", rule: `${method} takes one FILE: several, and URLs, travel by post` }]
    : []),
  ...(convert && urls.length > 0
    ? [{ field: "--convert", rule: "is for a FILE: what --url names never comes to this machine" }]
    : [])
]

/** The bytes of a file, or for `-` of the standard input. */
export const bytesOf = (path: string) =>
  Stdio.Stdio.use(
    ({ stdin }): Effect.Effect<Stream.Stream<Uint8Array, FileError | PlatformError>> =>
      Effect.succeed(path === "-" ? stdin : NodeAudio.file(path).content)
  )

export const filesOf = ({ files, convert }: Sources) =>
  Effect.forEach(files, (path) =>
    Effect.map(
      bytesOf(path),
      (bytes): Audio => ({
        content: convert ? converted(bytes) : bytes,
        ...(path === "-" ? {} : { name: basename(path) })
      })
    )
  )

/** Audio that the cloud takes stays as it is. */
const converted = <E>(bytes: Stream.Stream<Uint8Array, E>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const wav = yield* readWav(bytes)
      const right = yield* Wav.check(wav).pipe(Effect.catchTag("InvalidAudio", () => Wav.convert(wav)))
      return Stream.succeed(Wav.encode(right))
    })
  )

/** What the cloud takes. */
export const longest = Duration.minutes(1)

/** Reads any WAV, whatever its format. Of one that is longer than the cloud takes, only a little more than that. */
export const readWav = <E>(bytes: Stream.Stream<Uint8Array, E>) =>
  Effect.gen(function* () {
    const { encoding, sampleRate, channels, samples } = yield* Wav.openStream(bytes)
    const format = { encoding, sampleRate, channels }
    let length = Duration.zero
    const isEnough = (data: Uint8Array): boolean => {
      length = Duration.sum(length, Wav.duration({ ...format, data }))
      return Duration.isGreaterThan(length, longest)
    }
    const pieces = yield* Stream.runCollect(Stream.takeUntil(samples, isEnough))
    return { ...format, data: Buffer.concat(pieces) } satisfies Wav.Wav
  }).pipe(Effect.scoped)
