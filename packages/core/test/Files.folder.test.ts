import * as Files from "@aculab-cloud/core/Files"
import type { Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { fieldsOf, present, withCloud } from "./support.js"

const bytes = new Uint8Array([1, 2, 3])
const store = (simulator: Simulator, ...names: ReadonlyArray<string>) => {
  for (const name of names) simulator.files.put({ filetype: "media", name, bytes })
}
const answer = (simulator: Simulator, ...bodies: ReadonlyArray<unknown>) => {
  for (const body of bodies) simulator.faults.next({ kind: "response", response: () => Response.json(body) })
}
const file = { modified: "2017-04-25_17:37:03", size: 1, encrypted: false, expiry_date: null }
const name = ({ name }: { readonly name: string }) => name

describe("Files.folderPage", () => {
  it.effect("asks for a page of a folder as a form in a POST, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b/c.wav", "b/cd/e.wav", "b/d.wav", "b/cf.wav")
        const page = yield* Files.folderPage({
          fileType: "media",
          name: "b/",
          prefix: "c",
          from: DateTime.makeUnsafe("2025-01-01T00:00:00Z"),
          to: DateTime.makeUnsafe("2027-01-01T00:00:00Z"),
          pageSize: 10,
          startAfter: "b/c.wav"
        })
        expect(page).toMatchObject({
          folders: [{ name: "b/cd/", other: {} }],
          files: [{ name: "b/cf.wav", size: 3 }]
        })
        expect(page).not.toHaveProperty("startAfter")
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/folder_list")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(fieldsOf(request.text)).toEqual({
          filetype: "media",
          folder_name: "b/",
          prefix: "c",
          from: "2025-01-01_00:00:00",
          to: "2027-01-01_00:00:00",
          max_count: "10",
          startafter: "b/c.wav"
        })
      })
    )
  )

  it.effect("takes an empty name for the root and an empty prefix for any", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b/c.wav")
        const page = yield* Files.folderPage({ fileType: "media", name: "", prefix: "" })
        expect([...page.folders, ...page.files].map(name)).toEqual(["b/", "a.wav"])
      })
    )
  )

  it.effect.each([
    { folderNames: "with-path", name: "b" },
    { folderNames: "with-path", name: "b/" },
    { folderNames: "within-folder", name: "b" },
    { folderNames: "within-folder", name: "b/" }
  ] as const)("tells whole names from the answer $folderNames to $name", ({ folderNames, name: folder }) =>
    withCloud(
      (simulator) =>
        Effect.gen(function* () {
          store(simulator, "b/b.wav", "b/b/d.wav", "b/c/d.wav")
          const page = yield* Files.folderPage({ fileType: "media", name: folder })
          expect([...page.folders, ...page.files].map(name)).toEqual(["b/b/", "b/c/", "b/b.wav"])
        }),
      { forms: { folderNames } }
    )
  )

  it.effect("reads the form that the wrapper documents, with fields that it does not know", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, {
          folders: [{ name: "dir/", files: 3 }],
          files: [{ name: "a.wav", ...file, expiry_date: "2017-04-26_17:37:03", contenttype: "audio/wav" }],
          startafter: "a.wav"
        })
        const page = yield* Files.folderPage({ fileType: "media" })
        expect(page.startAfter).toBe("a.wav")
        expect(page.folders).toEqual([{ name: "dir/", other: { files: 3 } }])
        expect(page.files).toMatchObject([
          { name: "a.wav", size: 1, encrypted: false, other: { contenttype: "audio/wav" } }
        ])
        expect(DateTime.formatIso(present(page.files[0]?.expiresAt))).toBe("2017-04-26T17:37:03.000Z")
      })
    )
  )

  it.effect.each([
    { folders: [], files: [], startafter: null },
    { folders: [], files: [], startafter: "" },
    { folders: [], files: {} },
    { folders: [] },
    { files: [] },
    {}
  ])("reads the empty folder %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(simulator, body)
        expect(yield* Files.folderPage({ fileType: "media" })).toEqual({ folders: [], files: [] })
      })
    )
  )

  it.effect.each([
    { name: "a/../b", rule: /must not hold \.\./ },
    { name: "a//", rule: /must not hold \.\. or \/\// },
    { name: "a*", rule: /must not hold a \*$/ },
    { name: "a b", rule: /letters a-z and A-Z/ },
    { name: "a\u0000", rule: /control characters/ }
  ])("refuses the folder $name, and the prefix", ({ name, rule }) =>
    Effect.gen(function* () {
      yield* refused(Files.folderPage({ fileType: "media", name }), ["name", rule])
      yield* refused(Files.folderPage({ fileType: "media", prefix: name }), ["prefix", rule])
    })
  )

  it.effect("refuses pages that are not, and periods that end before they begin", () =>
    Effect.gen(function* () {
      yield* refused(
        Files.folderPage({
          fileType: "tapes",
          pageSize: 0,
          startAfter: ""
        } as unknown as Files.FolderOptions),
        ["fileType", /one of media, messageMedia, restLogs/],
        ["pageSize", /whole number of 1 or more/],
        ["startAfter", /must not be empty/]
      )
      const [from, to] = [DateTime.makeUnsafe("2026-01-02"), DateTime.makeUnsafe("2026-01-01")]
      yield* refused(Files.folderPage({ fileType: "media", from, to }), ["to", /must not be before from/])
    })
  )
})

describe("Files.folder", () => {
  it.effect("tells folders and files, page after page", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b/c.wav", "b/d.wav", "e/f.wav", "g.wav")
        const entries = yield* Stream.runCollect(Files.folder({ fileType: "media", pageSize: 1 }))
        expect(entries.map(({ type, name }) => `${type} ${name}`)).toEqual([
          "file a.wav",
          "folder b/",
          "folder e/",
          "file g.wav"
        ])
        expect(simulator.requests.length).toBeGreaterThan(3)
      })
    )
  )

  it.effect("tells a folder once, also when two pages name it", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        answer(
          simulator,
          { folders: [{ name: "b/" }], files: [], startafter: "b/c.wav" },
          { folders: [{ name: "b/" }, { name: "e/" }], files: [{ name: "g.wav", ...file }] }
        )
        const entries = Files.folder({ fileType: "media" })
        expect((yield* Stream.runCollect(entries)).map(name)).toEqual(["b/", "e/", "g.wav"])
      })
    )
  )

  it.effect("asks for no page that nobody takes entries of", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        store(simulator, "a.wav", "b.wav", "c.wav")
        const first = Stream.take(Files.folder({ fileType: "media", pageSize: 1 }), 1)
        expect((yield* Stream.runCollect(first)).map(name)).toEqual(["a.wav"])
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect("fails when the cursor stands still", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const page = { folders: [], files: [{ name: "a.wav", ...file }], startafter: "a.wav" }
        answer(simulator, page, page)
        const error = yield* Effect.flip(Stream.runDrain(Files.folder({ fileType: "media" })))
        expect(error).toMatchObject({
          operation: "Files.folder",
          reason: { _tag: "UnexpectedResponse", status: 200 }
        })
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )

  it.effect("refuses what a page refuses", () =>
    Effect.gen(function* () {
      const nothing = undefined as unknown as Files.FolderOptions
      yield* refused(Stream.runDrain(Files.folder(nothing)), ["fileType", /is required/])
    })
  )
})
