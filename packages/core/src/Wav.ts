/**
 * WAV: read it, check it against the rules of voice biometrics, mend it, write it.
 *
 * The cloud takes mono audio of at least 8000 samples a second and at most 60 seconds, as
 * 16-bit PCM, a-law or mu-law (D). What it would refuse is found here before it is sent.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { InvalidAudio } from "./InvalidAudio.js"
import {
  highestRate,
  issuesOf,
  longestData,
  lowestRate,
  rateOutOfReach,
  refuse,
  tooLong
} from "./internal/wavCheck.js"
import { invalidAudio, secondsOf } from "./internal/wavFormat.js"
import { emptyAudio, joined } from "./internal/wavHeader.js"
import { fromALaw, fromMuLaw, toALaw, toMuLaw } from "./internal/wavLaw.js"
import { openStream as openWav, readBytes } from "./internal/wavRead.js"
import { resampled } from "./internal/wavResample.js"
import { bytesOf, monoOf, to16 } from "./internal/wavSamples.js"
import { encodeBytes, headerOf, paddingOf } from "./internal/wavWrite.js"

export { type AudioProblem, InvalidAudio } from "./InvalidAudio.js"

/**
 * How a sample is written. The cloud takes `pcm16`, `a-law` and `mu-law` (D); {@link convert}
 * makes one of these of the others.
 *
 * @category models
 * @since 0.1.0
 */
export type Encoding = "a-law" | "mu-law" | "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64"

/**
 * What the samples of a WAV are.
 *
 * @category models
 * @since 0.1.0
 */
export interface WavFormat {
  readonly encoding: Encoding
  /** Samples a second, of each channel. */
  readonly sampleRate: number
  /** 1 is mono, 2 is stereo. */
  readonly channels: number
}

/**
 * Audio in memory.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wav extends WavFormat {
  /** The samples as the encoding writes them, little-endian, channels in turn. No header. */
  readonly data: Uint8Array
}

/**
 * A WAV of which the header has been read.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenedWav<E = never> extends WavFormat {
  /** How many bytes of samples there are, as the header says. Absent where a recorder left it open. */
  readonly announcedLength?: number
  /** The samples, in pieces that hold whole samples of all channels. Read once. */
  readonly samples: Stream.Stream<Uint8Array, E>
}

