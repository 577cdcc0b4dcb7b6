/** Knows samples again without keeping them. */
import type { VoiceAudio } from "./voiceAudio.js"

/** 128 bits in four lanes, each mixed by multiplication. Not for secrets: it only has to tell recordings apart. */
export const digestOf = ({ sampleRate, samples }: VoiceAudio): string => {
  const lanes = new Uint32Array([0x9e37_79b9, 0x85eb_ca6b, 0xc2b2_ae35, sampleRate])
  const mix = (value: number) => {
    for (let lane = 0; lane < lanes.length; lane += 1) {
      const mixed = Math.imul((lanes[lane] ?? 0) ^ value ^ (lane << 29), 0x01b3_c6ef + 2 * lane)
      lanes[lane] = mixed ^ (mixed >>> 15) ^ (lanes[(lane + 1) % lanes.length] ?? 0)
    }
  }
  for (const word of new Uint32Array(samples.buffer, samples.byteOffset, samples.length)) mix(word)
  mix(samples.length)
  mix(sampleRate)
  return Array.from(lanes, (lane) => lane.toString(16).padStart(8, "0")).join("")
}
