/** The frame around a file: what no name can break out of. The store's own rules refuse most of these names before. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame } from "../src/internal/multipart.js"
import { present } from "./support.js"

const content = new Uint8Array([0, 13, 10, 45, 45, 255])

const formOf = (framed: ReturnType<typeof frame>) =>
  Effect.promise(() =>
    new Response(new Blob([framed.head, content, framed.tail]), {
      headers: { "content-type": framed.contentType }
    }).formData()
  )

const hostile = [
  'a"b',
  'a"; filename="x',
  "a\r\nContent-Type: text/html\r\n\r\n<script>",
  "a\n\n",
  "a\rb",
  "größe.wav",
  "日本語.wav",
  "a%22b",
  "a\\",
  "..",
  ""
]

describe("a form with a file", () => {
  it.effect.each(hostile)("holds one file, whatever its name: %j", (fileName) =>
    Effect.gen(function* () {
      const framed = frame([["filename", "kept"]], { name: "file", fileName, contentType: "text/plain" })
      const text = new TextDecoder().decode(framed.head)
      const boundary = present(framed.contentType.split("boundary=")[1])
      // Four lines for the field, four for the file, and then its bytes: no name has made another.
      expect(text.split("\r\n")).toHaveLength(9)
      expect(text.split("\n")).toHaveLength(9)
      expect(text.split(boundary)).toHaveLength(3)
      expect(/filename="([^"]*)"\r\n/.exec(text)?.[1]).toBe(
        fileName.replace(/["\\\r\n]/g, encodeURIComponent)
      )
      const form = yield* formOf(framed)
      expect([...form.keys()]).toEqual(["filename", "file"])
      const file = form.get("file")
      if (!(file instanceof File)) throw new Error("no file")
      expect(new Uint8Array(yield* Effect.promise(() => file.arrayBuffer()))).toEqual(content)
      expect(file.type).toBe("text/plain")
    })
  )

  it.effect.each(hostile.filter((name) => name !== ""))(
    "keeps a field whole, whatever its name and value: %j",
    (text) =>
      Effect.gen(function* () {
        const framed = frame([[text, text]], { name: "file", fileName: "a", contentType: "text/plain" })
        const form = yield* formOf(framed)
        expect([...form.keys()].length).toBe(2)
        expect([...form.values()][0]).toBe(text)
      })
  )

  it("has a boundary that nobody can guess", () => {
    const file = { name: "file", fileName: "a", contentType: "text/plain" }
    const boundaries = Array.from({ length: 100 }, () => frame([], file).contentType)
    expect(new Set(boundaries).size).toBe(100)
    for (const boundary of boundaries) expect(boundary).toMatch(/boundary=aculab-cloud-[0-9a-f]{48}$/)
  })
})
