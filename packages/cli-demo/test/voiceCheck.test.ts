import * as Wav from "@aculab-cloud/core/Wav"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readWav } from "../src/commands/voice/audio.js"
import { aculabCloud, document } from "./support.js"
import { silence, withFolder } from "./voiceSupport.js"

const checking = Effect.fnUntraced(function* (bytes: Uint8Array, ...flags: ReadonlyArray<string>) {
  const { save } = yield* withFolder
  const path = yield* save("some.wav", bytes)
  return { path, ...(yield* aculabCloud(["voice", "check", path, ...flags])) }
})

describe("voice check", () => {
  it.effect("says what a file is, and that the cloud would take it", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* checking(silence({ sampleRate: 16_000, seconds: 3 }))
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n")).toEqual([
        "Accepted  Format      Samples a second  Channels  Length",
        "yes       16-bit PCM  16000             1         3.0 s",
        ""
      ])
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const { path, stdout } = yield* checking(silence({ encoding: "mu-law", seconds: 4 }), "--json")
      expect(document(stdout)).toEqual({
        file: path,
        accepted: true,
        encoding: "mu-law",
        sampleRate: 8000,
        channels: 1,
        seconds: 4,
        issues: []
      })
    })
  )

  it.effect("says all that is wrong, and what to do about it", () =>
    Effect.gen(function* () {
      const bytes = silence({ encoding: "float32", channels: 2, sampleRate: 4000 })
      const { code, stdout, stderr } = yield* checking(bytes)
      expect(code).toBe(2)
      expect(stdout).toContain("no        32-bit float  4000              2         1.0 s")
      const flat = stderr.replace(/\s+/g, " ")
      expect(flat).toContain("some.wav cannot be used: samples as float32; 4000 samples a second; 2 channels")
      expect(flat).toContain("Nothing was sent.")
      expect(flat).toContain("Mix them to one: --convert of `voice register`, `update` and `verify` does it.")
      expect(flat).not.toContain("Wav.")
    })
  )

  it.effect("tells what is wrong in JSON, too", () =>
    Effect.gen(function* () {
      const { path, code, stdout, stderr } = yield* checking(silence({ channels: 2 }), "--json")
      expect(code).toBe(2)
      expect(document(stdout)).toMatchObject({ accepted: false, issues: [{ problem: "not-mono" }] })
      expect(stdout + stderr).not.toContain("Wav.")
      expect(document(stderr)).toMatchObject({
        error: {
          operation: "voice check",
          outcome: "not-sent",
          reason: { _tag: "InvalidAudio", problem: "not-mono", source: path },
          exitCode: 2
        }
      })
    })
  )

  it.effect("says of a long one only that it is too long", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* checking(silence({ seconds: 300 }))
      expect(code).toBe(2)
      expect(stdout).toContain("more than 60 s")
      expect(stderr).toContain("more than 60 seconds")
      const asJson = yield* checking(silence({ seconds: 300 }), "--json")
      expect(document(asJson.stdout)).not.toHaveProperty("seconds")
    })
  )

  it.effect("stops reading what never ends", () =>
    Effect.gen(function* () {
      const second = new Uint8Array(16_000)
      const endless = Stream.concat(
        Stream.succeed(silence({ seconds: 0 })),
        Stream.forever(Stream.succeed(second))
      )
      const wav = yield* readWav(endless)
      expect(Duration.toSeconds(Wav.duration(wav))).toBe(61)
    })
  )

  it.effect.each([
    { what: "a text", bytes: new TextEncoder().encode("not a WAV at all, but a text that is long enough") },
    { what: "nothing", bytes: new Uint8Array() }
  ])("looks at $what, and says that it is no audio", ({ bytes }) =>
    Effect.gen(function* () {
      const { path, code, stdout, stderr } = yield* checking(bytes)
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(`voice check: ${path} cannot be used: `)
    })
  )

  it.effect("takes the standard input", () =>
    Effect.gen(function* () {
      const bytes = silence()
      const stdin = [bytes.subarray(0, 21), bytes.subarray(21)]
      const right = yield* aculabCloud(["voice", "check", "-"], { stdin })
      expect(right).toMatchObject({ code: 0, stderr: "" })
      const wrong = yield* aculabCloud(["voice", "check", "-"], { stdin: [silence({ channels: 2 })] })
      expect(wrong.stderr).toContain("the audio cannot be used: 2 channels")
    })
  )

  it.effect("says that there is no such file", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["voice", "check", "/no/such/file.wav"])
      expect(code).toBe(2)
      expect(stderr).toContain("/no/such/file.wav")
    })
  )
})
