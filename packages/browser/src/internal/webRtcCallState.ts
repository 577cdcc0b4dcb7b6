/**
 * What the library's callbacks mean for the state of a call.
 */
import type { DisconnectCause, Disconnected } from "../WebRtcCall.js"
import { lookUp } from "./webRtcChecks.js"

/** Why this program ended a call. */
export type LocalEnd = "hang-up" | "reject" | "no-answer" | "no-connection"

interface End {
  readonly direction: "outgoing" | "incoming"
  readonly wasConnected: boolean
  readonly localEnd: LocalEnd | undefined
  readonly libraryCause: string
}

/** The library's words, the documented and those of its code. */
const causes: Readonly<Record<string, DisconnectCause>> = {
  NORMAL: "normal",
  BUSY: "busy",
  NOANSWER: "no-answer",
  UNOBTAINABLE: "unobtainable",
  REJECTED: "rejected",
  MOVED: "moved",
  CANCELLED: "cancelled",
  DEVICE_ERROR: "device-error",
  MIC_ERROR: "device-error",
  FAILED: "failed",
  ERROR: "error"
}

export const disconnected = (end: End): Disconnected => ({
  state: "disconnected",
  cause: causeOf(end),
  by: end.localEnd === undefined ? "remote" : "local",
  libraryCause: end.libraryCause
})

const causeOf = ({ direction, wasConnected, localEnd, libraryCause }: End): DisconnectCause => {
  const said = lookUp(causes, libraryCause) ?? "failed"
  if (wasConnected || said === "device-error") return said
  // Before the answer the library says NOANSWER, BUSY or NORMAL, whatever happened.
  if (localEnd === "no-answer") return "no-answer"
  if (localEnd === "no-connection") return "failed"
  if (localEnd === "reject") return "rejected"
  if (localEnd === "hang-up") return direction === "outgoing" ? "cancelled" : "rejected"
  return direction === "incoming" && said === "normal" ? "cancelled" : said
}
