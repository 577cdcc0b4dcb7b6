/** Audio for recordings that nobody spoke. */

const headerLength = 44
const bytesPerSample = 2

const writeText = (view: DataView, position: number, text: string): void => {
  for (const [index, character] of [...text].entries()) {
    view.setUint8(position + index, character.charCodeAt(0))
  }
}

/** A tone as a WAV file: 16-bit PCM, one channel. */
export const toneWav = (tone: {
  readonly seconds: number
  /** Hertz. */
  readonly frequency: number
  /** Samples in a second. */
  readonly sampleRate: number
}): Uint8Array<ArrayBuffer> => {
  const samples = Math.round(tone.seconds * tone.sampleRate)
  const length = samples * bytesPerSample
  const bytes = new Uint8Array(headerLength + length)
  const view = new DataView(bytes.buffer)
  writeText(view, 0, "RIFF")
  view.setUint32(4, headerLength - 8 + length, true)
  writeText(view, 8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, tone.sampleRate, true)
  view.setUint32(28, tone.sampleRate * bytesPerSample, true)
  view.setUint16(32, bytesPerSample, true)
  view.setUint16(34, 8 * bytesPerSample, true)
  writeText(view, 36, "data")
  view.setUint32(40, length, true)
  // A quarter of full scale: loud enough to hear, and nobody jumps.
  const step = (2 * Math.PI * tone.frequency) / tone.sampleRate
  for (let index = 0; index < samples; index += 1) {
    view.setInt16(headerLength + index * bytesPerSample, Math.round(8191 * Math.sin(step * index)), true)
  }
  return bytes
}
