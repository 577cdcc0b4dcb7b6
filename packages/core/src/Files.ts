/**
 * The files in an account's stores: list, download, upload, rename and remove them.
 *
 * A new name is visible at once or within seconds. An overwritten or removed file may be
 * seen, and its old content served, for several seconds more (D).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { CloudAccount } from "./CloudAccount.js"
import type { CloudError } from "./CloudError.js"
import type { Download } from "./Download.js"
import { nonEmptyText, open as openAnswer, wholeNumber } from "./internal/answers.js"
import { call, callWithStatus, type Requirements } from "./internal/call.js"
import * as Endpoint from "./internal/endpoint.js"
import { nameProblems } from "./internal/fileNames.js"
import * as FileUpload from "./internal/fileUpload.js"
import { type FollowOptions, follow, patienceFor } from "./internal/follow.js"
import { pages } from "./internal/pages.js"
import { periodProblems } from "./internal/period.js"
import { decoderOf } from "./internal/reader.js"
import { filePageOf, folderPageOf, storeWords, wireFiles, wireFolder } from "./internal/storedFile.js"
import { download as downloadFrom, openDownload } from "./internal/transferDownload.js"
import { upload as uploadTo } from "./internal/transferUpload.js"
import * as Wire from "./internal/wire.js"
import {
  type DownloadOptions,
  type FilePage,
  type Folder,
  type FolderEntry,
  type FolderOptions,
  type FolderPage,
  isFinished,
  type ListOptions,
  type MoveOptions,
  type RemovalProgress,
  type RemovalToken,
  type RemoveOptions,
  type StoredFile
} from "./StoredFile.js"
import type { UploadContent, UploadOptions } from "./Upload.js"

export type { Download } from "./Download.js"
export type { FollowOptions } from "./internal/follow.js"
export type {
  DownloadOptions,
  FilePage,
  FileType,
  Folder,
  FolderEntry,
  FolderOptions,
  FolderPage,
  ListOptions,
  MoveOptions,
  RemovalProgress,
  RemovalToken,
  RemoveOptions,
  StoredFile
} from "./StoredFile.js"
export { isFinished } from "./StoredFile.js"
export type { UploadContent, UploadOptions, UploadStream } from "./Upload.js"

const pageParameters = () => ({
  fileType: Endpoint.required("filetype", "D", Wire.renamed(storeWords)),
  from: Endpoint.optional("from", "I", Wire.moment),
  to: Endpoint.optional("to", "I", Wire.moment),
  pageSize: Endpoint.optional("max_count", "I", Wire.wholeNumberFrom(1)),
  startAfter: Endpoint.optional("startafter", "I", Wire.nonEmptyText)
})

const listEndpoint = /*#__PURE__*/ Endpoint.define<
  ListOptions,
  ReturnType<typeof wireFiles>["Type"],
  CloudAccount
>(() => ({
  operation: "Files.list",
  wrapper: [13],
  method: "POST",
  path: "/file_list",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: { ...pageParameters(), name: Endpoint.optional("filename", "D", Wire.nonEmptyText) },
  rules: (input) => [...nameProblems("name", input, "pattern"), ...periodProblems(input)],
  responseMark: "S",
  response: wireFiles(),
  decoder: decoderOf
}))

