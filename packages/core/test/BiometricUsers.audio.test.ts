/** Register, update and verify. The simulator has no voices yet: the answers are those of the wire reference. */
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as Wav from "@aculab-cloud/core/Wav"
import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"
import { chunk, format, list, riff, samples } from "./supportWav.js"

const withKey = <A, E>(
  body: (
    simulator: Simulator<ManualClock>
  ) => Effect.Effect<A, E, UserGroupKey.UserGroupKey | HttpClient.HttpClient>
) =>
  withCloud((simulator) =>
    Effect.suspend(() => {
      simulator.biometrics.addGroup("Staff")
      const { key } = simulator.biometrics.addKey({ group: "Staff" })
      return Effect.provide(body(simulator), UserGroupKey.layer({ key: Redacted.make(key) }))
    })
  )

const answering = (simulator: Simulator<ManualClock>, body: unknown, status = 200) =>
  simulator.faults.next({
    kind: "response",
    when: "before",
    response: () => Response.json(body, { status })
  })

/** The illustration of the wire reference, 2.3. */
const registered = {
  application_instance_id: "app-1",
  transaction_id: "t-1",
  sources: [{ name: "bobsaudio1.wav", accepted: true }]
}

const verified = { ...registered, verified: true, confidence: 2.5 }

/** Half a second, in the plainest form, which is what travels. */
const wav = riff(format(), chunk("data", samples(4000)))
const decorated = riff(list, format(), chunk("data", samples(4000)), list)

const formOf = (request: {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}) =>
  Effect.promise(() =>
    new Response(request.body, {
      headers: { "content-type": present(request.headers["content-type"]) }
    }).formData()
  )

