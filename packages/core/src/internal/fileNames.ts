/**
 * What a file may be called, store by store. The rules of a store of media are documented
 * (D); of the names of log files nothing is known, so any will do.
 */
import type { FileType } from "../StoredFile.js"
import type { Problem } from "./endpoint.js"

/** What a name is for: one file, all files with a beginning (`*` at the end), or one that is new. */
type Use = "existing" | "pattern" | "new"

/** The problems of a name, as far as the fields have the right types. */
export const nameProblems = (
  field: string,
  input: Readonly<Record<string, unknown>>,
  use: Use
): ReadonlyArray<Problem> => {
  const { fileType, [field]: name } = input
  if (typeof name !== "string" || !isFileType(fileType)) return []
  return rulesBroken(fileType, name, use).map((rule) => ({ field, rule }))
}

const isFileType = (value: unknown): value is FileType =>
  value === "media" || value === "messageMedia" || value === "restLogs"

const rulesBroken = (fileType: FileType, name: string, use: Use): ReadonlyArray<string> => {
  const fixed = use === "pattern" ? name.replace(/\*$/, "") : name
  const rules: Array<string> = []
  if (fixed.includes("*")) {
    rules.push(use === "pattern" ? "must not hold a * but at its end" : "must not hold a *")
  }
  if (fileType === "restLogs") {
    if (/\p{Cc}/u.test(fixed)) rules.push("must not hold control characters")
    return rules
  }
  if (!/^[A-Za-z0-9._/@:*-]*$/.test(fixed)) {
    rules.push("must hold nothing but the letters a-z and A-Z, digits and . _ / @ - :")
  }
  if (/\.\.|\/\/|\/\.\//.test(fixed)) rules.push("must not hold .. or // or /./")
  if (use === "new") rules.push(...extensionProblems(fileType, fixed))
  return rules
}

const extensionProblems = (fileType: FileType, name: string): ReadonlyArray<string> => {
  if (fileType === "media") {
    return /\.(wav|wave|tif|tiff)$/i.test(name) ? [] : ["must end with .wav, .wave, .tif or .tiff"]
  }
  return /\.[^./]+$/.test(name) ? [] : ["must end with an extension, such as .png"]
}
