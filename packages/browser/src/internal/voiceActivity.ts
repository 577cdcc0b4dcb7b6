/**
 * Is somebody speaking? By energy alone: what stands out from the noise of the last seconds.
 *
 * The noise is the quietest moment of a sliding window. Speech has moments that are nearly silent, between
 * syllables; noise has not. So the noise is found in the middle of speech too, and a fan that is switched on is
 * noise again when the window has passed.
 */
import { decibelsOfPower } from "./frameMeter.js"

/** Of the frames that are measured here and everywhere. */
export const frameSeconds = 0.02

/** The window of the noise, in frames: two seconds. */
const windowLength = 100
/** The noise is the mean over so many frames: a single one can be quiet by chance. */
const smoothing = 3
/** In dBFS. No room is quieter; a recorder that writes zeros says nothing of the room. */
const quietestNoise = -70
/** In dBFS. While the window is not full yet, all there was may have been speech. */
const loudestFirstNoise = -50
/** Speech that has begun goes on at less than what it takes to begin, by this part of the threshold. */
const hold = 2 / 3

export interface Activity {
  readonly speaking: boolean
  /** In dBFS. */
  readonly noise: number
}

/** Whether a frame is speech, after one that was or was not. Levels in dBFS, the threshold in dB above the noise. */
export const isSpeech = (before: boolean, level: number, noise: number, threshold: number): boolean =>
  level >= noise + threshold * (before ? hold : 1)

/** Judges one frame after the other, by its power. */
export const makeVoiceActivity = (threshold: number): ((power: number) => Activity) => {
  const recent: Array<number> = []
  const smoothed: Array<number> = []
  let speaking = false
  return (power) => {
    recent.push(power)
    if (recent.length > smoothing) recent.shift()
    smoothed.push(recent.reduce((sum, one) => sum + one, 0) / recent.length)
    if (smoothed.length > windowLength) smoothed.shift()
    const lowest = Math.max(quietestNoise, decibelsOfPower(Math.min(...smoothed)))
    const noise = smoothed.length < windowLength ? Math.min(lowest, loudestFirstNoise) : lowest
    speaking = isSpeech(speaking, decibelsOfPower(power), noise, threshold)
    return { speaking, noise }
  }
}
