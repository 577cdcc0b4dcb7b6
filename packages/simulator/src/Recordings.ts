/** Monitor recordings of the simulated account: the audio that was received on outbound calls. */

/** A recording that a test makes. */
export interface RecordingToAdd {
  /** Such as `0123456789abcdef.12345`: the application instance that made the call. */
  readonly applicationInstanceId: string
  /**
   * Default: made up in the cloud's manner, such as
   * `2026-01-01/0123456789abcdef.12345.1/150994945_NRCH_NORMAL(200).wav` (D for the look, I for the meaning).
   */
  readonly name?: string
  /** The WAV file. Default: a tone, 16-bit PCM, one channel, 8000 Hz. */
  readonly bytes?: Uint8Array
  /** How long the tone is. Default 1, at most 3600. Not together with `bytes`. */
  readonly seconds?: number
  /** Hertz of the tone. Default 440, at most 4000. Not together with `bytes`. */
  readonly frequency?: number
}

/** A recording that can be downloaded. */
export interface Recording {
  readonly applicationInstanceId: string
  /** The name with its path, which is unique. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Milliseconds since the epoch. Two weeks later the recording is gone (D: "about"). */
  readonly created: number
}

/** A test's access to the recordings. Nothing else makes any: recording is off unless an account asks for it (D). */
export interface Recordings {
  /**
   * Throws for an id that is empty or has a `/`, for a name that is taken, and for a tone that is out of range.
   *
   * @example
   * ```ts
   * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
   *
   * const simulator = makeSimulator()
   * const { bytes } = simulator.recordings.add({ applicationInstanceId: "0123456789abcdef.12345", seconds: 2 })
   * console.log(bytes.length)
   * // => 32044
   * ```
   */
  readonly add: (recording: RecordingToAdd) => Recording
  /** All that are not gone yet, oldest first. */
  readonly list: () => readonly Recording[]
  readonly get: (name: string) => Recording | undefined
}
