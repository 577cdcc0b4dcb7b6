import { appendFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { PlatformError, SystemError } from "effect/PlatformError"
import { boardText } from "../src/messageFile/board.js"
import { openResults } from "../src/messageFile/resultFile.js"
import { type ResultRow, rowsOf, rowText } from "../src/messageFile/resultRow.js"
import { withFolder } from "./sendFileSupport.js"

const row = (line: number, changes: Partial<ResultRow> = {}): ResultRow => ({
  line,
  to: "447700910000",
  outcome: "trying",
  references: [],
  advice: "",
  fingerprint: "0123456789abcdef",
  ...changes
})

interface Disk {
  syncs: number
  /** How many writes succeed. */
  room: number
}

/** The disk, counted, and full after some writes, the last of which is cut in half. */
const diskOf = (disk: Disk) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (files) => ({
      ...files,
      open: (path: string, options?: Parameters<FileSystem.FileSystem["open"]>[1]) =>
        Effect.map(
          files.open(path, options),
          (file): FileSystem.File => ({
            [FileSystem.FileTypeId]: FileSystem.FileTypeId,
            stat: file.stat,
            sync: Effect.andThen(
              Effect.sync(() => disk.syncs++),
              file.sync
            ),
            seek: (offset, from) => file.seek(offset, from),
            read: (buffer) => file.read(buffer),
            readAlloc: (size) => file.readAlloc(size),
            truncate: (length) => file.truncate(length),
            write: (buffer) => file.write(buffer),
            writeAll: (buffer) =>
              Effect.suspend(() => {
                disk.room -= 1
                if (disk.room >= 0) return file.writeAll(buffer)
                return Effect.andThen(file.writeAll(buffer.subarray(0, buffer.length / 2)), Effect.fail(full))
              })
          })
        )
    }))
  ).pipe(Layer.provide(NodeFileSystem.layer))

const full = new PlatformError(
  new SystemError({ _tag: "Unknown", module: "FileSystem", method: "writeAll", description: "ENOSPC" })
)

describe("the result file", () => {
  it.effect("waits once for the disk where many rows have to be on it", () =>
    withFolder("", ({ results }) => {
      const disk = { syncs: 0, room: 1000 }
      return Effect.gen(function* () {
        const file = yield* openResults(results, "new")
        const lines = Array.from({ length: 64 }, (_, index) => index + 2)
        yield* Effect.forEach(lines, (line) => file.add(row(line), { durable: true }), {
          concurrency: "unbounded"
        })
        // One for the header, one for the first row, few for those that came meanwhile.
        expect(disk.syncs).toBeLessThan(40)
        const before = disk.syncs
        yield* file.add(row(2, { outcome: "sent", references: ["a", "b"] }))
        expect(disk.syncs).toBe(before)
      }).pipe(Effect.scoped, Effect.provide(diskOf(disk)))
    })
  )

  it.effect("writes nothing more behind a row that could not be written", () =>
    withFolder("", ({ results, text }) =>
      Effect.gen(function* () {
        const file = yield* openResults(results, "new")
        yield* file.add(row(2))
        const error = yield* Effect.flip(file.add(row(3)))
        expect(error.failure).toMatchObject({ exit: "disk", message: expect.stringContaining(results) })
        expect(yield* Effect.flip(file.add(row(4)))).toBe(error)
        // The half of a row at the end is none.
        expect([...(yield* rowsOf(text())).keys()]).toEqual([2])
      }).pipe(Effect.scoped, Effect.provide(diskOf({ syncs: 0, room: 2 })))
    )
  )

  it.effect("holds every text that the cloud can send, in one line each, and no formula", () =>
    Effect.gen(function* () {
      const advice = 'He said "no",\r\nthen\u001b[2J left'
      const text = rowText(row(7, { outcome: "sent", references: ["=cmd()", "b"], advice }))
      expect(text.match(/\n/g)).toHaveLength(1)
      expect(text).toContain(",'=cmd() b,")
      const rows = yield* rowsOf(`line,to,outcome,references,advice,fingerprint\n${text}`)
      expect(rows.get(7)?.advice).toBe('He said "no",\\r\\nthen\\u{1b}[2J left')
      expect(rowText(rows.get(7) ?? row(0))).toBe(text)
    })
  )

  it.effect("is not made where there is one already", () =>
    withFolder("", ({ results, text }) =>
      Effect.gen(function* () {
        appendFileSync(results, "precious")
        expect((yield* Effect.flip(Effect.scoped(openResults(results, "new")))).failure.exit).toBe("disk")
        expect(text()).toBe("precious")
        const nowhere = Effect.scoped(openResults(join(results, "nowhere"), "new"))
        expect((yield* Effect.flip(nowhere)).failure.exit).toBe("disk")
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  )
})

describe("the board", () => {
  const counts = { sent: 1201, rejected: 3, unknown: 1, "not-sent": 0 }

  it("says as much as fits", () => {
    const text = (room: number) => boardText(counts, 2000, 29.6, room)
    expect(text(80)).toBe("60 %  1,205 of 2,000  1,201 sent  3 rejected  1 unknown  30/s  27 s left")
    expect(text(60)).toBe("60 %  1,201 sent  3 rejected  1 unknown  27 s left")
    expect(text(20)).toBe("60 %  27 s left")
    expect(text(5)).toBe("60 %")
    expect(text(3)).toBe("")
  })

  it("promises no end while nothing moves, or before it can tell", () => {
    expect(boardText(counts, 2000, 0, 80)).toBe(
      "60 %  1,205 of 2,000  1,201 sent  3 rejected  1 unknown  0.0/s"
    )
    expect(boardText(counts, 2000, undefined, 80)).not.toContain("left")
  })
})
