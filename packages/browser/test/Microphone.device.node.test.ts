/** The microphone of a real Chromium, with sound from a file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Wav from "@aculab-cloud/core/Wav"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { speak } from "../../../tests/support/voices.js"
import { type MicrophonePages, startMicrophonePages } from "./supportMicrophonePage.js"
import { inTurn, rate, secondsOf, silence } from "./supportSound.js"

const closed = { tracks: 0, contexts: 0 }
const allClosed = { opened: { tracks: 1, contexts: 1 }, open: closed }

const spoken = await Effect.runPromise(
  Effect.map(
    Effect.flatMap(
      Effect.promise(() => speak({ voice: "en-gb", words: "My voice is my password" })),
      Wav.read
    ),
    (wav) => Wav.resample(Wav.toFloat32(wav), { from: wav.sampleRate, to: rate })
  )
)

const folder = mkdtempSync(join(tmpdir(), "microphone-"))
const file = join(folder, "speech.wav")
// The file begins when the microphone is opened, and a busy machine takes a while to listen.
writeFileSync(file, Wav.encode(Wav.fromFloat32(inTurn(silence(2), spoken, silence(2)), rate)))

let pages: MicrophonePages

beforeAll(async () => {
  pages = await startMicrophonePages(
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-audio-capture=${file}%noloop`
  )
}, 60_000)

afterAll(async () => {
  await pages[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

describe("Microphone.record in Chromium", { timeout: 60_000 }, () => {
  it("hears the phrase, whole and without the silence around it", async () => {
    const { data, format, levels, asked, ...after } = await pages.run("record")
    expect(format).toMatchObject({ encoding: "pcm16", sampleRate: rate, channels: 1, ended: "silence" })
    const heard = Wav.toFloat32({
      encoding: "pcm16",
      sampleRate: rate,
      channels: 1,
      data: Uint8Array.from(data)
    })
    expect(secondsOf(heard)).toBeGreaterThan(secondsOf(spoken) - 0.2)
    expect(secondsOf(heard)).toBeLessThan(secondsOf(spoken) + 0.7)
    expect(likeness(heard, spoken)).toBeGreaterThan(0.95)
    expect(likenessOfCourse(heard, spoken)).toBeGreaterThan(0.9)

    expect(levels.some(({ speaking }) => speaking)).toBe(true)
    expect(levels.some(({ speaking }) => !speaking)).toBe(true)
    expect(Math.max(...levels.map(({ rms }) => rms))).toBeGreaterThan(-20)
    expect(Math.min(...levels.map(({ rms }) => rms))).toBeLessThan(-60)
    expect(levels.every(({ rms, peak }) => rms >= -100 && rms <= 0 && peak >= -100 && peak <= 0.1)).toBe(true)

    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    expect(asked).toEqual([{ audio: raw }])
    expect(after).toEqual(allClosed)
  })

  it("ends where a stop comes, and closes everything", async () => {
    const { ended, bytes, ...after } = await pages.run("recordUntilStopped")
    expect(ended).toBe("stopped")
    expect(bytes / 2 / rate).toBeGreaterThan(0.5)
    expect(bytes / 2 / rate).toBeLessThan(secondsOf(spoken) + 0.7)
    expect(after).toEqual(allClosed)
  })

  it("closes everything when it is interrupted", async () => {
    expect(await pages.run("interruptRecording")).toEqual(allClosed)
  })

  it("switches off a microphone that is allowed when nobody waits for it any more", async () => {
    expect(await pages.run("interruptQuestion")).toEqual({ opened: { tracks: 1, contexts: 0 }, open: closed })
  })
})

describe("Microphone.open in Chromium", { timeout: 60_000 }, () => {
  it("gives the same to several readers, and ends with its scope", async () => {
    const { label, sampleRate, lengths, ...rest } = await pages.run("severalReaders")
    expect(label).not.toBe("")
    expect(lengths).toEqual([Math.floor(sampleRate / 50)])
    expect(rest).toEqual({
      counts: [10, 10, 10],
      ended: [true, true],
      signalInterrupted: true,
      ...allClosed
    })
  })

  it.each(["trackEnds", "deviceIsUnplugged"] as const)(
    "tells everybody that the microphone went away: %s",
    async (name) => {
      expect(await pages.run(name)).toEqual({
        reasons: ["device-lost", "device-lost", "device-lost", "device-lost"],
        ...allClosed
      })
    }
  )

  it("goes on when something has suspended all sound in between", async () => {
    expect(await pages.run("suspendedInBetween")).toBe(5)
  })

  it("opens the device that was chosen", async () => {
    const { asked, chosen, label } = await pages.run("chooseDevice")
    expect(chosen?.deviceId).not.toBe("")
    expect(label).toBe(chosen?.label)
    expect(asked).toMatchObject([
      { audio: { deviceId: { exact: chosen?.deviceId }, noiseSuppression: true } }
    ])
  })

  it("tells that the chosen device is not there", async () => {
    expect(await pages.run("unknownDevice")).toMatchObject({
      reason: "overconstrained",
      browserError: "OverconstrainedError"
    })
  })

  it("closes at once what was open when the rest cannot be opened", async () => {
    expect(await pages.run("refusedInOpenScope")).toEqual({ tag: "MicrophoneError", ...allClosed })
  })

  it("says what to do where the policy of the page forbids blobs, and takes the worklet from a file", async () => {
    expect(await pages.run("refused", { path: "/strict" })).toMatchObject({
      reason: "worklet-refused",
      message: expect.stringContaining("workletUrl"),
      open: closed
    })
    expect(await pages.run("openWithServedWorklet", { path: "/strict" })).toBe(5)
  })

  it("needs a secure page", async () => {
    expect(await pages.run("refused", { host: "insecure.example" })).toMatchObject({
      reason: "not-secure-context"
    })
  })

  it("lists the microphones with their names", async () => {
    const inputs = await pages.run("list")
    expect(inputs.length).toBeGreaterThan(0)
    expect(inputs.every(({ deviceId, label }) => deviceId !== "" && label !== "")).toBe(true)
  })
})

describe("Without a microphone", { timeout: 60_000 }, () => {
  it("tells that the person said no", async () => {
    await using denying = await startMicrophonePages(
      "--use-fake-ui-for-media-stream=deny",
      "--use-fake-device-for-media-stream"
    )
    expect(await denying.run("refused")).toMatchObject({
      reason: "permission-denied",
      browserError: "NotAllowedError",
      opened: closed
    })
  })

  it("tells that there is no device", async () => {
    await using bare = await startMicrophonePages("--use-fake-ui-for-media-stream")
    expect(await bare.run("list")).toEqual([])
    expect(await bare.run("refused")).toMatchObject({ reason: "no-device", opened: closed })
  })
})

/**
 * How like a part of the one is to the other, where it fits best: 1 is the same, whatever the loudness. Of three parts
 * the best, because a machine that is busy loses a moment of sound now and then.
 */
