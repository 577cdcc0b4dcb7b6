import type { Simulator } from "../src/Simulator.js"
import { baseUrl, type Fields, headersOf, post } from "./support.js"

const text = (characters: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(characters, (character) => character.charCodeAt(0))

/** As much of a WAV and of a TIFF file as makes one. */
export const wav = text("RIFF\x04\0\0\0WAVE")
export const tiff = text("II*\0\x08\0\0\0")
export const bigEndianTiff = text("MM\0*\0\0\0\x08")
export const noise = text("neither of them")

/** A `file_write` with one file part. */
export const write = (
  simulator: Simulator,
  fields: Fields,
  bytes: Uint8Array<ArrayBuffer> = wav
): Promise<Response> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set("file", new Blob([bytes]), "local.bin")
  return simulator.fetch(`${baseUrl}/file_write`, {
    method: "POST",
    headers: headersOf(simulator),
    body: form
  })
}

/** The JSON of an answer that must be 200. */
export const answer = async (simulator: Simulator, path: string, fields: Fields = {}) => {
  const response = await post(simulator, path, fields)
  const body = await response.json()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`)
  return body
}

/** Status, code and text of an answer that is an error. */
export const refusalOf = async (response: Response) => {
  const { error } = await response.json()
  return { status: response.status, code: error.code, text: error.text }
}

export const refused = async (simulator: Simulator, path: string, fields: Fields) =>
  refusalOf(await post(simulator, path, fields))

export const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer())