const partsOf = (form: FormData) =>
  Effect.promise(() =>
    Promise.all(
      [...form].map(async ([name, file]) =>
        file instanceof File
          ? { name, fileName: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
          : { name, text: file }
      )
    )
  )

const queryOf = (request: { readonly query: string }) => fieldsOf(request.query)

const both = [
  { name: "register", run: BiometricUsers.register },
  { name: "update", run: BiometricUsers.update }
]

describe.each(both)("BiometricUsers.$name", ({ name, run }) => {
  it.effect("puts one file, as it is, with the user and its name in the query", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { ...registered, colour: "red" })
        const result = yield* run({ userId: "Bob & Söhne", audio: { content: wav, name: "bobsaudio1.wav" } })
        expect(result).toEqual({
          applicationInstanceId: "app-1",
          transactionId: "t-1",
          sources: [{ name: "bobsaudio1.wav", accepted: true, other: {} }],
          other: { colour: "red" }
        })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("PUT")
        expect(request.path).toBe(`/voice_biometrics/v1/user/${name}`)
        expect(queryOf(request)).toEqual({ user_id: "Bob & Söhne", filename: "bobsaudio1.wav" })
        expect(request.headers["content-type"]).toBe("audio/wav")
        expect(request.headers.accept).toBe("application/json")
        expect(Uint8Array.from(request.body)).toEqual(wav)
        expect(request.username).toBe("1-2-0/you@example.com")
      })
    )
  )

  it.effect("posts several files as a form, each with its name", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const audio = [
          { content: wav },
          { content: new File([Uint8Array.from(decorated)], "second.wav") },
          { content: yield* Wav.read(wav), name: 'th"ird.wav' },
          { content: Stream.make(wav.slice(0, 50), wav.slice(50)) },
          { content: new Blob([Uint8Array.from(wav)]) }
        ]
        answering(simulator, {
          ...registered,
          sources: [{ accepted: "true" }, { name: "x", accepted: false, why: 1 }]
        })
        const { sources } = yield* run({ userId: "Bob", audio })
        expect(sources).toEqual([
          { accepted: true, other: {} },
          { name: "x", accepted: false, other: { why: 1 } }
        ])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe(`/voice_biometrics/v1/user/${name}`)
        expect(queryOf(request)).toEqual({ user_id: "Bob" })
        const parts = yield* partsOf(yield* formOf(request))
        expect(parts.map((part) => [part.name, part.fileName])).toEqual(
          [
            ["source1", "audio1.wav"],
            ["source2", "second.wav"],
            ["source3", 'th"ird.wav'],
            ["source4", "audio4.wav"],
            ["source5", "audio5.wav"]
          ].map(([part, file]) => [
            part,
            expect.stringMatching(file === 'th"ird.wav' ? /^th("|%22)ird\.wav$/ : present(file))
          ])
        )
        for (const part of parts) expect([part.type, part.bytes]).toEqual(["audio/wav", wav])
      })
    )
  )

  it.effect("posts one file where that is wished", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, registered)
        yield* run({ userId: "Bob", audio: { content: wav }, method: "POST" })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect((yield* partsOf(yield* formOf(request))).map((part) => [part.name, part.fileName])).toEqual([
          ["source", "audio.wav"]
        ])
      })
    )
  )

  it.effect("posts URLs in one value, and reads no audio", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, registered)
        const urls = ["https://example.com/a.wav?x=1&y=2", "http://example.com/b.wav"]
        yield* run({ userId: "Bob", urls })
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(queryOf(request)).toEqual({ user_id: "Bob" })
        expect(request.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/)
        expect(fieldsOf(request.text)).toEqual({ wav_file_url: urls.join(",") })
      })
    )
  )

  const file = { content: wav }
  it.effect.each([
    { what: "no audio", options: { userId: "Bob" }, field: "audio", rule: /is required, or urls/ },
    {
      what: "an empty list",
      options: { userId: "Bob", audio: [] },
      field: "audio",
      rule: /is required, or urls/
    },
    {
      what: "files and URLs",
      options: { userId: "Bob", audio: file, urls: ["http://a.example"] },
      field: "audio",
      rule: /left out/
    },
    {
      what: "13 files",
      options: { userId: "Bob", audio: new Array(13).fill(file) },
      field: "audio",
      rule: /at most 12/
    },
    {
      what: "13 URLs",
      options: { userId: "Bob", urls: new Array(13).fill("http://a.example") },
      field: "urls",
      rule: /at most 12/
    },
    { what: "no URLs", options: { userId: "Bob", urls: [] }, field: "urls", rule: /URLs/ },
    {
      what: "a URL of a file",
      options: { userId: "Bob", urls: ["file:///a.wav"] },
      field: "urls",
      rule: /http or https/
    },
    {
      what: "a URL with a comma",
      options: { userId: "Bob", urls: ["http://a.example/a,b"] },
      field: "urls",
      rule: /comma/
    },
    {
      what: "several files by PUT",
      options: { userId: "Bob", audio: [file, file], method: "PUT" as const },
      field: "audio",
      rule: /one file for PUT/
    },
    {
      what: "a file and a URL by PUT",
      options: { userId: "Bob", audio: file, urls: ["https://a.example/a.wav"], method: "PUT" as const },
      field: "audio",
      rule: /one file for PUT/
    },
    {
      what: "a name of nothing",
      options: { userId: "Bob", audio: { ...file, name: "" } },
      field: "audio",
      rule: /names/
    },
    {
      what: "a name with a line break",
      options: { userId: "Bob", audio: { ...file, name: "a\r\nb" } },
      field: "audio",
      rule: /names/
    },
    { what: "nothing at all", options: undefined as never, field: "userId", rule: /is required/ },
    { what: "no user", options: { userId: "", audio: file }, field: "userId", rule: /must not be empty/ },
    {
      what: "text for audio",
      options: { userId: "Bob", audio: { content: "RIFF" } as never },
      field: "audio",
      rule: /bytes, a Blob/
    },
    {
      what: "an unknown option",
      options: { userId: "Bob", audio: file, colour: "red" },
      field: "colour",
      rule: /not a field/
    }
  ])("refuses $what, before any audio is read", ({ options, field, rule }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(run(options))
        expect(error).toMatchObject({
          _tag: "CloudError",
          operation: `BiometricUsers.${name}`,
          outcome: "not-sent",
          reason: { _tag: "InvalidInput", field, rule: expect.stringMatching(rule) }
        })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("is sent once, whatever happened to it", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        const error = yield* Effect.flip(inVirtualTime(run({ userId: "Bob", audio: { content: wav } })))
        expect(error).toMatchObject({ _tag: "CloudError", outcome: "unknown" })
        expect(error.message).toMatch(/BiometricUsers\.(exists|stats)/)
        expect(simulator.requests).toHaveLength(1)
      })
    )
  )
})

