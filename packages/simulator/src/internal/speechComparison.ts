/**
 * Compares recordings: is it the same voice, and are these the same words? It tells the voices of a speech synthesizer
 * apart. It is a stand-in for tests, and not biometrics: nobody should be let in by it.
 */
import type { SpeechPrint } from "./speechPrint.js"

const distanceBetween = (left: Float32Array, right: Float32Array): number => {
  let sum = 0
  for (let index = 0; index < left.length; index += 1) sum += ((left[index] ?? 0) - (right[index] ?? 0)) ** 2
  return Math.sqrt(sum)
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Other words have sounds that were never heard of this voice. So only the best-known part of all sounds counts. */
const knownPart = 0.3

const timbreDistance = (print: SpeechPrint, known: readonly Float32Array[]): number => {
  const nearest = print.timbre
    .map((moment) => known.reduce((least, other) => Math.min(least, distanceBetween(moment, other)), 1e6))
    .toSorted((left, right) => left - right)
  return mean(nearest.slice(0, Math.max(1, Math.floor(nearest.length * knownPart))))
}

const middle = (values: readonly number[]): number | undefined =>
  values.toSorted((left, right) => left - right)[values.length >> 1]

/** What a difference of 1 counts, beside a difference of 1 in timbre. Found by trying. */
const weights = { pitch: 14, regularity: 20 }
/** Logarithms of frequencies that are further apart than this are as far apart as can be. */
const furthestPitch = 0.5

/** How far a voice is from the one in these recordings, of which there is at least one. */
export const voiceDistance = (print: SpeechPrint, recordings: readonly SpeechPrint[]): number => {
  const timbre = timbreDistance(
    print,
    recordings.flatMap((recording) => recording.timbre)
  )
  const pitch = middle(recordings.flatMap((recording) => recording.pitch ?? []))
  const pitches =
    pitch === undefined || print.pitch === undefined
      ? 0
      : Math.min(furthestPitch, Math.abs(pitch - print.pitch))
  const regularity = mean(recordings.map((recording) => recording.regularity)) - print.regularity
  const averages = recordings.map(({ average }) => average)
  const average = print.average.map((_, index) => mean(averages.map((other) => other[index] ?? 0)))
  return Math.hypot(
    timbre,
    distanceBetween(print.average, average),
    weights.pitch * pitches,
    weights.regularity * regularity
  )
}

/** Nobody speaks the same words twice as slowly. */
const greatestStretch = 2

/** Dynamic time warping: the least distance there is when either may wait for the other. */
const warpedDistance = (left: readonly Float32Array[], right: readonly Float32Array[]): number => {
  let row = new Float64Array(right.length + 1).fill(Number.POSITIVE_INFINITY)
  let next = new Float64Array(right.length + 1)
  row[0] = 0
  for (const one of left) {
    next[0] = Number.POSITIVE_INFINITY
    for (let index = 1; index <= right.length; index += 1) {
      const other = right[index - 1]
      const step = other === undefined ? 0 : distanceBetween(one, other)
      const together = (row[index - 1] ?? 0) + 2 * step
      const waiting = Math.min(row[index] ?? 0, next[index - 1] ?? 0) + step
      next[index] = Math.min(together, waiting)
    }
    const finished = row
    row = next
    next = finished
  }
  return (row[right.length] ?? 0) / (left.length + right.length)
}

/** How far the words are from those of the recording that is nearest. */
export const contentDistance = (print: SpeechPrint, recordings: readonly SpeechPrint[]): number =>
  recordings.reduce((least, { content }) => {
    const [shorter, longer] = [content.length, print.content.length].toSorted((left, right) => left - right)
    const comparable = longer !== undefined && longer <= greatestStretch * (shorter ?? 0)
    return comparable ? Math.min(least, warpedDistance(content, print.content)) : least
  }, Number.POSITIVE_INFINITY)
