/**
 * `multipart/form-data` (RFC 7578, written as the HTML standard says).
 *
 * `new Response(form)` would encode it too, but as a stream of unknown length or as one
 * piece of memory. A `Blob` of parts knows its length, and a file behind a part
 * (`fs.openAsBlob`) is read while it is sent.
 */
import { randomUUID } from "node:crypto"

export const encodeFormData = (form: FormData): { readonly content: Blob; readonly contentType: string } => {
  const boundary = `aculab-cloud-${randomUUID()}`
  const parts: Array<string | Blob> = []
  for (const [name, value] of form) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(lines(name))}"`
    if (typeof value === "string") parts.push(`${head}\r\n\r\n${lines(value)}\r\n`)
    else {
      const type = value.type === "" ? "application/octet-stream" : value.type
      parts.push(`${head}; filename="${quoted(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`, value, "\r\n")
    }
  }
  parts.push(`--${boundary}--\r\n`)
  return { content: new Blob(parts), contentType: `multipart/form-data; boundary=${boundary}` }
}

/** Every line ends in CR LF. */
const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, "\r\n")

const quoted = (text: string): string => text.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22")
