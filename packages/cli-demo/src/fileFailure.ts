/** What went wrong with a file on this machine, in the form that all failures have. */
import type { FileError } from "@aculab-cloud/node/NodeFileError"
import type { Failure } from "./failure.js"

/** For the operation of the cloud that the file was meant for, or came from. */
export const fromFileError = (operation: string, error: FileError): Failure => {
  const early = isEarly(error)
  return {
    operation,
    outcome: early ? "not-sent" : "unknown",
    reason: { _tag: "FileError", path: error.path, operation: error.operation, code: error.code },
    message: error.message,
    consequence: early ? "Nothing was sent." : endOf[error.operation],
    advice: adviceFor(error),
    exit: early ? "usage" : "disk"
  }
}

/** What is found out before the cloud is asked. */
const isEarly = ({ operation, code }: FileError): boolean => {
  if (code === "BAD_KEY" || operation === "check" || operation === "list") return true
  return operation === "read" && ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EINVAL"].includes(code)
}

const brokenOff = "The upload was broken off before its end: the cloud keeps nothing of it."
const nothingLeft = "Nothing is left of the file on this machine, and nothing is changed in the cloud."

const endOf: Readonly<Record<FileError["operation"], string>> = {
  check: nothingLeft,
  list: brokenOff,
  read: brokenOff,
  encrypt: brokenOff,
  write: nothingLeft,
  rename: nothingLeft,
  decrypt: nothingLeft
}

const adviceFor = ({ operation, code }: FileError): string | undefined => {
  if (operation === "check" && code === "EEXIST")
    return "Replace it with --overwrite, or choose another place."
  if (code === "BAD_DECRYPT") return "Check ACULAB_FILE_KEY and ACULAB_FILE_IV."
  return code === "CHANGED" ? "Try again when nobody writes to it any more." : undefined
}
