/** HTTP Basic credentials in both directions, always UTF-8 (D). */

export interface BasicCredentials {
  readonly username: string
  readonly password: string
}

export const encodeBasic = ({ username, password }: BasicCredentials): string => {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`
}

/** Undefined when the header is absent, of another scheme, or not base64 of UTF-8 with a colon. */
export const decodeBasic = (header: string | null): BasicCredentials | undefined => {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? "")?.[1]
  if (encoded === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    const colon = text.indexOf(":")
    // A user name cannot hold a colon, a password can: the first one separates them.
    return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) }
  } catch {
    return undefined
  }
}
