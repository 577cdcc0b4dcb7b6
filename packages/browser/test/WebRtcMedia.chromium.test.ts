import * as WebRtcMedia from "@aculab-cloud/browser/WebRtcMedia"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

/** Gives the page other functions for devices, until the scope is closed. */
const withDevices = (devices: Partial<Record<keyof MediaDevices, unknown>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      Object.defineProperties(
        navigator.mediaDevices,
        Object.fromEntries(
          Object.entries(devices).map(([name, value]) => [name, { value, configurable: true }] as const)
        )
      )
    }),
    () =>
      Effect.sync(() => {
        for (const name of Object.keys(devices)) Reflect.deleteProperty(navigator.mediaDevices, name)
      })
  )

describe("WebRtcMedia.screen", () => {
  it.effect("is Unsupported where the browser shows pages no screens, as on telephones", () =>
    Effect.gen(function* () {
      yield* withDevices({ getDisplayMedia: undefined })
      expect(yield* Effect.flip(WebRtcMedia.screen())).toMatchObject({
        operation: "WebRtcMedia.screen",
        reason: { _tag: "Unsupported" }
      })
    })
  )

  it.effect("says that the person does not want to", () =>
    Effect.gen(function* () {
      yield* withDevices({ getDisplayMedia: () => Promise.reject(new DOMException("no", "NotAllowedError")) })
      const { reason } = yield* Effect.flip(WebRtcMedia.screen())
      expect(reason).toMatchObject({ _tag: "MediaFailed", problem: "permission-denied" })
    })
  )
})
