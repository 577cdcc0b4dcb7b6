/**
 * Finds the first phrase in sound that comes in pieces.
 *
 * What looks like speech when it comes may be the noise of a machine that was just switched on. So what was found is
 * judged once more when it has ended, by the noise that is known by then, and given up if no speech is left.
 */
import * as Duration from "effect/Duration"
import type { Heard, Phrase } from "../PhraseDetector.js"
import { decibelsOfPeak, decibelsOfPower, type FrameLevel, makeFrameMeter } from "./frameMeter.js"
import type { Settings } from "./phraseSettings.js"
import { frameSeconds, isSpeech, makeVoiceActivity } from "./voiceActivity.js"

/** Speech goes on for at least so many frames (80 ms). What is shorter is a click, a key, a knock. */
const shortestRun = 4

interface Frame extends FrameLevel {
  readonly samples: Float32Array
}

export interface PhraseFinder {
  readonly push: (samples: Float32Array) => Heard
  readonly finish: () => Heard
}

/** Where speech stands among frames: from its first to before its last, and how many of these are speech. */
interface Speech {
  readonly from: number
  readonly to: number
  readonly frames: number
}

/** Follows frames of speech and others; those of clicks do not count. */
const makeSpeechCounter = () => {
  let place = 0
  let run = 0
  let speech: Speech | undefined
  return (speaking: boolean): Speech | undefined => {
    place++
    run = speaking ? run + 1 : 0
    if (run >= shortestRun) {
      const news = run === shortestRun ? shortestRun : 1
      speech = {
        from: speech?.from ?? place - shortestRun,
        to: place,
        frames: (speech?.frames ?? 0) + news
      }
    }
    return speech
  }
}

const speechAmong = (frames: ReadonlyArray<Frame>, noise: number, threshold: number): Speech | undefined => {
  const count = makeSpeechCounter()
  let speaking = false
  let speech: Speech | undefined
  for (const { power } of frames) {
    speaking = isSpeech(speaking, decibelsOfPower(power), noise, threshold)
    speech = count(speaking)
  }
  return speech
}

const joined = (frames: ReadonlyArray<Frame>, frameLength: number): Float32Array<ArrayBuffer> => {
  const samples = new Float32Array(frames.length * frameLength)
  for (const [index, frame] of frames.entries()) samples.set(frame.samples, index * frameLength)
  return samples
}

const framesIn = (seconds: number): number => Math.round(seconds / frameSeconds)

export const makePhraseFinder = (settings: Settings, sampleRate: number): PhraseFinder => {
  const { threshold } = settings
  // Rounded down: no number of frames is longer than its time.
  const frameLength = Math.floor(sampleRate * frameSeconds)
  const measure = makeFrameMeter(sampleRate)
  const listen = makeVoiceActivity(threshold)
  const before = framesIn(settings.before)
  const after = framesIn(settings.after)
  const longest = framesIn(settings.longest)

  /** A frame that is not full yet. */
  let rest = new Float32Array(frameLength)
  let filled = 0
  let heardFrames = 0
  let noise = 0
  /** The frames since a little before the speech, or, while there is none, the latest ones. */
  let kept: Array<Frame> = []
  let count = makeSpeechCounter()
  let speech: Speech | undefined
  /** Frames that were dropped since the counter began: its places are so much later. */
  let dropped = 0
  let result: Heard | undefined

  const startOver = () => {
    kept = []
    count = makeSpeechCounter()
    speech = undefined
    dropped = 0
  }

  const phraseOf = (found: Speech, ended: Phrase["ended"]): Phrase => {
    const first = Math.max(0, found.from - before)
    const frames = kept.slice(first, Math.min(found.to + after, first + longest))
    const samples = joined(frames, frameLength)
    return {
      samples,
      sampleRate,
      ended,
      speech: Duration.millis(Math.round(found.frames * frameSeconds * 1000)),
      noise,
      peak: decibelsOfPeak(Math.max(...frames.map(({ peak }) => peak))),
      clipped: frames.reduce((sum, { clipped }) => sum + clipped, 0) / samples.length
    }
  }

  /** The phrase that has ended, if it is one. */
  const conclude = (ended: Phrase["ended"]): Heard | undefined => {
    const found = speechAmong(kept, noise, threshold)
    if (found === undefined || found.frames < framesIn(settings.minimumSpeech)) return undefined
    return { state: "phrase", phrase: phraseOf(found, ended) }
  }

  const isTooLate = () => heardFrames >= framesIn(settings.startTimeout)

  const hear = (samples: Float32Array): Heard => {
    const frame = { samples, ...measure(samples) }
    const activity = listen(frame.power)
    noise = activity.noise
    heardFrames++
    kept.push(frame)
    speech = count(activity.speaking)
    if (speech === undefined) {
      if (kept.length > before + shortestRun) {
        kept.shift()
        dropped++
      }
      return isTooLate() && !activity.speaking ? { state: "nothing" } : { state: "waiting" }
    }
    const begin = Math.max(0, speech.from - dropped - before)
    const silent = kept.length + dropped - speech.to >= framesIn(settings.silence)
    if (!silent && kept.length - begin < longest) return { state: "speaking" }
    const ended = conclude(silent ? "silence" : "longest")
    if (ended !== undefined) return ended
    startOver()
    return isTooLate() ? { state: "nothing" } : { state: "waiting" }
  }

  const push = (samples: Float32Array): Heard => {
    let heard: Heard = { state: speech === undefined ? "waiting" : "speaking" }
    for (let at = 0; at < samples.length && result === undefined; ) {
      const part = samples.subarray(at, at + frameLength - filled)
      rest.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < frameLength) break
      const frame = rest
      rest = new Float32Array(frameLength)
      filled = 0
      heard = hear(frame)
      if (heard.state === "phrase" || heard.state === "nothing") result = heard
    }
    return result ?? heard
  }

  const finish = (): Heard => {
    result ??= conclude("stopped") ?? { state: "nothing" }
    return result
  }

  return { push, finish }
}
