/** How far a transfer is, in a few words that fit the line: how much, how fast, how long it will take. */
import type { Progress } from "@aculab-cloud/node/NodeTransfer"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Terminal from "effect/Terminal"

/** Notes what was transferred, and tells it whenever it is asked. */
export interface Meter {
  readonly note: (progress: Progress) => void
  readonly text: () => string
}

/** A meter for the line of the spinner, behind the words that are there already. */
export const makeMeter = Effect.fnUntraced(function* (before: string) {
  const now = yield* currentTime
  const room = yield* roomAfter(before)
  const rate = makeRate(now)
  let last: Progress | undefined
  return {
    note: (progress) => {
      last = progress
      rate.note(progress.bytes)
    },
    text: () => (last === undefined ? "" : textOf(last, rate.perSecond(), room))
  } satisfies Meter
})

/** The time, for what is asked outside of effects. */
export const currentTime = Effect.map(
  Clock.clockWith((clock) => Effect.succeed(clock)),
  (clock) => () => clock.currentTimeMillisUnsafe()
)

// The spinner, the spaces around its text, and the last column, which makes some terminals wrap.
const aroundText = 4

/** How many columns of the terminal are left after some words. */
export const roomAfter = (before: string) =>
  Terminal.Terminal.use(({ columns }) =>
    Effect.map(columns, (columns) => Math.max(0, columns - before.length - aroundText))
  )

/** Of the last seconds: an average of the whole time would hide that nothing moves any more. */
const window = 5000
const between = 100
const tooShort = 500

/** How fast a number of bytes grows. */
export const makeRate = (now: () => number) => {
  let samples: Array<{ readonly at: number; readonly bytes: number }> = []
  let latest = 0
  return {
    note: (bytes: number) => {
      // Another attempt has begun.
      if (bytes < latest) samples = []
      latest = bytes
      const at = now()
      const previous = samples.at(-1)
      if (previous !== undefined && at - previous.at < between) return
      samples.push({ at, bytes })
      // One that is older stays, as the beginning of the window.
      while ((samples[1]?.at ?? at) < at - window) samples.shift()
    },
    /** Bytes per second, once there is enough to tell. */
    perSecond: (): number | undefined => {
      const at = now()
      const first = samples.findLast((sample) => sample.at <= at - window) ?? samples[0]
      if (first === undefined || at - first.at < tooShort) return undefined
      return ((latest - first.bytes) * 1000) / (at - first.at)
    }
  }
}

/** The most that fits. */
export const textOf = ({ bytes, total }: Progress, perSecond: number | undefined, room: number): string => {
  const rate = perSecond === undefined ? [] : [rateOf(perSecond)]
  if (total === undefined) return firstFitting([[sizeOf(bytes), ...rate], [sizeOf(bytes)]], room)
  const share = total === 0 ? 1 : Math.min(1, bytes / total)
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  const amount = `${sizeOf(bytes)} of ${sizeOf(total)}`
  const left =
    perSecond === undefined || perSecond <= 0 ? [] : [`${timeOf((total - bytes) / perSecond)} left`]
  return firstFitting(
    [
      [`${barOf(share, 16)} ${percent}`, amount, ...rate, ...left],
      [percent, amount, ...rate, ...left],
      [percent, ...rate, ...left],
      [percent]
    ],
    room
  )
}

/** The first of several versions of a text that fits. */
export const firstFitting = (versions: ReadonlyArray<ReadonlyArray<string>>, room: number): string =>
  versions.map((parts) => parts.join("  ")).find((text) => text.length <= room) ?? ""

const barOf = (share: number, width: number): string => {
  const full = Math.floor(share * width)
  return "█".repeat(full) + "░".repeat(width - full)
}

const units = ["bytes", "kB", "MB", "GB", "TB"] as const

/** Of three digits, in decimal units. */
export const sizeOf = (bytes: number): string => {
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1000 ** power
  return `${power === 0 || amount >= 100 ? Math.floor(amount) : amount.toFixed(1)} ${units[power]}`
}

/** Such as 3.1 MB/s. */
export const rateOf = (perSecond: number): string => `${sizeOf(Math.max(0, Math.round(perSecond)))}/s`

/** Such as 45 s, 3 min or 2 h 10 min. */
export const timeOf = (seconds: number): string => {
  const whole = Math.ceil(Math.max(0, seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.ceil(whole / 60)} min`
  return `${Math.floor(whole / 3600)} h ${Math.ceil((whole % 3600) / 60)} min`
}
