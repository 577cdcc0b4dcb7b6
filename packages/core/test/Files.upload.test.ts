/** Uploads that go well, what they look like on the wire, and what is refused before anything is sent. */
import * as Files from "@aculab-cloud/core/Files"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { refused } from "./refused.js"
import { present, withCloud } from "./support.js"

const text = "Grüße\r\n--boundary--\r\n"
const content = new TextEncoder().encode(text)
const note = { fileType: "messageMedia", name: "notes/hello.txt" } as const

/** The form of a request, read by the runtime. */
const formOf = (request: {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}) =>
  Effect.promise(() =>
    new Response(request.body, {
      headers: { "content-type": present(request.headers["content-type"]) }
    }).formData()
  )

describe("Files.upload", () => {
  it.effect("sends a form of several parts in a POST, the file last, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({
          fileType: "media",
          name: "greetings/hello.wav",
          content,
          contentType: "audio/x-wav",
          encrypted: true,
          timeToLive: "90 minutes"
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/file_write")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(request.headers["content-type"]).toMatch(
          /^multipart\/form-data; boundary=aculab-cloud-[0-9a-f]{48}$/
        )
        const form = yield* formOf(request)
        expect([...form.keys()]).toEqual(["filetype", "filename", "encrypted", "ttl", "contenttype", "file"])
        const { file, ...fields } = Object.fromEntries(form)
        expect(fields).toEqual({
          filetype: "media",
          filename: "greetings/hello.wav",
          encrypted: "true",
          ttl: "90m",
          contenttype: "audio/x-wav"
        })
        if (!(file instanceof File)) throw new Error("no file")
        expect([file.name, file.type, file.size]).toEqual(["hello.wav", "audio/x-wav", content.length])
        const stored = present(simulator.files.get("media", "greetings/hello.wav"))
        expect(stored).toMatchObject({ encrypted: true, contentType: "audio/x-wav", bytes: content })
        expect(stored.expires).toBe(stored.modified + 90 * 60_000)
      })
    )
  )

  it.effect("leaves out what has a default, and lets the cloud find the content type", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({ ...note, content, encrypted: false })
        const form = yield* formOf(present(simulator.requests[0]))
        expect([...form.keys()]).toEqual(["filetype", "filename", "file"])
        expect(simulator.files.get("msg_media", note.name)).toMatchObject({
          bytes: content,
          encrypted: false
        })
        expect(simulator.files.get("msg_media", note.name)?.expires).toBeUndefined()
      })
    )
  )

  const half = content.length >> 1
  const sources: ReadonlyArray<{ readonly what: string; readonly from: () => Files.UploadContent }> = [
    { what: "bytes", from: () => content },
    { what: "a part of a larger buffer", from: () => new Uint8Array([0, ...content, 0]).subarray(1, -1) },
    { what: "a Blob", from: () => new Blob([content]) },
    { what: "a File", from: () => new File([content], 'evil"\r\nname.txt', { type: "text/plain" }) },
    { what: "a stream", from: () => ({ stream: Stream.make(content.slice(0, half), content.slice(half)) }) },
    {
      what: "a stream of known length",
      from: () => ({ stream: Stream.succeed(content), length: content.length })
    },
    {
      what: "a stream with nothing in some chunks",
      from: () => ({
        stream: Stream.make(new Uint8Array(), content, new Uint8Array()),
        length: content.length
      })
    }
  ]

  it.effect.each(sources)("stores $what as it is", ({ from }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({ ...note, content: from() })
        expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(content)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )

  it.effect.each([
    { what: "bytes", from: (): Files.UploadContent => new Uint8Array() },
    { what: "a Blob", from: (): Files.UploadContent => new Blob([]) },
    { what: "a stream", from: (): Files.UploadContent => ({ stream: Stream.empty }) },
    { what: "a stream of no length", from: (): Files.UploadContent => ({ stream: Stream.empty, length: 0 }) }
  ])("stores nothing at all as a file: $what", ({ from }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({ ...note, content: from() })
        expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(new Uint8Array())
      })
    )
  )

  it.effect("keeps the bytes whole wherever the chunks of a stream end", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        for (let at = 0; at <= content.length; at++) {
          const stream = Stream.make(content.slice(0, at), content.slice(at))
          yield* Files.upload({ ...note, content: { stream } })
          expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(content)
        }
        const stream = Stream.fromIterable(Array.from(content, (byte) => new Uint8Array([byte])))
        yield* Files.upload({ ...note, content: { stream, length: content.length } })
        expect(simulator.files.get("msg_media", note.name)?.bytes).toEqual(content)
      })
    )
  )

  it.effect("sends what is larger than a piece, from each kind of source", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const large = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 7) % 251)
        const contents: ReadonlyArray<Files.UploadContent> = [
          large,
          new Blob([large]),
          { stream: Stream.succeed(large) },
          { stream: Stream.make(large.slice(0, 300_000), large.slice(300_000)), length: large.length }
        ]
        for (const content of contents) {
          yield* Files.upload({ ...note, content })
          const stored = present(simulator.files.get("msg_media", note.name)).bytes
          expect(stored.length).toBe(large.length)
          expect(stored.every((byte, index) => byte === large[index])).toBe(true)
        }
      })
    )
  )

  it.effect("has another boundary each time", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({ ...note, content })
        yield* Files.upload({ ...note, content })
        expect(new Set(simulator.requests.map(({ headers }) => headers["content-type"])).size).toBe(2)
      })
    )
  )

  it.effect.each([
    ["1 minute", "1m"],
    ["59 minutes", "59m"],
    ["1 hour", "1h"],
    ["90 minutes", "90m"],
    ["24 hours", "1d"],
    ["25 hours", "25h"],
    ["2 weeks", "14d"]
  ] as const)("writes a life of %s as %s", ([timeToLive, ttl]) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        yield* Files.upload({ ...note, content, timeToLive })
        const form = yield* formOf(present(simulator.requests[0]))
        expect(form.get("ttl")).toBe(ttl)
      })
    )
  )

  it.effect.each(["", "OK", '{"status":"written"}'])("succeeds with nothing, whatever the body %j", (body) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => new Response(body) })
        expect(yield* Files.upload({ ...note, content })).toBeUndefined()
      })
    )
  )

  it.effect("passes on what the cloud has against the content", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const upload = Files.upload({ fileType: "media", name: "no.wav", content })
        const error = yield* Effect.flip(upload)
        expect(error).toMatchObject({
          operation: "Files.upload",
          outcome: "rejected",
          reason: { code: "0002" }
        })
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )
})

