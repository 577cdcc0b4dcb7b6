import * as Files from "@aculab-cloud/core/Files"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const bytes = new Uint8Array([1, 2, 3])
const store = (simulator: Simulator, ...names: ReadonlyArray<string>) => {
  for (const name of names) simulator.files.put({ filetype: "msg_media", name, bytes })
}
const answer = (simulator: Simulator, ...bodies: ReadonlyArray<unknown>) => {
  for (const body of bodies) simulator.faults.next({ kind: "response", response: () => Response.json(body) })
}

describe("Files.move", () => {
  it.effect("renames a file with a form in a POST, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "cat.jpg")
        yield* Files.move({ fileType: "messageMedia", name: "cat.jpg", newName: "pets/cat-1.jpg" })
        expect(simulator.files.list("msg_media").map(({ name }) => name)).toEqual(["pets/cat-1.jpg"])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/file_move")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          filetype: "msg_media",
          filename: "cat.jpg",
          new_filename: "pets/cat-1.jpg"
        })
      })
    )
  )

  it.effect.each(["", "OK", '{"status":"moved"}'])("succeeds with nothing, whatever the body %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => new Response(body) })
        const move = Files.move({ fileType: "media", name: "a.wav", newName: "b.wav" })
        expect(yield* move).toBeUndefined()
      })
    )
  )

  it.effect("fails as not found when there is no such file", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const move = Files.move({ fileType: "messageMedia", name: "cat.jpg", newName: "b.jpg" })
        const error = yield* Effect.flip(move)
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "NotFound", status: 404 } })
      })
    )
  )

  it.effect("is not repeated after HTTP 503, and says what to look for", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "cat.jpg")
        simulator.faults.next({ kind: "status", status: 503, when: "after" })
        const move = Files.move({ fileType: "messageMedia", name: "cat.jpg", newName: "b.jpg" })
        const error = yield* Effect.flip(move)
        expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "Unavailable" } })
        expect(error.advice).toMatch(/list both names/)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  const media = { fileType: "media", name: "a.wav" } as const

  it.effect.each(["b.wav", "b.wave", "b.tif", "dir/b.c.tiff", "b.WAV"])(
    "gives sounds the name %j",
    (newName) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          answer(simulator, {})
          yield* Files.move({ ...media, newName })
          expect(fieldsOf(present(simulator.requests[0]).text).new_filename).toBe(newName)
        })
      )
  )
  it.effect.each(["b", "b.mp3", "b.wav/", "wav", "b.wav.txt"])("refuses the name %j for sounds", (newName) =>
    refused(Files.move({ ...media, newName }), ["newName", /\.wav, \.wave, \.tif or \.tiff/])
  )
  it.effect.each(["cat", "cat.", "pets.d/cat", "cat.jpg/"])("refuses the name %j for a picture", (newName) =>
    refused(Files.move({ fileType: "messageMedia", name: "cat.jpg", newName }), [
      "newName",
      /must end with an extension/
    ])
  )
  it.effect("refuses the name that the file has", () =>
    refused(Files.move({ ...media, newName: "a.wav" }), ["newName", /must not be the name that it has/])
  )
  it.effect("refuses names of many files", () =>
    refused(
      Files.move({ ...media, name: "a*", newName: "b*.wav" }),
      ["name", /must not hold a \*$/],
      ["newName", /must not hold a \*$/]
    )
  )
  it.effect("names every problem of both names at once", () =>
    refused(
      Files.move({ ...media, name: "ä//a.wav", newName: "../ö" }),
      ["name", /letters a-z and A-Z/],
      ["name", /must not hold/],
      ["newName", /letters a-z and A-Z/],
      ["newName", /must not hold/],
      ["newName", /must end with/]
    )
  )
  it.effect("refuses log files, which cannot be renamed", () =>
    refused(Files.move({ fileType: "restLogs", name: "a", newName: "b" } as unknown as Files.MoveOptions), [
      "fileType",
      /must be one of media, messageMedia$/
    ])
  )
  it.effect("refuses to work without names", () =>
    refused(
      Files.move({ fileType: "media", name: "" } as unknown as Files.MoveOptions),
      ["name", /must not be empty/],
      ["newName", /is required/]
    )
  )
})

