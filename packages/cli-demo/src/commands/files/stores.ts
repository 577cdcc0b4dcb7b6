/** The flags that the commands about files share, and a file as a line. */
import type { FileType, FolderEntry, RemovalProgress, StoredFile } from "@aculab-cloud/core/StoredFile"
import * as Flag from "effect/cli/Flag"
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { moment } from "../../flags.js"
import { bold, dim, type Words } from "../../output.js"
import { timeOf } from "../messages/status.js"

/** The stores in the words of the command line; messages and REST applications have names of two words. */
const media = ["media", "media"] as const
const messageMedia = ["message-media", "messageMedia"] as const
const restLogs = ["rest-logs", "restLogs"] as const

/** A store in these words. */
export const storeWords: Readonly<Record<FileType, string>> = {
  media: media[0],
  messageMedia: messageMedia[0],
  restLogs: restLogs[0]
}

export const anyStore = Flag.ChoiceWithValue("store", [media, messageMedia, restLogs]).pipe(
  Flag.withDescription(
    "media: sounds and fax pages for calls; message-media: pictures and more of messages; rest-logs: log files of REST applications"
  )
)

/** The cloud alone writes log files, under names of its own. */
export const writableStore = Flag.ChoiceWithValue("store", [media, messageMedia]).pipe(
  Flag.withDescription("media: sounds and fax pages for calls; message-media: pictures and more of messages")
)

export const period = {
  from: moment("from").pipe(
    Flag.withDescription(
      "Only files changed after this time: 2026-01-31, 2026-01-31T09:30:00, or with a zone such as +01:00; UTC without"
    ),
    Flag.optional
  ),
  to: moment("to").pipe(Flag.withDescription("Only files changed before this time"), Flag.optional)
}

export const periodOf = (input: {
  readonly from: Option.Option<DateTime.Utc>
  readonly to: Option.Option<DateTime.Utc>
}) => ({ from: Option.getOrUndefined(input.from), to: Option.getOrUndefined(input.to) })

/** The fields of the SDK that are the same in all these commands, in the words of the command line. */
export const flagNames = {
  fileType: "--store",
  from: "--from",
  to: "--to",
  pageSize: "--page-size",
  prefix: "--prefix"
}

const sizeWidth = 12

/** When it was changed, its size and its name: the same columns in every line, however many come. */
export const lineOf = (file: StoredFile): Words => [
  dim(timeOf(file.modifiedAt)),
  `  ${String(file.size).padStart(sizeWidth)}  ${file.name}`,
  file.encrypted ? dim("  encrypted") : "",
  file.expiresAt === undefined ? "" : dim(`  until ${timeOf(file.expiresAt)}`)
]

export const entryLineOf = (entry: FolderEntry): Words =>
  entry.type === "file"
    ? lineOf(entry)
    : [dim("folder".padEnd(timeWidth)), `  ${"-".padStart(sizeWidth)}  `, bold(entry.name)]

const timeWidth = "2026-01-31 09:30:00 UTC".length

export const progressLineOf = ({ token, state, filesRemoved }: RemovalProgress): Words => [
  dim(token),
  `  ${state}  ${filesRemoved} ${filesRemoved === 1 ? "file" : "files"} removed`
]
