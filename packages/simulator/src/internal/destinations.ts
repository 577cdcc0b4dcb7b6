/** Where an outbound call may go (wire reference, 2). */

/** Digits in groups, joined by single dashes; a full international number has no leading 0. */
const telephone = /^[1-9][0-9]*(-[0-9]+)*$/

const digitsOf = (text: string): string => text.replaceAll("-", "")

const isTelephone = (text: string): boolean => telephone.test(text) && /^[0-9]{2,15}$/.test(digitsOf(text))

/** I: how a SIP address is told from a mistake. */
const sipAddress = /^[^\s@:/]+@[^\s@/]+$/

/** I: which numbers cost a premium. That they are refused is documented. */
const premiumRate = /^(449|1900)/

export type Destination =
  | { readonly kind: "tel" | "sip" | "loc" | "webrtc" | "con" | "wss" }
  | { readonly kind: "malformed"; readonly expected: string }

const malformed = (expected: string): Destination => ({ kind: "malformed", expected })

const telephoneDestination = (number: string): Destination => {
  if (!isTelephone(number)) return malformed("a full international telephone number")
  return premiumRate.test(digitsOf(number)) ? malformed("a number that is not premium-rate") : { kind: "tel" }
}

const secureSocket = (text: string): Destination =>
  URL.parse(text)?.protocol === "wss:" ? { kind: "wss" } : malformed("a wss:// URL")

/** Only digits and dashes are a telephone number; anything else without a prefix is a SIP address (D). */
export const readDestination = (text: string): Destination => {
  if (text.startsWith("wss://")) return secureSocket(text)
  const [, prefix, rest = ""] = /^(tel|sip|loc|webrtc|con):(.*)$/s.exec(text) ?? []
  switch (prefix) {
    case "tel":
      return telephoneDestination(rest.replace(/^\+/, ""))
    case "sip":
      return sipAddress.test(rest) ? { kind: "sip" } : malformed("sip: and user@host")
    case "loc":
      return rest === "" ? malformed("loc: and the name of an inbound service") : { kind: "loc" }
    case "webrtc":
      return /^[A-Za-z0-9+._-]+$/.test(rest) ? { kind: "webrtc" } : malformed("webrtc: and a client id")
    case "con":
      return /^[A-Za-z0-9]{1,47}$/.test(rest)
        ? { kind: "con" }
        : malformed("con: and fewer than 48 letters and digits")
    default:
      if (/^[0-9-]+$/.test(text)) return telephoneDestination(text)
      return sipAddress.test(text) ? { kind: "sip" } : malformed("a telephone number or a SIP address")
  }
}

/** A caller id for a call to a telephone: a number itself (D: it must be a validated one). */
export const isCallerId = (text: string): boolean => isTelephone(text.replace(/^\+/, ""))
