/** What browsers say when there is no microphone, each as its own error. */
import * as Microphone from "@aculab-cloud/browser/Microphone"
import { afterEach, describe, expect, it, vi } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const answers = (answer: () => Promise<MediaStream>) =>
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(answer)

const failure = Effect.flip(Microphone.record())

describe("Microphone.record fails with", () => {
  it.effect.each([
    { reason: "permission-denied", name: "NotAllowedError", message: "Permission denied" },
    { reason: "permission-denied", name: "NotAllowedError", message: "Permission denied by system" },
    { reason: "permission-dismissed", name: "NotAllowedError", message: "Permission dismissed" },
    { reason: "permission-denied", name: "SecurityError", message: "" },
    { reason: "no-device", name: "NotFoundError", message: "Requested device not found" },
    { reason: "device-busy", name: "NotReadableError", message: "Could not start audio source" },
    { reason: "device-busy", name: "AbortError", message: "" },
    { reason: "unsupported", name: "NotSupportedError", message: "" },
    { reason: "failed", name: "InvalidStateError", message: "" }
  ])("$reason when the browser says $name: $message", ({ reason, name, message }) =>
    Effect.gen(function* () {
      answers(() => Promise.reject(new DOMException(message, name)))
      const error = yield* failure
      expect(error).toMatchObject({ _tag: "MicrophoneError", reason, browserError: name })
      expect(error.message).toContain(`[${reason}, ${name}]`)
    })
  )

  it.effect("failed when the browser says something that is no error", () =>
    Effect.gen(function* () {
      answers(() => Promise.reject("constructor"))
      expect(yield* failure).toMatchObject({ reason: "failed", browserError: "unknown" })
    })
  )

  it.effect("no-device when there is a stream without sound", () =>
    Effect.gen(function* () {
      answers(() => Promise.resolve(new MediaStream()))
      expect(yield* failure).toMatchObject({ reason: "no-device" })
    })
  )

  it.effect("permission-dismissed when the question is not answered in a minute", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      answers(() => {
        Deferred.doneUnsafe(asked, Exit.void)
        return new Promise(() => {})
      })
      const fiber = yield* Effect.forkChild(failure)
      yield* Deferred.await(asked)
      yield* TestClock.adjust("59 seconds")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ reason: "permission-dismissed" })
    })
  )

  it.effect("suspended when the browser wants a click first, and switches the microphone off", () =>
    Effect.gen(function* () {
      const { stream } = new AudioContext().createMediaStreamDestination()
      answers(() => Promise.resolve(stream))
      const resumed = yield* Deferred.make<void>()
      vi.spyOn(AudioContext.prototype, "state", "get").mockReturnValue("suspended")
      vi.spyOn(AudioContext.prototype, "resume").mockImplementation(() => {
        Deferred.doneUnsafe(resumed, Exit.void)
        return new Promise(() => {})
      })
      const fiber = yield* Effect.forkChild(failure)
      yield* Deferred.await(resumed)
      yield* TestClock.adjust("3 seconds")
      const error = yield* Fiber.join(fiber)
      expect(error).toMatchObject({ reason: "suspended", advice: expect.stringContaining("click") })
      expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(["ended"])
    })
  )

  it.effect("unsupported without an AudioWorklet", () =>
    Effect.gen(function* () {
      const { stream } = new AudioContext().createMediaStreamDestination()
      answers(() => Promise.resolve(stream))
      vi.stubGlobal(
        "AudioContext",
        class {
          readonly close = () => Promise.resolve()
        }
      )
      expect(yield* failure).toMatchObject({ reason: "unsupported" })
    })
  )
})

describe("Microphone", () => {
  it.effect("asks nobody when options are out of range", () =>
    Effect.gen(function* () {
      const question = answers(() => Promise.reject(new Error("asked")))
      const wrong = [
        { options: { permissionTimeout: "999 millis" }, field: "permissionTimeout" },
        { options: { threshold: 41 }, field: "threshold" },
        { options: { longest: "2 minutes" }, field: "longest" }
      ] as const
      for (const { options, field } of wrong) {
        const error = yield* Effect.flip(Microphone.record(options))
        expect(error).toMatchObject({ _tag: "InvalidInput", field })
      }
      expect(question).not.toHaveBeenCalled()
    })
  )

  it.effect("tells why there is no list of devices", () =>
    Effect.gen(function* () {
      vi.spyOn(navigator.mediaDevices, "enumerateDevices").mockRejectedValue(
        new DOMException("", "NotAllowedError")
      )
      expect(yield* Effect.flip(Microphone.devices)).toMatchObject({ reason: "permission-denied" })
    })
  )
})