describe("Files.remove", () => {
  it.effect("asks for the removal with a form in a POST, and answers its token", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "pets/cat.jpg", "pets/dog.jpg", "car.jpg")
        const token = yield* Files.remove({
          fileType: "messageMedia",
          name: "pets/*",
          from: DateTime.makeUnsafe("2025-12-31T00:00:00Z"),
          to: DateTime.makeUnsafe("2026-01-31T00:00:00Z")
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/file_delete")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          filetype: "msg_media",
          filename: "pets/*",
          from: "2025-12-31_00:00:00",
          to: "2026-01-31_00:00:00"
        })
        yield* Effect.promise(() => simulator.clock.advance(10_000))
        expect(simulator.files.list("msg_media").map(({ name }) => name)).toEqual(["car.jpg"])
        expect(yield* Files.removeProgress(token)).toEqual({
          token,
          state: "completed",
          filesRemoved: 2,
          other: {}
        })
      })
    )
  )

  it.effect("removes one file, log files included, and is repeated after HTTP 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        const token = yield* inVirtualTime(Files.remove({ fileType: "restLogs", name: "2026/01.log" }))
        expect(token).not.toBe("")
        expect(simulator.requests.map(({ text }) => fieldsOf(text))).toEqual([
          { filetype: "rest", filename: "2026/01.log" },
          { filetype: "rest", filename: "2026/01.log" }
        ])
      })
    )
  )

  it.effect.each([{}, { token: "" }, { token: 1 }, "token", []])(
    "does not understand the answer %j",
    (body) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          answer(simulator, body)
          const error = yield* Effect.flip(Files.remove({ fileType: "media", name: "a.wav" }))
          expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "UnexpectedResponse" } })
        })
      )
  )

  it.effect.each([
    { name: "", rule: /must not be empty/ },
    { name: "*.wav", rule: /\* but at its end/ },
    { name: "a**", rule: /\* but at its end/ },
    { name: "a/../*", rule: /must not hold \.\./ },
    { name: "a b", rule: /letters a-z and A-Z/ }
  ])("refuses the name $name", ({ name, rule }) =>
    refused(Files.remove({ fileType: "media", name }), ["name", rule])
  )
  it.effect("refuses to remove everything for want of a name", () =>
    refused(Files.remove({ fileType: "media" } as unknown as Files.RemoveOptions), ["name", /is required/])
  )
  it.effect("refuses another store, and a period that ends before it begins", () =>
    Effect.gen(function* () {
      const elsewhere = { fileType: "rest", name: "a" } as unknown as Files.RemoveOptions
      yield* refused(Files.remove(elsewhere), ["fileType", /one of media, messageMedia, restLogs/])
      const [from, to] = [DateTime.makeUnsafe("2026-01-02"), DateTime.makeUnsafe("2026-01-01")]
      yield* refused(Files.remove({ fileType: "media", name: "*", from, to }), ["to", /not be before from/])
    })
  )
})

describe("Files.removeProgress", () => {
  it.effect("asks with the token, in a form in a POST", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, { status: "in progress", files_deleted: "10000", files_left: 5 })
        const progress = yield* Files.removeProgress("to/ken 1")
        expect(progress).toEqual({
          token: "to/ken 1",
          state: "in progress",
          filesRemoved: 10_000,
          other: { files_left: 5 }
        })
        expect(Files.isFinished(progress)).toBe(false)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/file_delete_progress")
        expect(request.authorized).toBe(true)
        expect(fieldsOf(request.text)).toEqual({ token: "to/ken 1" })
      })
    )
  )

  it.effect("fails as rejected, with code 0405, for a token that is nobody's", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Files.removeProgress("nobody's"))
        expect(error).toMatchObject({ outcome: "rejected", reason: { _tag: "Rejected", code: "0405" } })
      })
    )
  )

  it.effect("refuses an empty token", () => refused(Files.removeProgress(""), ["token", /must not be empty/]))

  it.effect("takes every word but one for the end", () =>
    Effect.sync(() => {
      const finished = (state: string) => Files.isFinished({ state })
      expect(["completed", "deleted", "failed"].map(finished)).toEqual([true, true, true])
      expect(["in progress", "In Progress", "in_progress"].map(finished)).toEqual([false, false, false])
    })
  )
})

describe("Files.removeAndFollow", () => {
  const cats = { fileType: "messageMedia", name: "cat*" } as const

  it.effect("tells each change once, and ends with the end", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "cat-1.jpg", "cat-2.jpg", "dog.jpg")
        const progress = yield* inVirtualTime(Stream.runCollect(Files.removeAndFollow(cats)), {
          alongside: simulator.clock.advance
        })
        expect(progress.map(({ state, filesRemoved }) => [state, filesRemoved])).toEqual([
          ["in progress", 0],
          ["completed", 2]
        ])
        expect(new Set(progress.map(({ token }) => token)).size).toBe(1)
        expect(simulator.count("/file_delete")).toBe(1)
        expect(simulator.files.list("msg_media").map(({ name }) => name)).toEqual(["dog.jpg"])
      })
    )
  )

  it.effect("tells growing numbers, and an end in other words", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(
          simulator,
          { token: "t" },
          { status: "in progress", files_deleted: 0 },
          { status: "in progress", files_deleted: 0 },
          { status: "in progress", files_deleted: 10_000 },
          { status: "deleted", files_deleted: 10_001 }
        )
        const following = { schedule: Schedule.spaced("1 second") }
        const progress = yield* inVirtualTime(Stream.runCollect(Files.removeAndFollow(cats, following)))
        expect(progress.map(({ state, filesRemoved }) => `${state} ${filesRemoved}`)).toEqual([
          "in progress 0",
          "in progress 10000",
          "deleted 10001"
        ])
        expect(simulator.requests).toHaveLength(5)
      })
    )
  )

  it.effect("removes nothing before it runs, and stops asking when nobody listens", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "cat.jpg")
        const removal = Files.removeAndFollow(cats)
        expect(simulator.requests).toHaveLength(0)
        yield* Stream.runDrain(Stream.take(removal, 1))
        expect(simulator.requests.map(({ path }) => path)).toEqual(["/file_delete", "/file_delete_progress"])
        yield* Effect.promise(() => simulator.clock.advance(10_000))
        expect(simulator.files.list("msg_media")).toHaveLength(0)
      })
    )
  )

  it.effect("gives up when the patience is over", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const error = yield* inVirtualTime(
          Effect.flip(Stream.runDrain(Files.removeAndFollow(cats, { patience: "30 seconds" })))
        )
        expect(error).toMatchObject({
          operation: "Files.removeAndFollow",
          reason: { _tag: "Timeout", limit: "follow" }
        })
        expect(simulator.count("/file_delete")).toBe(1)
      })
    )
  )

  it.effect("refuses what a removal refuses", () =>
    refused(Stream.runDrain(Files.removeAndFollow({ fileType: "media", name: "*a" })), [
      "name",
      /\* but at its end/
    ])
  )
})
