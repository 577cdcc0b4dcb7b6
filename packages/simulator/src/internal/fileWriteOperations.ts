/** The operations that put files somewhere (wire reference, 5.4 and 5.5). */
import { flag, oneOf } from "./checks.js"
import { fileNameText } from "./fileParameters.js"
import { contentTypeOf, formatProblem, nameProblem } from "./fileRules.js"
import { type Cloud, type Operation, refused } from "./operation.js"
import {
  type Check,
  type Input,
  malformed,
  missing,
  optional,
  type Problem,
  required,
  valid
} from "./parameters.js"
import { httpRefusal } from "./refusal.js"

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `Xm`, `Xh` or `Xd` (S), as milliseconds. I: up to 999999 of them, and not 0. */
const timeToLive: Check<number> = (text) => {
  const [, digits, unit] = /^([0-9]{1,6})([mhd])$/.exec(text) ?? []
  const count = Number(digits ?? 0)
  if (count === 0 || (unit !== "m" && unit !== "h" && unit !== "d"))
    return malformed("a number of minutes, hours or days, such as 90m, 12h or 30d")
  return valid(count * units[unit])
}

const mediaType: Check<string> = (text) =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(text)
    ? valid(text)
    : malformed("a MIME type, such as image/jpeg")

// Log files are nobody's to write or to move (S).
const store = required("filetype", "D", oneOf("media", "msg_media"))
const name = required("filename", "I", fileNameText)
const newName = required("new_filename", "I", fileNameText)
const encrypted = optional("encrypted", "D", flag, false)
const ttl = optional("ttl", "I", timeToLive, undefined)
const contentType = optional("contenttype", "D", mediaType, undefined)

/** I: the name of the part. Its own content type counts for nothing. */
const filePart = "file"

const targetProblems = (input: Input, target: typeof name): readonly Problem[] => {
  const filetype = input.maybe(store)
  const text = input.maybe(target)
  if (filetype === undefined || text === undefined) return []
  const problem = nameProblem(filetype, text)
  return problem === undefined ? [] : [{ code: "0002", text: `The parameter ${target.name} ${problem}` }]
}

/** Exactly one file, and it is called `file` (I). */
const partProblems = (input: Input): readonly Problem[] => {
  const [file, ...others] = input.uploads.filter((upload) => upload.field === filePart)
  const strangers = input.uploads.filter((upload) => upload.field !== filePart)
  return [
    ...(file === undefined ? [missing(filePart)] : []),
    ...(others.length > 0
      ? [{ code: "0003", text: `The parameter ${filePart} was given more than once` } as const]
      : []),
    ...strangers.map(
      (stranger): Problem => ({
        code: "0002",
        text: `The parameter ${stranger.field} is a file, but the only file is ${filePart}`
      })
    )
  ]
}

/** Media is checked unless it is encrypted, and message media is never encrypted (D). */
const contentProblems = (input: Input): readonly Problem[] => {
  const [file] = input.uploads
  const text = input.maybe(name)
  if (input.maybe(store) === "msg_media") {
    return input.maybe(encrypted) === true
      ? [{ code: "0002", text: "The parameter encrypted must not be true when filetype is msg_media" }]
      : []
  }
  if (file === undefined || text === undefined || input.maybe(encrypted) !== false) return []
  const problem = formatProblem(text, file.content.head)
  // I: the code.
  return problem === undefined ? [] : [{ code: "0002", text: `The parameter ${filePart} ${problem}` }]
}

const fileWrite: Operation = {
  path: "/file_write",
  // I: nothing else can carry a file beside its parameters.
  methods: ["POST"],
  uploads: ["multipart"],
  parameters: [store, name, encrypted, ttl, contentType],
  findProblems: (input) => [
    ...targetProblems(input, name),
    ...partProblems(input),
    ...contentProblems(input)
  ],
  run: (input, cloud) => {
    for (const file of input.uploads) {
      cloud.files.store(file.content, {
        filetype: input.get(store),
        name: input.get(name),
        contentType: input.get(contentType) ?? contentTypeOf(input.get(name)),
        encrypted: input.get(encrypted),
        keepFor: input.get(ttl)
      })
    }
    return { kind: "nothing", status: 200 }
  }
}

const sameNameProblems = (input: Input): readonly Problem[] =>
  input.given(name) && input.maybe(name) === input.maybe(newName)
    ? [{ code: "0002", text: "The parameter new_filename is the name that the file has" }]
    : []

/** I: what is checked when media is uploaded is true after a move as well. */
const movedContentProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const text = input.maybe(newName)
  const old = input.maybe(name)
  if (input.maybe(store) !== "media" || text === undefined || old === undefined) return []
  const found = cloud.files.find("media", old)
  const problem =
    found === undefined || found.file.encrypted ? undefined : formatProblem(text, found.content.head)
  return problem === undefined ? [] : [{ code: "0002", text: `The file ${problem}, as new_filename says` }]
}

const fileMove: Operation = {
  path: "/file_move",
  parameters: [store, name, newName],
  findProblems: (input, cloud) => [
    ...targetProblems(input, newName),
    ...sameNameProblems(input),
    ...movedContentProblems(input, cloud)
  ],
  run: (input, cloud) => {
    const moved = cloud.files.move(input.get(store), input.get(name), input.get(newName))
    return moved === undefined
      ? refused(httpRefusal(404, "There is no such file"))
      : { kind: "nothing", status: 200 }
  }
}

export const fileWriteOperations: readonly Operation[] = [fileWrite, fileMove]
