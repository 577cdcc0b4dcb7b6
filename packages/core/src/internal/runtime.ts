/** What runs this program, as it names itself; empty where it does not. */
export const runtime = globalThis.navigator?.userAgent ?? ""

export const isBrowser = /*#__PURE__*/ runtime.startsWith("Mozilla/")
