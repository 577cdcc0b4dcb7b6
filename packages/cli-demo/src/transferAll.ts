/** The files of a folder, on their way up or down: a line for each thing that happens, and an end that counts. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import type { FileError } from "@aculab-cloud/node/NodeFileError"
import type { TransferEvent } from "@aculab-cloud/node/NodeTransfer"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { underWay } from "./ask.js"
import { Json } from "./cloud.js"
import { CommandFailed, type Failure, fail, fromCloudError } from "./failure.js"
import { fromFileError } from "./fileFailure.js"
import { currentTime, makeRate, rateOf, roomAfter } from "./meter.js"
import { dim, green, print, printJson, red, type Words } from "./output.js"

export interface Folder {
  /** The operation, such as `Files.upload`. */
  readonly operation: string
  /** What a person reads meanwhile, such as `Uploading`. */
  readonly doing: string
  /** What happens to a file that all is well with, such as `uploaded`. */
  readonly done: string
  readonly events: Stream.Stream<TransferEvent, CloudError | FileError, Cloud>
}

/** Tells all of it, and fails when a file has failed. */
export const transferAll = Effect.fnUntraced(function* ({ operation, doing, done, events }: Folder) {
  const json = yield* Json
  const board = yield* makeBoard(doing)
  const tell = (event: TransferEvent) => {
    board.note(event)
    if (event.type === "progress") return Effect.void
    if (json) return printJson(toJson(operation, event))
    return event.type === "started" ? Effect.void : print(...linesOf(operation, done, event))
  }
  yield* Stream.runForEach(events, tell).pipe(
    Effect.mapError((error) =>
      error._tag === "FileError" ? new CommandFailed({ failure: fromFileError(operation, error) }) : error
    ),
    underWay(operation, doing, board.text)
  )
  const { count } = board
  if (!json) yield* print(`${count.done} ${done}, ${count.skipped} skipped, ${count.failed} failed`)
  if (count.failed > 0) return yield* fail(someFailed(operation, done, count))
})

interface Count {
  done: number
  skipped: number
  failed: number
}

/** What is done and what is under way, counted. */
const makeBoard = Effect.fnUntraced(function* (before: string) {
  const room = yield* roomAfter(before)
  const rate = makeRate(yield* currentTime)
  const count: Count = { done: 0, skipped: 0, failed: 0 }
  const underWay = new Map<string, { readonly bytes: number; readonly total: number }>()
  let moved = 0
  const move = (name: string, bytes: number) => {
    const before = underWay.get(name)
    // In another attempt a file begins again: what was moved, was moved.
    moved += Math.max(0, bytes - (before?.bytes ?? 0))
    rate.note(moved)
    underWay.set(name, { total: before?.total ?? bytes, bytes })
  }
  return {
    count,
    note: (event: TransferEvent) => {
      switch (event.type) {
        case "started":
          return void underWay.set(event.name, { bytes: 0, total: event.total })
        case "progress":
          return move(event.name, event.bytes)
        default:
          underWay.delete(event.name)
          count[event.type] += 1
      }
    },
    text: () => boardText(count, [...underWay.values()], rate.perSecond()).slice(0, room)
  }
})

const boardText = (
  { done, failed }: Count,
  files: ReadonlyArray<{ readonly bytes: number; readonly total: number }>,
  perSecond: number | undefined
): string => {
  const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((sum, number) => sum + number, 0)
  const total = sum(files.map(({ total }) => total))
  const share = total === 0 ? 0 : sum(files.map(({ bytes }) => bytes)) / total
  return [
    `${done} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(files.length === 0 ? [] : [`${files.length} under way: ${Math.min(100, Math.floor(share * 100))} %`]),
    ...(perSecond === undefined ? [] : [rateOf(perSecond)])
  ].join("  ")
}

type Told = Exclude<TransferEvent, { readonly type: "started" | "progress" }>

const linesOf = (operation: string, done: string, event: Told): ReadonlyArray<Words> => {
  const width = Math.max(done.length, "skipped".length) + 2
  switch (event.type) {
    case "done":
      return [[green(done.padEnd(width)), `${event.name}  ${event.bytes} bytes`]]
    case "skipped":
      return [dim([`${"skipped".padEnd(width)}${event.name}  ${event.reason}`])]
    case "failed": {
      const { message, advice } = failureOf(operation, event.error)
      return [
        [red("failed".padEnd(width)), event.name],
        [" ".repeat(width), message],
        ...(advice === undefined ? [] : [[" ".repeat(width), advice]])
      ]
    }
  }
}

const failureOf = (operation: string, error: CloudError | FileError): Failure =>
  error._tag === "FileError" ? fromFileError(operation, error) : fromCloudError(error)

const toJson = (operation: string, event: TransferEvent): unknown => {
  if (event.type !== "failed") return event
  const { outcome, reason, message, advice } = failureOf(operation, event.error)
  return { ...event, error: { operation, outcome, reason, message, advice } }
}

const someFailed = (operation: string, done: string, { failed, ...count }: Count): Failure => {
  const all = failed + count.done + count.skipped
  return {
    operation,
    outcome: "unknown",
    reason: { _tag: "SomeFailed", failed, ...count },
    message: `${failed} of ${all} ${all === 1 ? "file was" : "files were"} not ${done}`,
    consequence: "What is wrong with each is above; the others are as they should be.",
    advice: "The same command goes on with what is missing.",
    exit: "rejected"
  }
}
