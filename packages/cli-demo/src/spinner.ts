/** Shows that something is going on: on the standard error, when a person watches both streams. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { hasColour, isTerminal } from "./output.js"

/** How it spins. */
export interface SpinOptions {
  readonly colour: boolean
  /** What comes after the text, asked for each time that it is drawn. It has to fit the line. */
  readonly tail?: (() => string) | undefined
}

/** Starts to spin beside a text, and gives back what ends it. */
export type Spin = (text: string, options: SpinOptions) => Promise<() => void>

export const Spinner: Context.Reference<Spin> = Context.Reference("@aculab-cloud/cli-demo/Spinner", {
  defaultValue: () => spin
})

// Loaded only where it spins. The keyboard stays as it is, so that Ctrl-C works meanwhile.
const spin: Spin = async (text, { colour, tail }) => {
  const { default: ora } = await import("ora")
  const spinner = ora({
    text,
    color: colour ? "cyan" : false,
    discardStdin: false,
    ...(tail === undefined ? {} : { suffixText: tail })
  })
  // Where it cannot spin, as in CI, it would print its text instead. On a terminal without a size
  // it would never end: it takes its text for endlessly many lines, and clears them all.
  if (spinner.isEnabled && process.stderr.columns > 0) spinner.start()
  return () => spinner.stop()
}

/** Spins for as long as an effect runs. */
export const spinning =
  (text: string, tail?: () => string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      // Lines that reach the terminal through a pipe would be written into the spinner's line.
      const watched = (yield* isTerminal("stderr")) && (yield* isTerminal("stdout"))
      if (!watched) return yield* effect
      const spinner = yield* Spinner
      const colour = yield* hasColour("stderr")
      return yield* Effect.acquireUseRelease(
        Effect.promise(() => spinner(text, { colour, tail })),
        () => effect,
        (stop) => Effect.sync(stop)
      )
    })
