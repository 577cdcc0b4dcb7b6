/** `aculab-cloud files`: what is in the account's stores. */

import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Files from "@aculab-cloud/core/Files"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { ask, underWay } from "../ask.js"
import { cloudFlags, Json } from "../cloud.js"
import { withNames } from "../failure.js"
import { print, printJson, type Words } from "../output.js"
import { download } from "./files/download.js"
import { remove } from "./files/remove.js"
import {
  anyStore,
  entryLineOf,
  flagNames,
  lineOf,
  period,
  periodOf,
  progressLineOf,
  writableStore
} from "./files/stores.js"
import { sync } from "./files/sync.js"
import { upload } from "./files/upload.js"

const length = {
  limit: Flag.Int("limit").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("Stop after so many (default: all)"),
    Flag.filter(
      (limit) => limit > 0,
      () => "a whole number of 1 or more"
    ),
    Flag.optional
  ),
  pageSize: Flag.Int("page-size").pipe(
    Flag.withMetavar("number"),
    Flag.withDescription("How many to ask the cloud for at a time (default: as many as it likes)"),
    Flag.optional
  )
}

/** Tells things as they come, and asks for no more of them than are wanted. */
const tellAll = Effect.fnUntraced(function* <A>(list: {
  readonly operation: string
  readonly things: Stream.Stream<A, CloudError, Cloud>
  readonly limit: Option.Option<number>
  readonly line: (thing: A) => Words
  readonly none: string
}) {
  const json = yield* Json
  let told = 0
  const tell = (thing: A) => {
    told += 1
    return json ? printJson(thing) : print(list.line(thing))
  }
  const wanted = Option.isSome(list.limit) ? Stream.take(list.things, list.limit.value) : list.things
  yield* Stream.runForEach(wanted, tell).pipe(underWay(list.operation, "Listing"))
  if (told === 0 && !json) yield* print(list.none)
})

const list = Command.make(
  "list",
  {
    store: anyStore,
    name: Flag.String("name").pipe(
      Flag.withMetavar("pattern"),
      Flag.withDescription("The name of one file, folders included, or its beginning and a * (default: all)"),
      Flag.optional
    ),
    ...period,
    ...length
  },
  (input) =>
    tellAll({
      operation: "Files.list",
      things: Files.list({
        fileType: input.store,
        name: Option.getOrUndefined(input.name),
        pageSize: Option.getOrUndefined(input.pageSize),
        ...periodOf(input)
      }).pipe(Stream.mapError(withNames({ ...flagNames, name: "--name" }))),
      limit: input.limit,
      line: lineOf,
      none: "There are no such files."
    })
).pipe(
  Command.withDescription(
    "List the files of a store, those in folders included: one line each, with the time of the last change, the size in bytes and the name, and whether it is encrypted and until when it is kept. With --json, one JSON document a line. Lines come as the cloud answers, page by page. What was changed a moment ago may be missing for some seconds."
  ),
  Command.withShortDescription("List the files of a store"),
  Command.withExamples([
    { command: "aculab-cloud files list --store media", description: "Everything for calls" },
    {
      command: "aculab-cloud files list --store message-media --name 'cats/*' --from 2026-01-01 --limit 20",
      description: "The first 20 in a folder and those below it that were changed this year"
    },
    {
      command: "aculab-cloud files list --store rest-logs --json | jq -r .name",
      description: "Names for a script"
    }
  ])
)

const folder = Command.make(
  "folder",
  {
    folder: Argument.String("FOLDER").pipe(
      Argument.withDescription("The folder, with or without / at its end (default: the outermost one)"),
      Argument.optional
    ),
    store: anyStore,
    prefix: Flag.String("prefix").pipe(
      Flag.withMetavar("text"),
      Flag.withDescription("Only files whose names in the folder begin so"),
      Flag.optional
    ),
    ...period,
    ...length
  },
  (input) =>
    tellAll({
      operation: "Files.folder",
      things: Files.folder({
        fileType: input.store,
        name: Option.getOrUndefined(input.folder),
        prefix: Option.getOrUndefined(input.prefix),
        pageSize: Option.getOrUndefined(input.pageSize),
        ...periodOf(input)
      }).pipe(Stream.mapError(withNames({ ...flagNames, name: "FOLDER" }))),
      limit: input.limit,
      line: entryLineOf,
      none: "There is nothing in this folder."
    })
).pipe(
  Command.withDescription(
    "List what is in one folder: the folders in it, by their whole names, and its files as `files list` does, but not what is in folders below. A folder exists because files are in it."
  ),
  Command.withShortDescription("List what is in one folder"),
  Command.withExamples([
    { command: "aculab-cloud files folder --store media", description: "The outermost folder" },
    {
      command: "aculab-cloud files folder greetings --store media --prefix hello",
      description: "What begins with hello in the folder greetings"
    }
  ])
)

const move = Command.make(
  "move",
  {
    name: Argument.String("NAME").pipe(Argument.withDescription("The file's name, folders included")),
    newName: Argument.String("NEW_NAME").pipe(
      Argument.withDescription(
        "Its new name, folders included; in media it ends with .wav, .wave, .tif or .tiff"
      )
    ),
    store: writableStore
  },
  ({ store, name, newName }) =>
    ask({
      operation: "Files.move",
      doing: "Renaming",
      call: Files.move({ fileType: store, name, newName }).pipe(
        Effect.mapError(withNames({ fileType: "--store", name: "NAME", newName: "NEW_NAME" }))
      ),
      toJson: () => ({ fileType: store, name, newName }),
      show: () => print(`Renamed to ${newName}`)
    })
).pipe(
  Command.withDescription(
    "Rename a file, which may put it into another folder. What happens to a file that has the new name already is not documented: it may be lost, so list it first. Log files of REST applications cannot be renamed."
  ),
  Command.withShortDescription("Rename a file"),
  Command.withExamples([
    {
      command: "aculab-cloud files move new.wav greetings/hello.wav --store media",
      description: "Into a folder, under another name"
    }
  ])
)

const removeProgress = Command.make(
  "remove-progress",
  {
    token: Argument.String("TOKEN").pipe(Argument.withDescription("What `files remove --detach` has printed"))
  },
  ({ token }) =>
    ask({
      operation: "Files.removeProgress",
      doing: "Asking how far the removal is",
      call: Files.removeProgress(token).pipe(Effect.mapError(withNames({ token: "TOKEN" }))),
      toJson: (progress) => progress,
      show: (progress) => print(progressLineOf(progress))
    })
).pipe(
  Command.withDescription(
    "See how far a removal is, by its token. Ends with 0 when the cloud has answered, and with 4 for a token that it does not know, or no longer."
  ),
  Command.withShortDescription("See how far a removal is"),
  Command.withExamples([
    { command: "aculab-cloud files remove-progress 69560f00_del.20001", description: "How far is it?" }
  ])
)

export const files = Command.make("files").pipe(
  Command.withDescription("Upload, download, list, rename and remove the files in the account's stores"),
  Command.withSubcommands([list, folder, upload, download, sync, move, remove, removeProgress]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    { command: "aculab-cloud files list --store media", description: "Which files are there for calls?" }
  ])
)