/**
 * Reads a WAV. Any rate, length and number of channels: see {@link check}.
 *
 * **Details**
 *
 * Takes what real files have: chunks before and after the samples, odd chunks with and
 * without their padding, WAVE_FORMAT_EXTENSIBLE, and the length of zero, 0xFFFFFFFF and the
 * like of recorders that stream: then the samples go on to the end. Samples that are fewer
 * than announced are what there is. The data is a view of the bytes, not a copy.
 *
 * Fails with `unknown-format` for what is not WAV, RIFX and RF64 included, and for a header
 * that is cut off or contradicts itself; with `empty` for no bytes at all.
 *
 * **Example** (What is in it?)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Duration from "effect/Duration"
 * import * as Effect from "effect/Effect"
 *
 * const second = Wav.encode(Wav.fromFloat32(new Float32Array(8000), 8000))
 *
 * const program = Effect.map(Wav.read(second), (wav) =>
 *   [wav.encoding, wav.sampleRate, wav.channels, Duration.format(Wav.duration(wav))].join(" ")
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => pcm16 8000 1 1s
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const read = (bytes: Uint8Array): Effect.Effect<Wav, InvalidAudio> =>
  Effect.suspend(() => Effect.fromResult(readBytes(bytes)))

/**
 * Reads the header of a WAV that comes as a stream, and hands on the samples as they come.
 *
 * **Details**
 *
 * Fails as {@link read} does, and with what the stream fails with. Closing the scope ends the
 * stream.
 *
 * **Example** (What comes, before it is all there)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const recording = Stream.make(Wav.encode(Wav.fromFloat32(new Float32Array(16_000), 8000)))
 *
 * const program = Effect.gen(function* () {
 *   const { encoding, sampleRate, announcedLength, samples } = yield* Wav.openStream(recording)
 *   console.log(encoding, sampleRate, announcedLength)
 *   return yield* Stream.runFold(samples, () => 0, (length, piece) => length + piece.length)
 * }).pipe(Effect.scoped)
 *
 * console.log(await Effect.runPromise(program))
 * // => pcm16 8000 32000
 * // => 32000
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const openStream = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<OpenedWav<E>, InvalidAudio | E, R | Scope.Scope> => openWav(bytes)

/**
 * Reads and checks a WAV that comes as a stream, into memory.
 *
 * **Details**
 *
 * Fails as {@link read} and {@link check} do, and with what the stream fails with. Ends at the first
 * sample after 60 seconds, however long the stream is.
 *
 * **Example** (A recording that comes in pieces)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const recording = Stream.make(Wav.encode(Wav.fromFloat32(new Float32Array(8000), 4000)))
 *
 * const program = Wav.readStream(recording).pipe(
 *   Effect.as("the cloud will take it"),
 *   Effect.catchTag("InvalidAudio", (error) => Effect.succeed(`${error.problem}: ${error.advice}`))
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => sample-rate-too-low: record at 8000 or more: what is missing cannot be brought back
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const readStream = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<Wav, InvalidAudio | E, Exclude<R, Scope.Scope>> =>
  Effect.gen(function* () {
    const { encoding, sampleRate, channels, samples } = yield* Effect.flatMap(openStream(bytes), checkStream)
    const pieces = yield* Stream.runCollect(samples)
    return { encoding, sampleRate, channels, data: joined(...pieces) }
  }).pipe(Effect.scoped)

/**
 * Checks audio against all rules of voice biometrics.
 *
 * **Details**
 *
 * Fails with all problems at once, each with what was found and what to do about it.
 *
 * **Example** (Stereo)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 *
 * const stereo: Wav.Wav = {
 *   encoding: "pcm16", sampleRate: 44100, channels: 2, data: new Uint8Array(176400)
 * }
 *
 * const error = await Effect.runPromise(Effect.flip(Wav.check(stereo)))
 * console.log(error.message)
 * // => the audio cannot be used: 2 channels (mix them to one: Wav.convert)
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const check = (wav: Wav): Effect.Effect<Wav, InvalidAudio> =>
  Effect.suspend(() => Effect.as(Effect.fromResult(refuse(issuesOf(wav, wav.data.length))), wav))

/**
 * Checks audio that comes as a stream: its format now, and its length while it is read. The
 * stream fails at the first sample after 60 seconds, and at its end if there was none.
 *
 * **Example** (A recorder that never stops)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const second = new Uint8Array(16_000)
 * const recording: Wav.OpenedWav = {
 *   encoding: "pcm16", sampleRate: 8000, channels: 1, samples: Stream.forever(Stream.succeed(second))
 * }
 *
 * const program = Wav.checkStream(recording).pipe(
 *   Effect.flatMap(({ samples }) => Stream.runDrain(samples)),
 *   Effect.catchTag("InvalidAudio", (error) => Effect.succeed(error.problem))
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => too-long
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const checkStream = <E>(wav: OpenedWav<E>): Effect.Effect<OpenedWav<E | InvalidAudio>, InvalidAudio> =>
  Effect.suspend(() =>
    Effect.as(Effect.fromResult(refuse(issuesOf(wav, wav.announcedLength))), {
      ...wav,
      samples: Stream.suspend(() => {
        const longest = longestData(wav)
        let length = 0
        return wav.samples.pipe(
          Stream.mapEffect((piece) => {
            length += piece.length
            return length > longest ? Effect.fail(invalidAudio(tooLong())) : Effect.succeed(piece)
          }),
          Stream.concat(
            Stream.suspend(() => (length === 0 ? Stream.fail(emptyAudio("no audio in it")) : Stream.empty))
          )
        )
      })
    })
  )

/**
 * How long audio is.
 *
 * **Example** (Half a second)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Duration from "effect/Duration"
 *
 * const wav = Wav.fromFloat32(new Float32Array(4000), 8000)
 * console.log(Duration.toMillis(Wav.duration(wav)))
 * // => 500
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const duration = (wav: Wav): Duration.Duration =>
  wav.data.length === 0 ? Duration.zero : Duration.millis(secondsOf(wav, wav.data.length) * 1000)

/**
 * Writes a WAV: the plainest header, with the right lengths, and the samples as they are.
 *
 * **Details**
 *
 * Chunks that the WAV had when it was read, such as the name of the speaker, are gone.
 *
 * **Example** (A file of a second)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * const file = Wav.encode(Wav.fromFloat32(new Float32Array(8000), 8000))
 * console.log(new TextDecoder().decode(file.subarray(0, 4)), file.length)
 * // => RIFF 16044
 * ```
 *
 * @category writing
 * @since 0.1.0
 */
