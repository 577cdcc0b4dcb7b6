/**
 * Audio of voice biometrics on its way to the cloud: what it may be, how it is read and
 * checked, and the body that it becomes.
 */

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { AudioContent, AudioFile } from "../BiometricAudio.js"
import { type CloudError, TransportFailure } from "../CloudError.js"
import { InvalidAudio } from "../InvalidAudio.js"
import type { UserGroupKey } from "../UserGroupKey.js"
import * as Wav from "../Wav.js"
import { call, errorOf, type Failed } from "./call.js"
import type { Operation, Problem } from "./endpoint.js"
import { type Frame, frames } from "./multipart.js"
import { fileParameter, sendFramed } from "./transferUpload.js"
import { joined } from "./wavHeader.js"
import { encodedFrom } from "./wavWrite.js"
import * as Wire from "./wire.js"

type AnyAudio = ReadonlyArray<AudioFile<unknown, unknown>>

/** What an operation gets, whichever way it sends it. */
export interface AudioInput {
  readonly userId: string
  readonly audio: AnyAudio
}

const isWav = (value: unknown): value is Wav.Wav =>
  Predicate.hasProperty(value, "data") &&
  value.data instanceof Uint8Array &&
  Predicate.hasProperty(value, "encoding") &&
  Predicate.hasProperty(value, "sampleRate") &&
  Predicate.hasProperty(value, "channels")

export const isContent = (value: unknown): boolean =>
  value instanceof Uint8Array || value instanceof Blob || isWav(value) || Stream.isStream(value)

const isAudio = (value: unknown): value is AnyAudio =>
  Array.isArray(value) &&
  value.every(
    (file) =>
      Predicate.hasProperty(file, "content") &&
      isContent(file.content) &&
      (!Predicate.hasProperty(file, "name") || file.name === undefined || Predicate.isString(file.name))
  )

export const isName = (name: string | undefined): boolean =>
  name === undefined || (name !== "" && !/\p{Cc}/u.test(name) && name.isWellFormed())

/** Audio files. Their bytes are not text: nothing is encoded here. */
export const audioFiles = (rule: (count: number) => string | undefined) =>
  Wire.parameter(
    Schema.declare(isAudio, {
      expected: "audio files, each with a content: bytes, a Blob, a stream of bytes, or a Wav"
    }),
    (files) =>
      files.every(({ name }) => isName(name))
        ? rule(files.length)
        : "must have names that are not empty, without control characters",
    () => ""
  )

export const onlyOne = (count: number): string | undefined =>
  count === 1 ? undefined : "must be one file for PUT: several files, and URLs, travel by POST"

/** The URL of a WAV. A comma would part it in two (I). */
export const audioUrls = () =>
  Wire.parameter(
    Schema.Array(Schema.String),
    (urls) =>
      urls.length > 0 && urls.every((url) => Wire.pageUrlRule(url) === undefined && !url.includes(","))
        ? undefined
        : "must hold absolute http or https URLs without a comma, a user name or password",
    (urls) => urls.join(",")
  )

/** More than one kind of source, none at all, or too many. */
export const sourceProblems = (
  audio: unknown,
  urls: unknown,
  most: number,
  words: string
): ReadonlyArray<Problem> => {
  const files = Array.isArray(audio) ? audio.length : 0
  const others = Array.isArray(urls) ? urls.length : urls === undefined ? 0 : 1
  if (files > 0 && others > 0) return [{ field: "audio", rule: `must be left out where ${words} is given` }]
  if (files + others === 0) return [{ field: "audio", rule: `is required, or ${words}` }]
  return files + others > most
    ? [{ field: files > 0 ? "audio" : words, rule: `must be at most ${most} in one call` }]
    : []
}

const nameOf = ({ name, content }: AudioFile<unknown, unknown>, index: number, count: number): string => {
  if (name !== undefined) return name
  const own: unknown = content instanceof Blob && "name" in content ? content.name : undefined
  if (Predicate.isString(own) && own !== "" && isName(own)) return own
  return count === 1 ? "audio.wav" : `audio${index + 1}.wav`
}

/** The files with the names that they travel under. */
export const named = <E, R>(files: ReadonlyArray<AudioFile<E, R>>): ReadonlyArray<AudioFile<E, R>> =>
  isAudio(files) ? files.map((file, index) => ({ ...file, name: nameOf(file, index, files.length) })) : files

