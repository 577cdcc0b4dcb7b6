/** Long lines for narrow terminals. */
import { stripVTControlCharacters } from "node:util"
import { displayWidth } from "effect/cli/CliOutput"

/** Breaks a line that is too long between its words, and goes on below where its last column starts. */
export const wrap = (line: string, width: number): string => {
  const [, before = "", last = ""] = /^(.*\s{2}|\s*)(\S.*)$/.exec(line) ?? []
  const indentation = displayWidth(before)
  // A command stays in one piece, so that it can be copied.
  if (displayWidth(line) <= width || isCommand(last) || indentation > width / 2) return line
  const lines: Array<string> = []
  let current = ""
  for (const word of last.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`
    if (current !== "" && indentation + displayWidth(longer) > width) {
      lines.push(current)
      current = word
    } else {
      current = longer
    }
  }
  return before + [...lines, current].join(`\n${" ".repeat(indentation)}`)
}

const isCommand = (text: string): boolean => /^(\S+ \| )?aculab-cloud /.test(stripVTControlCharacters(text))