export const encode = (wav: Wav): Uint8Array<ArrayBuffer> => encodeBytes(wav, wav.data)

/**
 * Writes a WAV whose samples come as a stream.
 *
 * **Details**
 *
 * A header stands in front of the samples and says how many bytes they are: `dataLength` must
 * be right.
 *
 * **Example** (A file that is written while its samples come)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 *
 * const format = { encoding: "mu-law", sampleRate: 8000, channels: 1, dataLength: 8000 } as const
 * const samples = Stream.make(new Uint8Array(3000).fill(255), new Uint8Array(5000).fill(255))
 *
 * const program = Wav.readStream(Wav.encodeStream(format, samples)).pipe(
 *   Effect.map(({ encoding, data }) => `${encoding} ${data.length}`)
 * )
 *
 * console.log(await Effect.runPromise(program))
 * // => mu-law 8000
 * ```
 *
 * @category writing
 * @since 0.1.0
 */
export const encodeStream = <E, R>(
  format: WavFormat & { readonly dataLength: number },
  samples: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E, R> =>
  Stream.suspend(() => {
    const padding = paddingOf(format.dataLength)
    return Stream.succeed(headerOf(format, format.dataLength)).pipe(
      Stream.concat(samples),
      Stream.concat(padding.length === 0 ? Stream.empty : Stream.succeed(padding))
    )
  })

/**
 * What audio is converted to.
 *
 * @category options
 * @since 0.1.0
 */
export interface ConvertOptions {
  /** From 8000 to 192000 samples a second. Default: as it is, but at most 16000. */
  readonly sampleRate?: number | undefined
  /** Default: `pcm16`. */
  readonly encoding?: "pcm16" | "a-law" | "mu-law" | undefined
}

/**
 * Makes audio that the cloud takes: mixes all channels to one, brings the rate down, and writes
 * samples in an accepted coding.
 *
 * **Details**
 *
 * Fails for what cannot be mended: no audio, more than 60 seconds, a rate below 8000 or above 192000. All of it
 * happens at once, in memory: a minute takes about a second. Throws a `RangeError` for a rate
 * out of range.
 *
 * **Example** (Two channels of a recorder)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 * import * as Effect from "effect/Effect"
 *
 * const stereo: Wav.Wav = {
 *   encoding: "float32", sampleRate: 48000, channels: 2, data: new Uint8Array(384000)
 * }
 *
 * const { encoding, sampleRate, channels, data } = await Effect.runPromise(Wav.convert(stereo))
 * console.log(encoding, sampleRate, channels, data.length)
 * // => pcm16 16000 1 32000
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const convert = (wav: Wav, options: ConvertOptions = {}): Effect.Effect<Wav, InvalidAudio> =>
  Effect.suspend(() => {
    const lasting = issuesOf({ ...wav, encoding: "pcm16", channels: 1 }, undefined)
    const length = issuesOf(wav, wav.data.length).filter(({ problem }) => /^(empty|too-long)$/.test(problem))
    const tooFast = wav.sampleRate > highestRate ? [rateOutOfReach(wav.sampleRate)] : []
    const { encoding = "pcm16", sampleRate = Math.min(wav.sampleRate, 16_000) } = options
    return Effect.fromResult(
      Result.map(refuse([...length, ...lasting, ...tooFast]), () => {
        const samples = resample(monoOf(wav, wav.data), { from: wav.sampleRate, to: sampleRate })
        return { encoding, sampleRate, channels: 1, data: bytesOf(samples, encoding) }
      })
    )
  })

/**
 * Mixes all channels to one: the mean of them. Rate and coding stay as they are.
 *
 * **Example** (Left is silent, right is not)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * const data = new Uint8Array(new Int16Array([0, 1000, 0, -1000]).buffer)
 * const { channels, data: mixed } = Wav.toMono({ encoding: "pcm16", sampleRate: 8000, channels: 2, data })
 * console.log(channels, [...new Int16Array(mixed.slice().buffer)])
 * // => 1 [500,-500]
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toMono = (wav: Wav): Wav =>
  wav.channels === 1 ? wav : { ...wav, channels: 1, data: bytesOf(monoOf(wav, wav.data), wav.encoding) }

/**
 * The samples as numbers from -1 to 1, all channels mixed to one.
 *
 * **Example** (The loudest sample)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * const data = new Uint8Array(new Int16Array([0, 8192, -16384]).buffer)
 * const samples = Wav.toFloat32({ encoding: "pcm16", sampleRate: 8000, channels: 1, data })
 * console.log(Math.max(...samples.map(Math.abs)))
 * // => 0.5
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toFloat32 = (wav: Wav): Float32Array<ArrayBuffer> => monoOf(wav, wav.data)

/**
 * 16-bit mono audio of numbers from -1 to 1. What is louder is clipped; there is no dither, so
 * that the same samples always give the same bytes.
 *
 * **Example** (A tone of 440 Hz)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * const tone = Float32Array.from({ length: 8000 }, (_, index) => Math.sin((2 * Math.PI * 440 * index) / 8000))
 * const { encoding, channels, data } = Wav.fromFloat32(tone, 8000)
 * console.log(encoding, channels, data.length)
 * // => pcm16 1 16000
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const fromFloat32 = (samples: Float32Array, sampleRate: number): Wav => ({
  encoding: "pcm16",
  sampleRate,
  channels: 1,
  data: bytesOf(samples, "pcm16")
})

/**
 * The same sound at another rate. Tones that the new rate cannot hold are filtered out (90 dB);
 * tones below 0.8 of its limit stay as they are.
 *
 * **Details**
 *
 * Throws a `RangeError` unless both rates are whole numbers from 8000 to 192000.
 *
 * **Example** (As a microphone gives it, and as the cloud likes it)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * const second = new Float32Array(48_000).fill(0.5)
 * const smaller = Wav.resample(second, { from: 48_000, to: 16_000 })
 * console.log(smaller.length, smaller[8000]?.toFixed(3))
 * // => 16000 0.500
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const resample = (
  samples: Float32Array,
  rates: { readonly from: number; readonly to: number }
): Float32Array<ArrayBuffer> => {
  for (const rate of [rates.from, rates.to]) {
    if (!Number.isInteger(rate) || rate < lowestRate || rate > highestRate) {
      throw new RangeError(`a sample rate must be a whole number from ${lowestRate} to ${highestRate}`)
    }
  }
  return resampled(samples, rates.from, rates.to)
}

/**
 * Codes samples in mu-law (ITU-T G.711).
 *
 * **Example** (Half of the bytes)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * console.log([...Wav.encodeMuLaw(Int16Array.of(0, 1000, -1000, 32767))])
 * // => [255,206,78,128]
 * ```
 *
 * @category companding
 * @since 0.1.0
 */
export const encodeMuLaw = (samples: Int16Array): Uint8Array<ArrayBuffer> => Uint8Array.from(samples, toMuLaw)

/**
 * Samples from mu-law (ITU-T G.711): 16 bits, of which it holds 14.
 *
 * **Example** (What is lost on the way)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * console.log([...Wav.decodeMuLaw(Wav.encodeMuLaw(Int16Array.of(0, 1000, -1000, 32767)))])
 * // => [0,988,-988,32124]
 * ```
 *
 * @category companding
 * @since 0.1.0
 */
export const decodeMuLaw = (codes: Uint8Array): Int16Array<ArrayBuffer> => Int16Array.from(codes, fromMuLaw)

/**
 * Codes samples in a-law (ITU-T G.711).
 *
 * **Example** (Half of the bytes)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * console.log([...Wav.encodeALaw(Int16Array.of(0, 1000, -1000, 32767))])
 * // => [213,250,122,170]
 * ```
 *
 * @category companding
 * @since 0.1.0
 */
export const encodeALaw = (samples: Int16Array): Uint8Array<ArrayBuffer> => Uint8Array.from(samples, toALaw)

/**
 * Samples from a-law (ITU-T G.711): 16 bits, of which it holds 13.
 *
 * **Example** (What is lost on the way)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * console.log([...Wav.decodeALaw(Wav.encodeALaw(Int16Array.of(0, 1000, -1000, 32767)))])
 * // => [8,1008,-1008,32256]
 * ```
 *
 * @category companding
 * @since 0.1.0
 */
export const decodeALaw = (codes: Uint8Array): Int16Array<ArrayBuffer> => Int16Array.from(codes, fromALaw)

/**
 * Samples from -1 to 1 as 16 bits: clipped, without dither.
 *
 * **Example** (Silence, half, and more than there is room for)
 *
 * ```ts
 * import * as Wav from "@aculab-cloud/core/Wav"
 *
 * console.log([...Wav.toInt16(Float32Array.of(0, 0.5, -1, 2))])
 * // => [0,16384,-32768,32767]
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toInt16 = (samples: Float32Array): Int16Array<ArrayBuffer> => Int16Array.from(samples, to16)
