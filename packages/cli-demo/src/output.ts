/**
 * The only way to a terminal: words become text here, and what they hold is made harmless
 * first. So nothing that the cloud sends can move a cursor, hide itself, or fake a line.
 */
import { styleText } from "node:util"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { wrap } from "./wrap.js"

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan"

/** Text, or text in a style. A line end inside the text is shown as `\n`. */
export type Words = string | { readonly style: Style; readonly words: Words } | ReadonlyArray<Words>

const styled =
  (style: Style) =>
  (words: Words): Words => ({ style, words })

export const bold = styled("bold")
export const dim = styled("dim")
export const red = styled("red")
export const green = styled("green")
export const yellow = styled("yellow")
export const cyan = styled("cyan")

/** Where text goes: data to the standard output, everything else to the standard error. */
export type Target = "stdout" | "stderr"

export const isTerminal = (target: Target): Effect.Effect<boolean, never, Stdio.Stdio> =>
  Stdio.Stdio.use((stdio) => (target === "stdout" ? stdio.stdoutIsTerminal : stdio.stderrIsTerminal))

const environment = Config.all({
  noColor: Config.option(Config.String("NO_COLOR")),
  term: Config.option(Config.String("TERM"))
})

/** Colour is for terminals that can show it, and never when NO_COLOR is set. */
export const hasColour = Effect.fnUntraced(function* (target: Target) {
  if (!(yield* isTerminal(target))) return false
  const { noColor, term } = yield* Effect.orDie(environment)
  return Option.isNone(noColor) && Option.getOrUndefined(term) !== "dumb"
})

/** Words as text, with or without the escape codes of their styles. */
export const render = (words: Words, colour: boolean): string => {
  if (typeof words === "string") return harmless(words)
  if ("style" in words) {
    const text = render(words.words, colour)
    return colour ? styleText(words.style, text, { validateStream: false }) : text
  }
  return words.map((part) => render(part, colour)).join("")
}

export const print = (...lines: ReadonlyArray<Words>) => printTo("stdout", lines)

/** For the standard error. That nobody reads it must not change how the command ends. */
export const printError = (...lines: ReadonlyArray<Words>) => Effect.ignore(printTo("stderr", lines))

const printTo = Effect.fnUntraced(function* (target: Target, lines: ReadonlyArray<Words>) {
  const colour = yield* hasColour(target)
  const width = (yield* isTerminal(target))
    ? yield* Terminal.Terminal.use(({ columns }) => columns)
    : Number.POSITIVE_INFINITY
  yield* write(target, lines.map((line) => `${wrap(render(line, colour), width)}\n`).join(""))
})

/** One JSON document on one line. */
export const printJson = (value: unknown) => write("stdout", `${jsonText(value)}\n`)
export const printErrorJson = (value: unknown) => Effect.ignore(write("stderr", `${jsonText(value)}\n`))

/** Text of this program's own, as it is: a help page, a drawn table. */
export const write = (target: Target, text: string): Effect.Effect<void, PlatformError, Stdio.Stdio> =>
  Stdio.Stdio.use((stdio) => Stream.run(Stream.succeed(text), stdio[target]()))

// Control characters, bidirectional and other invisible formatting, line separators, halves of
// pairs. U+200C and U+200D stay: they join letters and emoji.
const dangerous = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const shortForms: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

/** The text with everything visible that would act on a terminal instead of being shown. */
export const harmless = (text: string): string =>
  text.replace(
    dangerous,
    (character) => shortForms[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  )

/** JSON that holds the same data, and no such characters as they are. */
const jsonText = (value: unknown): string =>
  (JSON.stringify(value) ?? "null").replace(dangerous, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`
    ).join("")
  )