describe("audio on its way", () => {
  const stereo = riff(format({ channels: 2 }), chunk("data", samples(4000)))

  it.effect("is checked before anything is sent", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          BiometricUsers.register({ userId: "Bob", audio: { content: stereo } })
        )
        expect(error).toMatchObject({ _tag: "InvalidAudio", problem: "not-mono" })
        expect(error).not.toHaveProperty("source", expect.anything())
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("is named, where it is one of several", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const audio = [{ content: wav }, { content: new Blob([Uint8Array.from(stereo)]) }]
        const error = yield* Effect.flip(BiometricUsers.update({ userId: "Bob", audio }))
        expect(error).toMatchObject({ _tag: "InvalidAudio", problem: "not-mono", source: "audio2.wav" })
        expect(error.message).toMatch(/^audio2\.wav cannot be used/)
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("travels with the plainest header, whatever it came with", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, registered)
        yield* BiometricUsers.register({ userId: "Bob", audio: { content: decorated } })
        expect(Uint8Array.from(present(simulator.requests[0]).body)).toEqual(wav)
      })
    )
  )

  it.effect("travels as it is where nobody wants it checked", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const contents = [
          stereo,
          new Blob([Uint8Array.from(stereo)]),
          Stream.make(stereo),
          yield* Wav.read(stereo)
        ]
        for (const [index, content] of contents.entries()) {
          answering(simulator, registered)
          yield* BiometricUsers.register({ userId: "Bob", audio: { content }, checkAudio: false })
          expect(Uint8Array.from(present(simulator.requests[index]).body)).toEqual(stereo)
        }
      })
    )
  )

  it.effect("is as long as a minute, on its own and in a form", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const minute = Wav.encode(Wav.fromFloat32(new Float32Array(60 * 16_000), 16_000))
        for (const method of ["PUT", "POST"] as const) {
          answering(simulator, registered)
          yield* BiometricUsers.register({ userId: "Bob", audio: { content: minute }, method })
        }
        const [put, post] = simulator.requests
        expect(present(put).body).toHaveLength(minute.length)
        const [part] = yield* partsOf(yield* formOf(present(post)))
        expect(part?.bytes?.length).toBe(minute.length)
      })
    )
  )

  it.effect("fails with what its stream fails with, and nothing is sent", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const content = Stream.concat(Stream.make(wav.slice(0, 60)), Stream.fail("gone" as const))
        const error = yield* Effect.flip(BiometricUsers.register({ userId: "Bob", audio: { content } }))
        expect(error).toBe("gone")
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect("may be a Blob that cannot be read", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const content = new Blob([Uint8Array.from(wav)])
        content.stream = () =>
          new ReadableStream({ start: (controller) => controller.error(new Error("the file is gone")) })
        const error = yield* Effect.flip(BiometricUsers.register({ userId: "Bob", audio: { content } }))
        expect(error).toMatchObject({ outcome: "not-sent", reason: { _tag: "TransportFailure" } })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )
})

