/** Errors in the form in which `fetch` reports a connection that failed. */

const codes = {
  ECONNREFUSED: "connect ECONNREFUSED",
  ECONNRESET: "read ECONNRESET"
}

export const connectionError = (code: keyof typeof codes, message = "fetch failed"): TypeError =>
  new TypeError(message, { cause: Object.assign(new Error(codes[code]), { code }) })