describe("what Files.upload refuses before anything is sent", () => {
  it.effect.each([
    { name: 'a".wav', rule: /nothing but the letters/ },
    { name: "a\r\nContent-Type: text/html.wav", rule: /nothing but the letters/ },
    { name: 'a"; filename="x.wav', rule: /nothing but the letters/ },
    { name: "grüße.wav", rule: /nothing but the letters/ },
    { name: "a\0.wav", rule: /nothing but the letters/ },
    { name: "a*.wav", rule: /must not hold a \*/ },
    { name: "a b.wav", rule: /nothing but the letters/ },
    { name: "../a.wav", rule: /must not hold \.\./ },
    { name: "a//b.wav", rule: /must not hold/ },
    { name: "a/./b.wav", rule: /must not hold/ },
    { name: "hello.mp3", rule: /must end with \.wav/ },
    { name: "", rule: /must not be empty/ }
  ])("the name $name", ({ name, rule }) =>
    Effect.gen(function* () {
      const error = yield* withCloud((simulator) =>
        Effect.tap(Effect.flip(Files.upload({ fileType: "media", name, content })), () =>
          Effect.sync(() => expect(simulator.requests).toHaveLength(0))
        )
      )
      expect(error.outcome).toBe("not-sent")
      if (error.reason._tag !== "InvalidInput") throw error
      expect(error.reason.field).toBe("name")
      expect(error.reason.issues.some((issue) => rule.test(issue.rule))).toBe(true)
    })
  )

  it.effect.each([
    "image",
    "image/",
    "image/jpeg\r\nX-Evil: 1",
    "image/jpeg; a=\r\nb",
    'image/jpeg; a="\r\n"',
    "image/jp eg",
    "bild/größe",
    ""
  ])("the content type %j", (contentType) =>
    refused(Files.upload({ ...note, content, contentType }), ["contentType", /media type/])
  )

  it.effect.each(["30 seconds", "90 seconds", "0 minutes", "-1 minutes", "Infinity", 60] as const)(
    "a life of %s",
    (timeToLive) =>
      refused(Files.upload({ ...note, content, timeToLive }), [
        "timeToLive",
        /whole minutes, at least 1, with its unit$/
      ])
  )

  it.effect.each([null, "text", 7, {}, { stream: new ReadableStream() }, [1, 2, 3], undefined])(
    "content that is %j",
    (content) =>
      refused(Files.upload({ ...note, content: content as unknown as Uint8Array }), [
        "content",
        /must be bytes|is required/
      ])
  )

  it.effect.each([-1, 1.5, Number.NaN, "5"])("a stream of the length %j", (length) =>
    refused(Files.upload({ ...note, content: { stream: Stream.empty, length: length as number } }), [
      "content",
      /whole number of 0 or more/
    ])
  )

  it.effect("message media that is encrypted, and log files", () =>
    Effect.gen(function* () {
      yield* refused(Files.upload({ ...note, content, encrypted: true }), ["encrypted", /never encrypted/])
      yield* refused(Files.upload({ ...note, fileType: "restLogs" as "media", content }), [
        "fileType",
        /must be one of media, messageMedia/
      ])
    })
  )

  it.effect("all of it at once, and without options", () =>
    Effect.gen(function* () {
      yield* refused(
        Files.upload({
          fileType: "media",
          name: "",
          content: 1 as unknown as Uint8Array,
          contentType: "x",
          timeToLive: "1 second"
        }),
        ["name", /./],
        ["timeToLive", /./],
        ["contentType", /./],
        ["content", /./]
      )
      yield* refused(
        Files.upload(undefined as unknown as Files.UploadOptions),
        ["fileType", /is required/],
        ["name", /is required/],
        ["content", /is required/]
      )
    })
  )
})
