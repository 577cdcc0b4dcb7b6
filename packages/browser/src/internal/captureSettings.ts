/**
 * The options of a microphone, checked, and as the browser wants them.
 */
import type { InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { OpenOptions } from "../Microphone.js"
import type { CaptureSettings } from "./microphoneCapture.js"
import { issueOf, type Rule, refuse, secondsOf } from "./optionRules.js"
import { settingsOf } from "./phraseSettings.js"

const permissionTimeout: Rule = {
  usual: 60,
  from: 1,
  to: 600,
  rule: "must be from 1 second to 10 minutes"
}

/** Wishes, but for the device: no browser has to have a noise suppression that can be switched off. */
const constraintsOf = (options: OpenOptions): MediaTrackConstraints => {
  const { deviceId = "" } = options
  return {
    // Devices have no identifier until there is a permission: that is no choice.
    ...(deviceId === "" ? {} : { deviceId: { exact: deviceId } }),
    echoCancellation: options.echoCancellation ?? false,
    noiseSuppression: options.noiseSuppression ?? false,
    autoGainControl: options.autoGainControl ?? false
  }
}

/** Fails for what is out of range. */
export const captureSettingsOf = (options: OpenOptions): Effect.Effect<CaptureSettings, InvalidInput> =>
  Effect.gen(function* () {
    const { threshold } = yield* settingsOf({ threshold: options.threshold })
    const seconds = secondsOf(options.permissionTimeout, permissionTimeout)
    yield* refuse(issueOf("permissionTimeout", seconds, permissionTimeout))
    return {
      constraints: constraintsOf(options),
      workletUrl: options.workletUrl?.toString(),
      permissionTimeout: Duration.seconds(seconds),
      threshold
    }
  })
