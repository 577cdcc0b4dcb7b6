/**
 * The code that takes the sound, for the thread where browsers make it. Not for `import`: `Microphone` loads it.
 *
 * Only a page whose content security policy forbids `blob:` scripts has to do with it. It serves this file, as it is
 * in the package (it imports nothing), and says where: `Microphone.open({ workletUrl })`. With Vite the address is
 * `import workletUrl from "@aculab-cloud/browser/MicrophoneWorklet?url&no-inline"`.
 *
 * @since 0.1.0
 */

// What an AudioWorkletGlobalScope has; TypeScript's libraries do not know it.
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare const registerProcessor: (name: string, processor: unknown) => void
declare const sampleRate: number

// Elsewhere, such as in a tool that imports every module, nothing happens.
if (typeof registerProcessor === "function") {
  registerProcessor(
    "aculab-cloud-microphone",
    /** Hands on what comes in, mixed to one channel before, in pieces of 20 milliseconds. */
    class extends AudioWorkletProcessor {
      piece = new Float32Array(Math.floor(sampleRate / 50))
      filled = 0

      process([channels]: ReadonlyArray<ReadonlyArray<Float32Array>>): boolean {
        // Without a source there is no channel.
        const samples = channels?.[0]
        if (samples === undefined) return true
        for (let at = 0; at < samples.length; ) {
          const part = samples.subarray(at, at + this.piece.length - this.filled)
          this.piece.set(part, this.filled)
          this.filled += part.length
          at += part.length
          if (this.filled === this.piece.length) this.handOn()
        }
        return true
      }

      handOn() {
        this.port.postMessage(this.piece, [this.piece.buffer])
        this.piece = new Float32Array(Math.floor(sampleRate / 50))
        this.filled = 0
      }
    }
  )
}
