/** How far a run is: what became of its messages, counted, in a few words that fit the line. */
import type { BatchResult } from "@aculab-cloud/core/MessageBatch"
import * as Effect from "effect/Effect"
import { currentTime, firstFitting, makeRate, roomAfter, timeOf } from "../meter.js"

export type Counts = Readonly<Record<BatchResult["outcome"], number>>

export const nothing: Counts = { sent: 0, rejected: 0, unknown: 0, "not-sent": 0 }

export interface Board {
  readonly note: (outcome: BatchResult["outcome"]) => void
  readonly text: () => string
}

/** A board for the line of the spinner, behind the words that are there already. */
export const makeBoard = Effect.fnUntraced(function* (before: string, total: number) {
  const room = yield* roomAfter(before)
  const rate = makeRate(yield* currentTime)
  let counts = nothing
  rate.note(0)
  return {
    note: (outcome) => {
      counts = { ...counts, [outcome]: counts[outcome] + 1 }
      rate.note(sumOf(counts))
    },
    text: () => boardText(counts, total, rate.perSecond(), room)
  } satisfies Board
})

export const sumOf = (counts: Counts): number =>
  counts.sent + counts.rejected + counts.unknown + counts["not-sent"]

/** Such as `1,996 sent, 3 rejected`: what there is none of is left out. */
export const countsText = (counts: Counts): ReadonlyArray<string> => [
  `${numberOf(counts.sent)} sent`,
  ...(["rejected", "unknown", "not-sent"] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${numberOf(counts[outcome])} ${outcome === "not-sent" ? "not sent" : outcome}`)
]

export const numberOf = (count: number): string => count.toLocaleString("en")

/** The most that fits. */
export const boardText = (
  counts: Counts,
  total: number,
  perSecond: number | undefined,
  room: number
): string => {
  const done = sumOf(counts)
  const percent = `${Math.floor((total === 0 ? 1 : done / total) * 100)} %`
  const rate = perSecond === undefined ? [] : [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`]
  const left = perSecond === undefined || perSecond <= 0 ? [] : [`${timeOf((total - done) / perSecond)} left`]
  const all = [`${numberOf(done)} of ${numberOf(total)}`, ...countsText(counts)]
  return firstFitting(
    [
      [percent, ...all, ...rate, ...left],
      [percent, ...countsText(counts), ...left],
      [percent, ...left],
      [percent]
    ],
    room
  )
}
