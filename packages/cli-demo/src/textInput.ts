/** What a command reads from a file, or for `-` from the standard input. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { invalidInput } from "./failure.js"

/** Where an input is named, for complaints: the operation, and the flag or argument. */
interface Place {
  readonly operation: string
  readonly field: string
}

/** The text of the standard input, which has to be UTF-8. */
export const standardInput = Effect.fnUntraced(function* ({ operation, field }: Place) {
  const bytes = yield* Stdio.Stdio.use((stdio) => Stream.runCollect(stdio.stdin))
  const text = decodeUtf8(bytes)
  return text ?? (yield* invalidInput(operation, [{ field, rule: "the standard input must be UTF-8" }]))
})

const decodeUtf8 = (chunks: ReadonlyArray<Uint8Array>): string | undefined => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode()
  } catch {
    return undefined
  }
}

/** A JSON document of a file, as a schema has it. Complaints name what is wrong, and show nothing of the document. */
export const jsonDocument = Effect.fnUntraced(function* <A>(
  place: Place,
  source: string,
  schema: Schema.Codec<A, unknown>
) {
  const text = source === "-" ? yield* standardInput(place) : yield* textOfFile(place, source)
  const json = yield* parsed(place, text)
  return yield* Effect.mapError(
    Schema.decodeUnknownEffect(schema)(json, { errors: "all", onExcessProperty: "error" }),
    (error) => complaints(place, error.issue)
  )
})

// Not by a schema: the parser's own words show a piece of the document.
const parsed = ({ operation, field }: Place, text: string) =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () => invalidInput(operation, [{ field, rule: "must be a JSON document" }])
  })

/** The text of a file, which has to be UTF-8. */
export const textOfFile = ({ operation, field }: Place, path: string) =>
  FileSystem.FileSystem.use((files) => files.readFile(path)).pipe(
    Effect.mapError(({ reason }) =>
      invalidInput(operation, [
        { field, rule: reason._tag === "NotFound" ? "there is no such file" : "the file cannot be read" }
      ])
    ),
    Effect.map((bytes) => decodeUtf8([bytes])),
    Effect.filterOrFail(
      (text) => text !== undefined,
      () => invalidInput(operation, [{ field, rule: "the file must be UTF-8" }])
    )
  )

const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is required"
    if (issue._tag === "UnexpectedKey") return "is not a known key"
    return SchemaIssue.defaultLeafHook(issue)
  }
})

const complaints = ({ operation, field }: Place, issue: SchemaIssue.Issue): CloudError =>
  invalidInput(
    operation,
    format(issue).issues.map(({ message, path }) => {
      const rule = message.replace(/^Expected /, "must be ")
      const keys = (path ?? []).map((key) => String(typeof key === "object" ? key.key : key))
      return { field, rule: keys.length === 0 ? rule : `${keys.join(".")}: ${rule}` }
    })
  )
