/**
 * What stored files look like on the wire, and in the names of this SDK.
 */
import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { CloudDateTime } from "../CloudDateTime.js"
import type { FilePage, FileType, Folder, FolderPage, StoredFile } from "../StoredFile.js"
import { byName, flag, open, otherThan, wholeNumber } from "./answers.js"

/** The wire's words for the stores (D). */
export const storeWords = {
  media: "media",
  messageMedia: "msg_media",
  restLogs: "rest"
} satisfies Record<FileType, string>

const wireFile = () =>
  open({
    modified: CloudDateTime(),
    size: wholeNumber(),
    // Message media has no encryption (D), so it may not say so.
    encrypted: Schema.optional(flag()),
    expiry_date: Schema.optional(Schema.Union([Schema.Null, Schema.Literal(""), CloudDateTime()])),
    // Marks the file after which the next page starts. The type of its value is unknown (S).
    startafter: Schema.optional(Schema.Unknown)
  })

type WireFile = ReturnType<typeof wireFile>["Type"]

const fileFields = ["name", "modified", "size", "encrypted", "expiry_date", "startafter"]

const fileOf = (name: string, wire: WireFile): StoredFile => ({
  name,
  modifiedAt: wire.modified,
  size: wire.size,
  encrypted: wire.encrypted ?? false,
  ...(DateTime.isDateTime(wire.expiry_date) ? { expiresAt: wire.expiry_date } : {}),
  other: otherThan(fileFields, wire)
})

/** The answer of a list of files: they are keyed by their names. */
export const wireFiles = () => byName(wireFile())

export const filePageOf = (wire: ReturnType<typeof wireFiles>["Type"]): FilePage => {
  const files = Object.entries(wire)
  const marked = files.findLast(([, file]) => saysMore(file.startafter))
  return {
    files: files.map(([name, file]) => fileOf(name, file)),
    ...(marked === undefined ? {} : { startAfter: marked[0] })
  }
}

const saysMore = (mark: unknown): boolean =>
  mark !== undefined && mark !== null && mark !== "" && mark !== false && mark !== "false"

const filesOf = (wire: ReturnType<typeof wireFiles>["Type"]): ReadonlyArray<StoredFile> =>
  Object.entries(wire).map(([name, file]) => fileOf(name, file))

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
  files: filesOf(wire.files ?? {}).map((file) => ({ ...file, name: pathOf(folder, file.name) })),
  ...(wire.startafter ? { startAfter: wire.startafter } : {})
})

// Whether the names have their folder in front is not known. Those that have it hold a / before
// their end, those that have it not hold none.
const pathOf = (folder: string, name: string): string =>
  folder === "" || /\/./.test(name) ? name : `${folder.replace(/\/$/, "")}/${name}`
