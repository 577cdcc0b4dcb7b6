/**
 * Which errors prove that a connection was never made. Imported as `#noConnection`, which is noConnection.browser.ts in
 * what is bundled for browsers: package.json says so.
 */
import { causes, codeOf, propertyOf } from "./thrown.js"

// Codes that only the making of a connection gives: Node and undici, then Bun; then those of certificates
// that are not trusted, which OpenSSL finds out before a byte of HTTP is sent. Deno has no code, but names
// the stage. What an open connection can also fail with is not here.
const connectionCodes: ReadonlyArray<unknown> = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
]
const connectionCalls: ReadonlyArray<unknown> = ["connect", "getaddrinfo"]
const denoStage = /client error \(Connect\)/

/** Whether nothing can have been sent. */
export const provesNoConnection = (error: unknown): boolean =>
  causes(error).some((cause) => {
    const errors = propertyOf(cause, "errors")
    if (Array.isArray(errors)) return errors.length > 0 && errors.every(provesNoConnection)
    return (
      connectionCodes.includes(codeOf(cause)) ||
      connectionCalls.includes(propertyOf(cause, "syscall")) ||
      (cause instanceof Error && denoStage.test(cause.message))
    )
  })
