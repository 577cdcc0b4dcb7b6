/** What the stores demand of names and contents. */
import type { FileType } from "../Files.js"

const nameCharacters = /^[A-Za-z0-9._/@:-]+$/
const forbiddenSequences = /\.\.|\/\/|\/\.\//

/** What is wrong with a name or the beginning of one, in whatever store, or undefined. */
export const textProblem = (text: string): string | undefined => {
  if (!nameCharacters.test(text)) return "may hold only letters, digits and . _ / @ - :"
  if (forbiddenSequences.test(text)) return "must not hold .. or // or /./"
  return undefined
}

/** What is wrong with a name for a file, or undefined. */
export const nameProblem = (filetype: FileType, name: string): string | undefined => {
  const problem = textProblem(name)
  if (problem !== undefined) return problem
  // I: such a file would be a folder in a folder view.
  if (name.endsWith("/")) return "must not end in /"
  if (filetype === "media" && !/\.(wav|wave|tif|tiff)$/i.test(name))
    return "must end in .wav .wave .tif or .tiff"
  if (filetype === "msg_media" && !/[^/]\.[^./]+$/.test(name)) return "must have an extension"
  return undefined
}

const extensionOf = (name: string): string => /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""

// I: that the content type comes from the extension is documented, which one comes from which is not.
const contentTypes: ReadonlyMap<string, string> = new Map([
  ["wav", "audio/wav"],
  ["wave", "audio/wav"],
  ["mp3", "audio/mpeg"],
  ["tif", "image/tiff"],
  ["tiff", "image/tiff"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["gif", "image/gif"],
  ["mp4", "video/mp4"],
  ["3gp", "video/3gpp"],
  ["pdf", "application/pdf"],
  ["txt", "text/plain"],
  ["vcf", "text/vcard"]
])

/** The content type that a file has if nobody says which. */
export const contentTypeOf = (name: string): string =>
  contentTypes.get(extensionOf(name)) ?? "application/octet-stream"

const hasAt = (bytes: Uint8Array, position: number, text: string): boolean =>
  [...text].every((character, index) => bytes[position + index] === character.charCodeAt(0))

const isWav = (bytes: Uint8Array): boolean => hasAt(bytes, 0, "RIFF") && hasAt(bytes, 8, "WAVE")

const isTiff = (bytes: Uint8Array): boolean => hasAt(bytes, 0, "II*\0") || hasAt(bytes, 0, "MM\0*")

/** What is wrong with the content of media that is not encrypted (D: it is checked; I: how). Its head is enough. */
export const formatProblem = (name: string, bytes: Uint8Array): string | undefined => {
  switch (extensionOf(name)) {
    case "wav":
    case "wave":
      return isWav(bytes) ? undefined : "is not a WAV file"
    case "tif":
    case "tiff":
      return isTiff(bytes) ? undefined : "is not a TIFF file"
    default:
      return undefined
  }
}
