/** Fetches audio that a request names by its URL. */
import { orAborted } from "./abort.js"
import { chunksOf, joinChunks } from "./chunks.js"
import { longestFile } from "./voiceAudio.js"

/** The bytes behind a URL, or undefined when they are not to be had. It never rejects. */
export type AudioDownload = (url: string) => Promise<Uint8Array | undefined>

export const makeAudioDownload =
  (options: {
    readonly fetchAudio: (url: string, signal: AbortSignal) => Promise<Response>
    /** How long all of it may take, in milliseconds of real time. */
    readonly patience: number
    /** Aborts when the simulator is closed. */
    readonly closing: AbortSignal
  }): AudioDownload =>
  async (url) => {
    const signals = [AbortSignal.timeout(options.patience), options.closing]
    try {
      // `fetchAudio` is the user's: it may not listen to the signal.
      const response = await orAborted(options.fetchAudio(url, AbortSignal.any(signals)), signals)
      const { body } = response
      if (!response.ok) {
        body?.cancel().catch(() => {})
        return undefined
      }
      return body === null ? new Uint8Array() : await joinChunks(chunksOf(body, signals), longestFile)
    } catch {
      return undefined
    }
  }