/**
 * Lists one page of files, with the cursor of the next one.
 *
 * **When to use**
 *
 * Use it where pages go out to somebody who asks for them one at a time. A program that
 * wants the files themselves is better served by {@link list}.
 *
 * **Example** (The first page)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const firstPage = Files.listPage({ fileType: "media", pageSize: 100 }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const { files, startAfter } = await Effect.runPromise(firstPage)
 * console.log(files.length, startAfter ?? "(no more)")
 * // => 0 (no more)
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const listPage = (options: ListOptions): Effect.Effect<FilePage, CloudError, Requirements> =>
  Effect.map(call(listEndpoint, options), filePageOf)

/**
 * Lists files, as many as the consumer takes: a stream that asks for the next page when the
 * files of the last one are used up.
 *
 * **Details**
 *
 * Errors worth telling apart: `InvalidInput` (nothing sent), and `UnexpectedResponse` when
 * the cloud's cursor leads in a circle: then the stream fails and does not repeat itself.
 * Files that come or go while the list is read may be told or not.
 *
 * **Example** (How much is in the greetings?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Stream from "effect/Stream"
 *
 * const bytes = Files.list({ fileType: "media", name: "greetings/*" }).pipe(
 *   Stream.runFold(() => 0, (sum, file) => sum + file.size),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(bytes))
 * // => 0
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const list = (options: ListOptions): Stream.Stream<StoredFile, CloudError, Requirements> =>
  pages({
    operation: "Files.list",
    from: options?.startAfter,
    read: (startAfter) =>
      Effect.map(callWithStatus(listEndpoint, { ...options, startAfter }), ({ status, output }) => {
        const page = filePageOf(output)
        return { status, items: page.files, next: page.startAfter }
      })
  })

const anyText = () => Wire.textMatching(/^\P{Cc}*$/u, "must be well-formed text without control characters")

const folderEndpoint = /*#__PURE__*/ Endpoint.define<
  FolderOptions,
  ReturnType<typeof wireFolder>["Type"],
  CloudAccount
>(() => ({
  operation: "Files.folder",
  wrapper: [14],
  method: "POST",
  path: "/folder_list",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    ...pageParameters(),
    name: Endpoint.optional("folder_name", "I", anyText()),
    prefix: Endpoint.optional("prefix", "I", anyText())
  },
  rules: (input) => [
    ...nameProblems("name", input, "existing"),
    ...nameProblems("prefix", input, "existing"),
    ...periodProblems(input)
  ],
  responseMark: "S",
  response: wireFolder(),
  decoder: decoderOf
}))