describe("BiometricUsers.verify", () => {
  it.effect("puts the audio, and always says whether to look for attacks", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { ...verified, colour: "red" })
        const { sources, ...verdict } = yield* BiometricUsers.verify({
          userId: "Bob",
          audio: { content: wav }
        })
        expect(verdict).toEqual({
          applicationInstanceId: "app-1",
          transactionId: "t-1",
          verified: true,
          confidence: 2.5,
          other: { colour: "red" }
        })
        expect(sources).toHaveLength(1)
        const request = present(simulator.requests[0])
        expect([request.method, request.path]).toEqual(["PUT", "/voice_biometrics/v1/user/verify"])
        expect(queryOf(request)).toEqual({ user_id: "Bob", filename: "audio.wav", enable_pad: "true" })
        expect(Uint8Array.from(request.body)).toEqual(wav)
      })
    )
  )

  it.effect("sends what it is asked to send, by each method", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const how = { userId: "Bob", sensitivity: -2.5, textDependent: false, enablePad: false }
        const audio = { content: wav, name: "a.wav" }
        for (const source of [
          { audio },
          { audio, method: "POST" as const },
          { url: "https://example.com/a,b.wav" }
        ]) {
          answering(simulator, verified)
          yield* BiometricUsers.verify({ ...how, ...source })
        }
        const [put, post, byUrl] = simulator.requests
        const query = { user_id: "Bob", sensitivity: "-2.5", text_dependent: "false", enable_pad: "false" }
        expect(queryOf(present(put))).toEqual({ ...query, filename: "a.wav" })
        expect([queryOf(present(post)), present(post).method]).toEqual([query, "POST"])
        expect(yield* partsOf(yield* formOf(present(post)))).toMatchObject([
          { name: "source", fileName: "a.wav" }
        ])
        expect([queryOf(present(byUrl)), present(byUrl).method]).toEqual([query, "POST"])
        expect(fieldsOf(present(byUrl).text)).toEqual({ wav_file_url: "https://example.com/a,b.wav" })
      })
    )
  )

  it.effect.each([
    { sensitivity: 10, text: "10" },
    { sensitivity: -10, text: "-10" },
    { sensitivity: 0, text: "0" },
    { sensitivity: -0, text: "0" },
    { sensitivity: 1e-7, text: "0" },
    { sensitivity: 0.1 + 0.2, text: "0.3" }
  ])("writes a sensitivity of $sensitivity as $text", ({ sensitivity, text }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, verified)
        yield* BiometricUsers.verify({ userId: "Bob", audio: { content: wav }, sensitivity })
        expect(queryOf(present(simulator.requests[0])).sensitivity).toBe(text)
      })
    )
  )

  const file = { content: wav }
  it.effect.each([
    {
      what: "a sensitivity of 10.1",
      options: { userId: "Bob", audio: file, sensitivity: 10.1 },
      field: "sensitivity",
      rule: /from -10 to 10/
    },
    {
      what: "a sensitivity of NaN",
      options: { userId: "Bob", audio: file, sensitivity: Number.NaN },
      field: "sensitivity",
      rule: /from -10 to 10/
    },
    { what: "no audio", options: { userId: "Bob" }, field: "audio", rule: /is required, or url/ },
    {
      what: "a file and a URL",
      options: { userId: "Bob", audio: file, url: "http://a.example" },
      field: "audio",
      rule: /left out/
    },
    {
      what: "two files",
      options: { userId: "Bob", audio: [file, file] as never },
      field: "audio",
      rule: /at most 1/
    },
    {
      what: "a URL of a file",
      options: { userId: "Bob", url: "file:///a.wav" },
      field: "url",
      rule: /http or https/
    }
  ])("refuses $what", ({ options, field, rule }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricUsers.verify(options))
        expect(error).toMatchObject({
          outcome: "not-sent",
          reason: { _tag: "InvalidInput", field, rule: expect.stringMatching(rule) }
        })
        expect(simulator.requests).toHaveLength(0)
      })
    )
  )

  it.effect.each([
    {
      pad: { type: "TypeB", description: "replayed recording" },
      expected: { type: "TypeB", description: "replayed recording" }
    },
    { pad: { type: "TypeZ" }, expected: { type: "TypeZ" } },
    { pad: null, expected: undefined }
  ])("tells of an attack: $pad", ({ pad, expected }) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { ...verified, verified: "false", confidence: "-0.75", pad_detected: pad })
        const verdict = yield* BiometricUsers.verify({ userId: "Bob", audio: { content: wav } })
        expect([verdict.verified, verdict.confidence]).toEqual([false, -0.75])
        expect(verdict.padDetected).toEqual(expected)
        expect("padDetected" in verdict).toBe(expected !== undefined)
      })
    )
  )

  it.effect("takes no answer for a yes that does not say so", () =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, registered)
        const error = yield* Effect.flip(BiometricUsers.verify({ userId: "Bob", audio: { content: wav } }))
        expect(error).toMatchObject({ outcome: "unknown", reason: { _tag: "UnexpectedResponse" } })
      })
    )
  )
})

describe("likelyProblem, of audio", () => {
  const errorOf = (status: number, text: string) =>
    withKey((simulator) =>
      Effect.gen(function* () {
        answering(simulator, { error: { code: `HTTP ${status}`, text } }, status)
        const error = yield* Effect.flip(BiometricUsers.verify({ userId: "Bob", audio: { content: wav } }))
        if (!(error instanceof CloudError.CloudError)) throw new Error("expected an error of the cloud")
        return error
      })
    )

  it.effect.each([
    // The one text that is documented word for word (source D-18), and the table of source D-5.
    { status: 400, text: "Bad Request: user_id 'Bob' is already present", problem: "user-already-present" },
    { status: 400, text: "Bad API request, [voice_biometrics]:[user_id not found]", problem: "unknown-user" },
    {
      status: 400,
      text: "Bad API request, [voice_biometrics]:[not enough speech]",
      problem: "too-little-speech"
    },
    {
      status: 422,
      text: "Bad API request, [voice_biometrics]:[not enough speech]",
      problem: "too-little-speech"
    },
    { status: 422, text: "", problem: "too-little-speech" },
    { status: 415, text: "not mono", problem: "unusable-audio" },
    { status: 403, text: "The user group key is disabled", problem: "disabled" },
    { status: 400, text: "Bad API request, [voice_biometrics]:[no valid files to read]", problem: undefined }
  ])("reads $status $text as $problem", ({ status, text, problem }) =>
    Effect.gen(function* () {
      const error = yield* errorOf(status, text)
      expect(error.outcome).toBe("rejected")
      expect(BiometricUsers.likelyProblem(error)).toBe(problem)
    })
  )
})
