/**
 * What stored files look like on the wire, and in the names of this SDK.
 */
import type * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import type { FilePage, FileType, Folder, FolderPage, StoredFile } from "../StoredFile.js"
import { byName, flag, moment, open, otherThan, wholeNumber } from "./answers.js"

/** The wire's words for the stores (D). */
export const storeWords = {
  media: "media",
  messageMedia: "msg_media",
  restLogs: "rest"
} satisfies Record<FileType, string>

const wireFile = () =>
  open({
    modified: moment(),
    size: wholeNumber(),
    // Message media has no encryption (D), so it may not say so.
    encrypted: Schema.optional(flag()),
    expiry_date: Schema.optional(Schema.Union([moment(), Schema.Null, Schema.Literal("")])),
    // Marks the file after which the next page starts. The type of its value is unknown (S).
    startafter: Schema.optional(Schema.Unknown)
  })

type WireFile = ReturnType<typeof wireFile>["Type"]

interface Expiring {
  expiresAt?: DateTime.Utc
}

const fileFields = ["name", "modified", "size", "encrypted", "expiry_date", "startafter"]

const fileOf = (name: string, wire: WireFile): StoredFile => {
  const file: StoredFile & Expiring = {
    name,
    modifiedAt: wire.modified,
    size: wire.size,
    encrypted: wire.encrypted ?? false,
    other: otherThan(fileFields, wire)
  }
  if (wire.expiry_date) file.expiresAt = wire.expiry_date
  return file
}

/** The answer of a list of files: they are keyed by their names. */
export const wireFiles = () => byName(wireFile())

/** By their keys: with an entry each, 10,000 files would be as many arrays. */
export const filePageOf = (wire: ReturnType<typeof wireFiles>["Type"]): FilePage => {
  const files: Array<StoredFile> = []
  let marked: string | undefined
  for (const name of Object.keys(wire)) {
    const file = wire[name]
    if (file === undefined) continue
    files.push(fileOf(name, file))
    if (saysMore(file.startafter)) marked = name
  }
  return { files, ...(marked === undefined ? {} : { startAfter: marked }) }
}

const saysMore = (mark: unknown): boolean =>
  mark !== undefined && mark !== null && mark !== "" && mark !== false && mark !== "false"

/** The answer of a list of a folder. */
export const wireFolder = () =>
  Schema.Struct({
    folders: Schema.optional(Schema.Array(open({ name: Schema.String }))),
    files: Schema.optional(wireFiles()),
    startafter: Schema.optional(Schema.NullOr(Schema.String))
  })

export const folderPageOf = (folder: string, wire: ReturnType<typeof wireFolder>["Type"]): FolderPage => ({
  folders: (wire.folders ?? []).map(
    (found): Folder => ({
      name: pathOf(folder, found.name),
      other: otherThan(["name"], found)
    })
  ),
  files: filePageOf(wire.files ?? {}).files.map((file) => ({ ...file, name: pathOf(folder, file.name) })),
  ...(wire.startafter ? { startAfter: wire.startafter } : {})
})

// Whether the names have their folder in front is not known. Those that have it hold a / before
// their end, those that have it not hold none.
const pathOf = (folder: string, name: string): string =>
  folder === "" || /\/./.test(name) ? name : `${folder.replace(/\/$/, "")}/${name}`
