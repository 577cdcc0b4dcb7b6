/** Checks of parameters that name files, and of periods. */
import { textProblem } from "./fileRules.js"
import { type Check, malformed, type Problem, valid } from "./parameters.js"

export const fileNameText: Check<string> = (text) => {
  const problem = textProblem(text)
  return problem === undefined ? valid(text) : malformed(`a file name, which ${problem}`)
}

/** One name, or the beginning of names with a `*` after it; `*` alone is all of them (D). */
export const fileNameSpec: Check<string> = (text) => {
  if (text === "*") return valid(text)
  const checked = fileNameText(text.replace(/\*$/, ""))
  return checked.valid ? valid(text) : checked
}

/** I: that a period which ends before it begins is malformed. */
export const periodProblems = (from: number | undefined, to: number | undefined): readonly Problem[] =>
  from !== undefined && to !== undefined && to < from
    ? [{ code: "0002", text: "The parameter to is a time before the parameter from" }]
    : []

/** The last part of a name: what a browser would save a download as. */
export const baseName = (name: string): string => name.slice(name.lastIndexOf("/") + 1)
