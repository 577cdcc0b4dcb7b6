/** WAVs as real recorders write them, byte by byte: made here, so that core's own writer proves nothing of its reader. */

const encoder = new TextEncoder()

export const bytes = (...parts: ReadonlyArray<string | ReadonlyArray<number> | Uint8Array>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? encoder.encode(part) : part)]))

export const u16 = (value: number): ReadonlyArray<number> => [value & 255, (value >>> 8) & 255]
export const u32 = (value: number): ReadonlyArray<number> => [...u16(value & 0xffff), ...u16(value >>> 16)]

export const chunk = (name: string, content: Uint8Array, size = content.length): Uint8Array =>
  bytes(name, u32(size), content, content.length % 2 === 1 ? [0] : [])

export const riff = (...chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  const content = bytes(...chunks)
  return bytes("RIFF", u32(content.length + 4), "WAVE", content)
}

export interface Form {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly frame?: number
}

export const formOf = ({ tag = 1, channels = 1, rate = 8000, bits = 16, frame }: Form = {}): Uint8Array => {
  const size = frame ?? (channels * bits) / 8
  return bytes(u16(tag), u16(channels), u32(rate), u32(rate * size), u16(size), u16(bits))
}

export const format = (form?: Form): Uint8Array => chunk("fmt ", formOf(form))

/** WAVE_FORMAT_EXTENSIBLE of a format tag, or of another identifier. */
export const extensible = (
  form: Form & { readonly valid?: number; readonly guid?: ReadonlyArray<number> } = {}
) =>
  chunk(
    "fmt ",
    bytes(
      formOf({ ...form, tag: 0xfffe }),
      u16(22),
      u16(form.valid ?? form.bits ?? 16),
      u32(4),
      u16(form.tag ?? 1),
      form.guid ?? [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]
    )
  )

/** So many samples of 16 bits: 0, 1, 2, ... */
export const samples = (count: number): Uint8Array =>
  bytes(...Array.from({ length: count }, (_, index) => u16(index)))

export const list = chunk("LIST", bytes("INFO", chunk("INAM", bytes("Bob's voice\0"))))

/** Something like speech, at 16,000 samples a second: a tone with its harmonics, loud and soft as syllables are. */
export const humming = (seconds: number, pitch = 130): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: seconds * 16_000 }, (_, index) => {
    const time = index / 16_000
    const tone = [1, 2, 3, 4, 5, 6, 7].reduce(
      (sum, harmonic) => sum + Math.sin(2 * Math.PI * pitch * harmonic * time) / harmonic,
      0
    )
    return 0.25 * tone * Math.abs(Math.sin(2 * Math.PI * 2 * time)) ** 0.5
  })
