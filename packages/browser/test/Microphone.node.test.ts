import * as Microphone from "@aculab-cloud/browser/Microphone"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

it.effect("Where there is no browser, there is no microphone, and that is an error with a type", () =>
  Effect.gen(function* () {
    const attempts = [
      Effect.asVoid(Microphone.devices),
      Effect.asVoid(Microphone.record()),
      Effect.asVoid(Effect.scoped(Microphone.open()))
    ]
    for (const attempt of attempts) {
      const error = yield* Effect.flip(attempt)
      expect(error).toMatchObject({ _tag: "MicrophoneError", reason: "unsupported" })
    }
  })
)
