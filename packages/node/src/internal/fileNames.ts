/**
 * Cloud names as paths on disk, and back. The one mapping of this package; see
 * `NodeFiles.pathOf` for what it promises.
 */

/**
 * What stays as it is: letters, digits and marks that mean nothing to any file system, nor to
 * a shell between quotes. No letters beyond ASCII, so that no two names are the same after
 * Unicode normalisation; no `~`, which Windows has in the short names of other files.
 */
const plain = /[^A-Za-z0-9._@()+,= -]/gu

/** Devices of Windows, whatever comes after a dot, and with spaces before it. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$) *(?:\.|$)/i

/** An empty name between two slashes. Elsewhere two digits come after a `%`. */
const empty = "%"

export const pathOf = (name: string): string => name.split("/").map(encoded).join("/")

/** What `pathOf` would write differently is not its work, and stays: no two paths that it wrote get one name. */
export const nameOf = (path: string): string =>
  path
    .split("/")
    .map((segment) => {
      const name = decoded(segment)
      return pathOf(name) === segment ? name : segment
    })
    .join("/")

const encoded = (segment: string): string => {
  if (segment === "") return empty
  // The device first: `$` is a part of three of them, and is encoded below.
  const first = device.test(segment) || /^[ .-]/.test(segment) ? escaped(segment.slice(0, 1)) : ""
  const rest = segment.slice(first === "" ? 0 : 1)
  // Windows drops dots and spaces at the end.
  return first + rest.replace(plain, escaped).replace(/[ .]$/, escaped)
}

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `%${hex(code, 2)}`
  // Half of a surrogate pair is no character, and has no UTF-8.
  return character.isWellFormed() ? encodeURIComponent(character) : `%u${hex(code, 4)}`
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0")

const decoded = (segment: string): string =>
  segment === empty ? "" : segment.replace(/%u(D[89A-F][0-9A-F]{2})|(?:%[0-9A-F]{2})+/gi, unescaped)

const unescaped = (run: string, half: string | undefined): string => {
  if (half !== undefined) return String.fromCharCode(Number.parseInt(half, 16))
  try {
    return decodeURIComponent(run)
  } catch {
    // No UTF-8.
    return run
  }
}