/**
 * Lists one page of what is in a folder, with the cursor of the next one.
 *
 * **Example** (The first page of a folder)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const firstPage = Files.folderPage({ fileType: "media", name: "greetings", pageSize: 100 }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const { folders, files } = await Effect.runPromise(firstPage)
 * console.log(folders.length, files.length)
 * // => 0 0
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const folderPage = (options: FolderOptions): Effect.Effect<FolderPage, CloudError, Requirements> =>
  Effect.map(call(folderEndpoint, options), (wire) => folderPageOf(options.name ?? "", wire))

/**
 * Lists what is in a folder, not in the folders below it: a stream that asks for the next
 * page when the last one is used up.
 *
 * **Details**
 *
 * Of each page the folders come first. A folder is told once, also when several pages name
 * it. Names are whole, the listed folder included, whether or not the cloud's are (I). For
 * the rest see {@link list}.
 *
 * **Example** (The folders in the root)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Stream from "effect/Stream"
 *
 * const folders = Files.folder({ fileType: "media" }).pipe(
 *   Stream.filter(({ type }) => type === "folder"),
 *   Stream.map(({ name }) => name),
 *   Stream.runCollect,
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(folders))
 * // => []
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const folder = (options: FolderOptions): Stream.Stream<FolderEntry, CloudError, Requirements> =>
  Stream.suspend(() => {
    const told = new Set<string>()
    const isNews = ({ name }: Folder) => !told.has(name) && told.add(name).has(name)
    return pages({
      operation: "Files.folder",
      from: options?.startAfter,
      read: (startAfter) =>
        Effect.map(callWithStatus(folderEndpoint, { ...options, startAfter }), ({ status, output }) => {
          const page = folderPageOf(options.name ?? "", output)
          const items: ReadonlyArray<FolderEntry> = [
            ...page.folders.filter(isNews).map((folder) => ({ type: "folder" as const, ...folder })),
            ...page.files.map((file) => ({ type: "file" as const, ...file }))
          ]
          return { status, items, next: page.startAfter }
        })
    })
  })

const downloadEndpoint = /*#__PURE__*/ Endpoint.define<DownloadOptions, void, CloudAccount>(() => ({
  operation: "Files.download",
  wrapper: [15],
  method: "POST",
  path: "/file_get",
  pathMark: "D",
  credential: CloudAccount,
  repeat: "read",
  parameters: {
    fileType: Endpoint.required("filetype", "D", Wire.renamed(storeWords)),
    name: Endpoint.required("filename", "D", Wire.nonEmptyText)
  },
  rules: (input) => nameProblems("name", input, "existing"),
  responseMark: "D",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Opens a file for reading. Succeeds when the cloud begins to answer: with the length of the
 * file, where the cloud says it, and with its bytes as a stream.
 *
 * **When to use**
 *
 * Use it where the length is wanted before the bytes, as for showing how far a download is.
 * Otherwise {@link download} is simpler.
 *
 * **Details**
 *
 * Is tried again like everything that only reads, until the cloud begins to answer. From then
 * on nothing is repeated: see `Download` for how the bytes end. Of the `CallPolicy`, `deadline`
 * is the limit of the time until then, and `attemptTimeout` the longest that the bytes may stand
 * still. Closing the scope ends the download and its connection. In errors the operation is
 * named `Files.download`. Errors worth telling apart: `NotFound` (no such file, I).
 *
 * **Example** (How large is it?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const size = Files.open({ fileType: "media", name: "greetings/hello.wav" }).pipe(
 *   Effect.map(({ length }) => `${length} bytes`),
 *   Effect.catchReason("CloudError", "NotFound", () => Effect.succeed("there is no such file")),
 *   Effect.scoped,
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(size))
 * // => there is no such file
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const open = (
  options: DownloadOptions
): Effect.Effect<Download, CloudError, Requirements | Scope.Scope> => openDownload(downloadEndpoint, options)

/**
 * Downloads a file: a stream of its bytes, of any size, as fast as they are taken.
 *
 * **Details**
 *
 * Nothing is sent before the stream is run, and each run downloads anew. A consumer that stops
 * early ends the download and its connection. A stream that fails has given the beginning of
 * the file at best. For the rest see {@link open}.
 *
 * **Example** (Upload a greeting and read it back)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Stream from "effect/Stream"
 *
 * const file = { fileType: "messageMedia", name: "notes/hello.txt" } as const
 *
 * const program = Effect.gen(function* () {
 *   yield* Files.upload({ ...file, content: new TextEncoder().encode("Hello") })
 *   return yield* Stream.mkString(Stream.decodeText(Files.download(file)))
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => Hello
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download = (options: DownloadOptions): Stream.Stream<Uint8Array, CloudError, Requirements> =>
  downloadFrom(downloadEndpoint, options)

interface UploadFields extends Omit<UploadOptions, "content" | "timeToLive"> {
  readonly content: UploadContent<unknown, unknown>
  /** Minutes. */
  readonly timeToLive?: number | undefined
}

const uploadEndpoint = /*#__PURE__*/ Endpoint.define<UploadFields, void, CloudAccount>(() => ({
  operation: "Files.upload",
  wrapper: [16],
  method: "POST",
  path: "/file_write",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "again",
  parameters: {
    fileType: Endpoint.required(
      "filetype",
      "D",
      Wire.renamed({ media: storeWords.media, messageMedia: storeWords.messageMedia })
    ),
    name: Endpoint.required("filename", "I", Wire.nonEmptyText),
    encrypted: Endpoint.optional("encrypted", "D", Wire.flag),
    timeToLive: Endpoint.optional("ttl", "I", FileUpload.lifetime()),
    contentType: Endpoint.optional("contenttype", "D", FileUpload.contentType()),
    content: Endpoint.asFile("file", "I", FileUpload.content())
  },
  rules: (input) => [...nameProblems("name", input, "new"), ...FileUpload.encryptionProblems(input)],
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Uploads a file, of any size, from memory, from a `Blob` or a `File`, or from a stream.
 *
 * **Details**
 *
 * A file of the same name is replaced; for some seconds the cloud may go on to serve the old
 * one (D). The content is read while it is sent, and no faster than the connection takes it.
 *
 * Bytes and Blobs are sent again after a failure that may pass: to upload twice does no harm. A
 * stream is not, once it was read from: its error says so with the outcome `unknown`, and a new
 * stream may be uploaded under the same name. What the stream itself fails with comes out as it
 * is. Whenever an upload fails or is interrupted, the request is broken off before its end, so
 * that half a file cannot be taken for a whole one.
 *
 * Of the `CallPolicy`, `attemptTimeout` is how long the sending may stand still, not counting the
 * time that a stream takes to come up with more, and how long the answer may take after the last
 * byte. `deadline` does not end a file that moves; after it there is no other attempt.
 *
 * Where the length is known it is sent as Content-Length; `fetch` does so for bytes and Blobs of
 * up to 256 KiB only. Browsers send bytes and Blobs as a whole, so that nobody sees how far they
 * are: `attemptTimeout` is then the limit of each 256 KiB. They cannot send streams but for
 * Chromium, and that over HTTP/2 only.
 *
 * Errors worth telling apart: `InvalidInput` (nothing was sent, but for a stream with another
 * length than `content.length`), and `Rejected` (content that is not what its name says, I).
 *
 * **Example** (Upload a picture for an MMS, for a day)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const uploaded = Files.upload({
 *   fileType: "messageMedia",
 *   name: "pictures/dot.svg",
 *   content: new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>']),
 *   contentType: "image/svg+xml",
 *   timeToLive: "1 day"
 * }).pipe(Effect.as("uploaded"), Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(uploaded))
 * // => uploaded
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const upload = <E = never, R = never>(
  options: UploadOptions<E, R>
): Effect.Effect<void, CloudError | E, Requirements | R> =>
  uploadTo(
    uploadEndpoint,
    {
      ...options,
      // Only `true` is documented (S): the default is not sent.
      encrypted: options?.encrypted === false ? undefined : options?.encrypted,
      timeToLive: options?.timeToLive === undefined ? undefined : Wire.minutesOf(options.timeToLive)
    },
    {
      content: options?.content,
      fileName: String(options?.name).replace(/^.*\//s, ""),
      contentType: options?.contentType ?? "application/octet-stream"
    }
  )

const moveEndpoint = /*#__PURE__*/ Endpoint.define<MoveOptions, void, CloudAccount>(() => ({
  operation: "Files.move",
  wrapper: [17],
  method: "POST",
  path: "/file_move",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "once",
  whenUnknown: "The file may have its new name already: list both names before moving it again",
  parameters: {
    fileType: Endpoint.required(
      "filetype",
      "D",
      Wire.renamed({ media: storeWords.media, messageMedia: storeWords.messageMedia })
    ),
    name: Endpoint.required("filename", "I", Wire.nonEmptyText),
    newName: Endpoint.required("new_filename", "I", Wire.nonEmptyText)
  },
  rules: (input) => [
    ...nameProblems("name", input, "existing"),
    ...nameProblems("newName", input, "new"),
    ...(input.name === input.newName ? [{ field: "newName", rule: "must not be the name that it has" }] : [])
  ],
  responseMark: "S",
  response: Schema.Void,
  ignoresBody: true
}))

/**
 * Renames a file, which may put it into another folder.
 *
 * **Details**
 *
 * What happens to a file that has the new name already is not documented: list first. It
 * never repeats a rename by itself: the second would not find the file. Errors worth
 * telling apart: `NotFound` (no such file, I), `InvalidInput` (nothing sent). After the
 * outcome `unknown`, list both names.
 *
 * **Example** (Rename a greeting)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const renamed = Files.move({ fileType: "media", name: "new.wav", newName: "greetings/hello.wav" }).pipe(
 *   Effect.as("renamed"),
 *   Effect.catchReason("CloudError", "NotFound", () => Effect.succeed("there is no new.wav")),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(renamed))
 * // => there is no new.wav
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const move = (options: MoveOptions): Effect.Effect<void, CloudError, Requirements> =>
  call(moveEndpoint, options)

const removeEndpoint = /*#__PURE__*/ Endpoint.define<RemoveOptions, { readonly token: string }, CloudAccount>(
  () => ({
    operation: "Files.remove",
    wrapper: [18],
    method: "POST",
    path: "/file_delete",
    pathMark: "I",
    credential: CloudAccount,
    repeat: "again",
    parameters: {
      fileType: Endpoint.required("filetype", "D", Wire.renamed(storeWords)),
      name: Endpoint.required("filename", "I", Wire.nonEmptyText),
      from: Endpoint.optional("from", "I", Wire.moment),
      to: Endpoint.optional("to", "I", Wire.moment)
    },
    rules: (input) => [...nameProblems("name", input, "pattern"), ...periodProblems(input)],
    responseMark: "I",
    response: Schema.Struct({ token: nonEmptyText() })
  })
)

/**
 * Tells the cloud to remove files, for good. It does so in its own time: the answer is a
 * token for {@link removeProgress}.
 *
 * **Details**
 *
 * A `*` at the end of the name removes every file that begins so: see {@link RemoveOptions}.
 *
 * **Example** (Remove one file)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const removal = Files.remove({ fileType: "media", name: "greetings/old.wav" }).pipe(
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * const token = await Effect.runPromise(removal)
 * console.log(token === "")
 * // => false
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const remove = (options: RemoveOptions): Effect.Effect<RemovalToken, CloudError, Requirements> =>
  Effect.map(call(removeEndpoint, options), ({ token }) => token)

const wireProgress = () => openAnswer({ status: nonEmptyText(), files_deleted: wholeNumber() })

const removeProgressEndpoint = /*#__PURE__*/ Endpoint.define<
  { readonly token: RemovalToken },
  ReturnType<typeof wireProgress>["Type"],
  CloudAccount
>(() => ({
  operation: "Files.removeProgress",
  wrapper: [19],
  method: "POST",
  path: "/file_delete_progress",
  pathMark: "I",
  credential: CloudAccount,
  repeat: "read",
  parameters: { token: Endpoint.required("token", "I", Wire.nonEmptyText) },
  responseMark: "S",
  response: wireProgress()
}))

/**
 * Looks up how far a removal is.
 *
 * **Details**
 *
 * A token that the cloud does not know, or no longer, is refused: probably `Rejected` with
 * the code `0405` (I).
 *
 * **Example** (How far is it?)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 *
 * const program = Effect.gen(function* () {
 *   const token = yield* Files.remove({ fileType: "media", name: "greetings/old.wav" })
 *   const progress = yield* Files.removeProgress(token)
 *   return progress.filesRemoved
 * }).pipe(Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer]))
 *
 * console.log(await Effect.runPromise(program))
 * // => 0
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const removeProgress = (
  token: RemovalToken
): Effect.Effect<RemovalProgress, CloudError, Requirements> =>
  Effect.map(call(removeProgressEndpoint, { token }), ({ status, files_deleted, ...other }) => ({
    token,
    state: status,
    filesRemoved: files_deleted,
    other
  }))

/**
 * Removes files and follows the removal to its end: a stream of its progress, each change
 * once.
 *
 * **Details**
 *
 * Each run of the stream removes anew. Asks at once, then as `schedule` says. The last
 * element has the end state: `completed`, unless the cloud has another word for its end.
 * A consumer that stops listening does not stop the removal: nothing can (S). Fails with
 * `Timeout` when the patience is over; the removal goes on, and the token in each element
 * asks for it again.
 *
 * **Example** (Remove and wait)
 *
 * ```ts
 * import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
 * import * as Files from "@aculab-cloud/core/Files"
 * import * as Effect from "effect/Effect"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 *
 * const options = { fileType: "media", name: "greetings/old.wav" } as const
 * const end = Files.removeAndFollow(options, { schedule: Schedule.spaced("50 millis") }).pipe(
 *   Stream.runCollect,
 *   Effect.map((progress) => progress.at(-1)?.state),
 *   Effect.provide([CloudAccount.layerConfig, FetchHttpClient.layer])
 * )
 *
 * console.log(await Effect.runPromise(end))
 * // => completed
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const removeAndFollow = (
  options: RemoveOptions,
  following: FollowOptions = {}
): Stream.Stream<RemovalProgress, CloudError, Requirements> =>
  Stream.unwrap(
    Effect.map(Effect.andThen(patienceFor("Files.removeAndFollow", following), remove(options)), (token) =>
      follow([token], {
        ...following,
        operation: "Files.removeAndFollow",
        ask: ([asked = token]) => Effect.map(removeProgress(asked), (progress) => [progress]),
        keyOf: (progress) => progress.token,
        stateOf: ({ state, filesRemoved }) => `${filesRemoved} ${state}`,
        isDone: isFinished
      })
    )
  )

/**
 * The operations of this module as data: names on the wire, and the source of each.
 *
 * @category wire
 * @since 0.1.0
 */
export const endpoints = [
  listEndpoint,
  folderEndpoint,
  downloadEndpoint,
  uploadEndpoint,
  moveEndpoint,
  removeEndpoint,
  removeProgressEndpoint
] as const
