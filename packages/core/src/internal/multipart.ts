/**
 * multipart/form-data (RFC 7578): the bytes around a file. What is made here cannot be
 * broken out of: names are escaped as browsers escape them, and nobody can guess the
 * boundary, so that no content can hold it on purpose or by chance.
 */

export interface FilePart {
  /** The name of the field. */
  readonly name: string
  readonly fileName: string
  /** Checked by whoever gives it: a line break in it would end its header. */
  readonly contentType: string
}

export interface Frame {
  /** The Content-Type of the whole. */
  readonly contentType: string
  /** Everything before the bytes of the file. */
  readonly head: Uint8Array<ArrayBuffer>
  /** Everything after them. */
  readonly tail: Uint8Array<ArrayBuffer>
}

/** A form of several files: what comes in front of each of them, and what after the last. */
export interface Frames {
  readonly contentType: string
  readonly heads: ReadonlyArray<Uint8Array<ArrayBuffer>>
  readonly tail: Uint8Array<ArrayBuffer>
}

/** A form of fields and files, which come last. */
export const frames = (
  fields: ReadonlyArray<readonly [name: string, value: string]>,
  files: ReadonlyArray<FilePart>
): Frames => {
  const boundary = `aculab-cloud-${randomHex(24)}`
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`
  )
  const encoder = new TextEncoder()
  const heads = files.map((file, index) =>
    encoder.encode(
      [
        // What ends one file stands in front of the next.
        ...(index === 0 ? parts : ["\r\n"]),
        `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(file.name)}"; filename="${escaped(file.fileName)}"\r\n`,
        `Content-Type: ${file.contentType}\r\n\r\n`
      ].join("")
    )
  )
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    heads,
    tail: encoder.encode(`\r\n--${boundary}--\r\n`)
  }
}

/** A form of fields and one file, which comes last. */
export const frame = (
  fields: ReadonlyArray<readonly [name: string, value: string]>,
  file: FilePart
): Frame => {
  const { contentType, heads, tail } = frames(fields, [file])
  return { contentType, head: heads[0] ?? new Uint8Array(), tail }
}

const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0")
  ).join("")

/**
 * A name between quotation marks, in UTF-8. As browsers write it, and more: the backslash, which some
 * servers read as an escape (I), and every control character.
 */
const escaped = (name: string): string => name.replace(/[\p{Cc}"\\]/gu, encodeURIComponent)
