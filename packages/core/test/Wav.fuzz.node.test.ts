/** Whatever bytes come as a WAV: audio, or an error that names the problem. And in pieces the same as in one. */
import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { runs } from "./fuzz/parameters.js"
import { bytes, chunk, extensible, format, list, riff, samples } from "./supportWav.js"

/** What came of it, in a form that can be compared. */
const outcomeOf = (exit: Exit.Exit<Wav.Wav, unknown>): unknown => {
  if (Exit.isSuccess(exit)) return { ...exit.value, data: [...exit.value.data] }
  const error = Cause.squash(exit.cause)
  if (Cause.hasDies(exit.cause) || !(error instanceof Wav.InvalidAudio)) throw error
  return error.issues
}

const whole = (file: Uint8Array) => outcomeOf(Effect.runSyncExit(Wav.read(file)))

const inPieces = async (file: Uint8Array, sizes: ReadonlyArray<number>) => {
  const pieces: Array<Uint8Array> = []
  let start = 0
  for (const size of sizes) {
    pieces.push(file.subarray(start, start + size))
    start += size
  }
  pieces.push(file.subarray(start))
  const read = Effect.gen(function* () {
    const { samples, announcedLength: _, ...format } = yield* Wav.openStream(Stream.fromIterable(pieces))
    const data = yield* Stream.runCollect(samples)
    return { ...format, data: Uint8Array.from(data.flatMap((piece) => [...piece])) }
  })
  return outcomeOf(await Effect.runPromiseExit(Effect.scoped(read)))
}

/** Good files, with which mutations begin. */
const good = [
  riff(format(), chunk("data", samples(50))),
  riff(list, format({ channels: 2, bits: 24, rate: 44_100 }), list, chunk("data", samples(60)), list),
  riff(format({ tag: 7, bits: 8 }), chunk("data", bytes([1, 2, 3, 4, 5]))),
  riff(extensible({ tag: 3, bits: 32 }), chunk("data", samples(40))),
  riff(format(), chunk("data", samples(20), 0xffffffff)),
  riff(format(), chunk("data", samples(20), 0))
]

const bent = fc
  .tuple(
    fc.constantFrom(...good),
    fc.array(
      fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 255, 127, 128), fc.integer({ min: 0, max: 255 }))),
      { maxLength: 6 }
    ),
    fc.option(fc.nat())
  )
  .map(([file, changes, cut]) => {
    const copy = Uint8Array.from(file)
    for (const [where, value] of changes) copy[where % copy.length] = value
    return cut === null ? copy : copy.subarray(0, cut % (copy.length + 1))
  })

const anything = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 120 }) },
  { weight: 4, arbitrary: bent }
)

const inOrder = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })

describe("any bytes as a WAV", () => {
  it("are audio, or fail with what is wrong", () =>
    fc.assert(
      fc.property(anything, (file) => void whole(file)),
      runs(1_500)
    ))

  it("are the same in pieces as in one", () =>
    fc.assert(
      fc.asyncProperty(anything, inOrder, async (file, sizes) => {
        expect(await inPieces(file, sizes)).toEqual(whole(file))
      }),
      runs(600)
    ))

  it("that can be read can be checked, converted, written and read again", () =>
    fc.assert(
      fc.asyncProperty(anything, async (file) => {
        const read = Effect.runSyncExit(Wav.read(file))
        if (Exit.isFailure(read)) return
        Effect.runSyncExit(Wav.check(read.value))
        const converted = Effect.runSyncExit(Wav.convert(read.value))
        outcomeOf(converted)
        const again = whole(Wav.encode(read.value))
        if (read.value.data.length > 0) expect(again).toEqual(outcomeOf(read))
      }),
      runs(600)
    ))
})