/** The name that a PUT says in its query. A bad one is told as a problem of the audio, and not twice. */
export const fileNameOf = (files: AnyAudio): string | undefined =>
  isAudio(files) && isName(files[0]?.name) ? files[0]?.name : undefined

const collected = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Effect.Effect<Uint8Array, E, R> =>
  Effect.map(Stream.runCollect(bytes), (pieces) => joined(...pieces))

/** The bytes to send. A Blob may be a file that is gone by now. */
export const bytesOf = <E, R>(
  content: AudioContent<E, R>,
  check: boolean,
  unreadable: (cause: unknown) => CloudError
): Effect.Effect<Uint8Array, E | InvalidAudio | CloudError, R> => {
  if (content instanceof Uint8Array) {
    return check
      ? Effect.map(Effect.flatMap(Wav.read(content), Wav.check), (wav) => encodedFrom(content, wav))
      : Effect.succeed(content)
  }
  if (isWav(content)) {
    return check ? Effect.map(Wav.check(content), Wav.encode) : Effect.sync(() => Wav.encode(content))
  }
  const bytes: Stream.Stream<Uint8Array, E | CloudError, R> =
    content instanceof Blob
      ? Stream.fromReadableStream({ evaluate: () => content.stream(), onError: unreadable })
      : content
  return check ? Effect.map(Wav.readStream(bytes), Wav.encode) : collected(bytes)
}

/** Says which of several it was. */
const of =
  (source: string | undefined) =>
  <E>(error: E): E | InvalidAudio =>
    error instanceof InvalidAudio && source !== undefined
      ? new InvalidAudio({
          problem: error.problem,
          found: error.found,
          advice: error.advice,
          issues: error.issues,
          source
        })
      : error

const nothing = /*#__PURE__*/ new Uint8Array()

/**
 * Sends audio: one file as the whole body of a PUT, several as a form. Input that breaks a rule is told
 * before any audio is read, and audio that breaks one before anything is sent.
 */
export const sendAudio = <Input extends AudioInput, Output, E, R>(
  operation: Operation<Input, Output, UserGroupKey>,
  input: Input,
  files: ReadonlyArray<AudioFile<E, R>>,
  check: boolean
): Effect.Effect<Output, CloudError | InvalidAudio | E, UserGroupKey | HttpClient.HttpClient | R> =>
  Effect.gen(function* () {
    const endpoint = operation()
    const right = Result.isSuccess(endpoint.encode(input, yield* Clock.currentTimeMillis))
    // What is wrong with the input is told by the call itself.
    if (!right || files.length === 0) return yield* call(operation, input)
    const bodies = yield* Effect.forEach(files, (file) =>
      Effect.mapError(
        bytesOf(file.content, check, (cause) => unreadable(endpoint, cause)),
        of(files.length > 1 ? file.name : undefined)
      )
    )
    if (endpoint.method === "PUT") {
      const frame = { contentType: "audio/wav", head: nothing, tail: nothing }
      return yield* sendWhole(operation, input, bodies[0] ?? nothing, frame)
    }
    const { contentType, heads, tail } = frames(
      [],
      files.map(({ name = "" }, index) => ({
        // As the on-premise product has it (I).
        name: `${fileParameter(endpoint.parameters)}${files.length === 1 ? "" : index + 1}`,
        fileName: name,
        contentType: "audio/wav"
      }))
    )
    const [head = nothing, ...between] = heads
    const content = joined(...bodies.flatMap((body, index) => [body, between[index] ?? nothing]))
    return yield* sendWhole(operation, input, content, { contentType, head, tail })
  })

const sendWhole = <Input extends AudioInput, Output>(
  operation: Operation<Input, Output, UserGroupKey>,
  input: Input,
  content: Uint8Array,
  frame: Frame
): Effect.Effect<Output, CloudError, UserGroupKey | HttpClient.HttpClient> =>
  sendFramed<Input, Output, UserGroupKey, never, never>(operation, input, content, () => frame)

export const unreadable = (endpoint: Failed, cause: unknown): CloudError =>
  errorOf(endpoint, {
    reason: new TransportFailure({
      during: "request",
      description: `the audio could not be read: ${cause instanceof Error ? cause.message : String(cause)}`
    }),
    outcome: "not-sent",
    transient: false
  })
