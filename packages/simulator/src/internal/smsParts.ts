/**
 * How a text becomes messages on the air (GSM 03.38 and 23.040). That the cloud splits this way, one reference for
 * each part, is inferred from its `multipart_*` fields (I).
 */

const basicAlphabet = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

/** These take two places: an escape and the character. */
const extendedAlphabet = new Set("\f^{}\\[~]|€")

/** Places in a single message and, where several are joined, in each. The difference is the header that joins them. */
const septets = { single: 160, joined: 153 }
const utf16Units = { single: 70, joined: 67 }

export const isGsmText = (text: string): boolean =>
  Array.from(text).every((character) => basicAlphabet.has(character) || extendedAlphabet.has(character))

/** The parts of a text, at least one. A character (an escape pair, a surrogate pair) is never cut in two. */
export const smsParts = (text: string): readonly string[] => {
  const gsm = isGsmText(text)
  const sizeOf = (character: string) => (gsm ? (extendedAlphabet.has(character) ? 2 : 1) : character.length)
  const room = gsm ? septets : utf16Units

  const characters = Array.from(text)
  const total = characters.reduce((sum, character) => sum + sizeOf(character), 0)
  if (total <= room.single) return [text]

  const parts: string[] = []
  let part = ""
  let used = 0
  for (const character of characters) {
    const size = sizeOf(character)
    if (used + size > room.joined) {
      parts.push(part)
      part = ""
      used = 0
    }
    part += character
    used += size
  }
  return [...parts, part]
}