const likeness = (heard: Float32Array, original: Float32Array): number => {
  const length = rate / 4
  const parts = [0.25, 0.5, 0.75].map((place) => {
    const begin = Math.floor(place * original.length - length / 2)
    return original.subarray(begin, begin + length)
  })
  let best = 0
  for (let at = 0; at + length <= heard.length; at++) {
    for (const part of parts) best = Math.max(best, correlation(heard.subarray(at, at + length), part))
  }
  return best
}

/** How loud it is, twenty times a second. */
const envelope = (samples: Float32Array): Float32Array =>
  Float32Array.from({ length: Math.floor((samples.length * 20) / rate) }, (_, at) =>
    samples
      .subarray((at * rate) / 20, ((at + 1) * rate) / 20)
      .reduce((sum, sample) => sum + Math.abs(sample), 0)
  )

/** How alike the course of loudness is, of the whole phrase. */
const likenessOfCourse = (heard: Float32Array, original: Float32Array): number => {
  const [inside, course] = [envelope(original), envelope(heard)]
  const places = Array.from({ length: 10 }, (_, at) => inTurn(new Float32Array(at), inside))
  return Math.max(...places.map((place) => correlation(course, place)))
}

const correlation = (one: Float32Array, other: Float32Array): number => {
  let product = 0
  let first = 0
  let second = 0
  for (let at = 0; at < one.length; at++) {
    const a = one[at] ?? 0
    const b = other[at] ?? 0
    product += a * b
    first += a * a
    second += b * b
  }
  return first === 0 || second === 0 ? 0 : product / Math.sqrt(first * second)
}
