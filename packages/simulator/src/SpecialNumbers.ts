/**
 * Destinations that behave in a certain way, so that a stand-alone simulator can show failures too. They are taken
 * from the range that the United Kingdom keeps free for drama (07700 900000 to 900999). The cloud knows nothing of
 * them.
 */

/** What the carrier does with a message. The words and three-digit codes of failures are inferred (I). */
export type CarrierBehaviour =
  /** The message fails with `failed (<reason>)` after it reached the named status. */
  | {
      readonly kind: "fails"
      readonly after: "submitted to carrier" | "sent"
      readonly reason: string
      readonly code: string
    }
  /** No report of delivery ever comes: the message stays `sent`. */
  | { readonly kind: "never-reports" }
  /** The report says `accepted`, not `delivered`. */
  | { readonly kind: "accepts" }
  /** The carrier has no delivery reports: a message that requests one is refused (S). */
  | { readonly kind: "without-reports" }
  /** The recipient has sent STOP to every sender: the message becomes `failed (blocked)`. */
  | { readonly kind: "blocked" }

/** A number with a behaviour of its own. */
export interface SpecialNumber {
  /** A full international number, digits only. */
  readonly number: string
  /** What happens, in words. */
  readonly description: string
  readonly behaviour: CarrierBehaviour
}

/** Every destination with a behaviour of its own. All other numbers work. */
export const specialNumbers: readonly SpecialNumber[] = [
  {
    number: "447700900202",
    description: "ends as `accepted`, not `delivered`, when a delivery report is requested",
    behaviour: { kind: "accepts" }
  },
  {
    number: "447700900403",
    description: "has sent STOP to every sender: `failed (blocked)`, and listed as blocked",
    behaviour: { kind: "blocked" }
  },
  {
    number: "447700900404",
    description: "`failed (unknown subscriber)` after submission to the carrier",
    behaviour: { kind: "fails", after: "submitted to carrier", reason: "unknown subscriber", code: "901" }
  },
  {
    number: "447700900408",
    description: "never gets beyond `sent`, even when a delivery report is requested",
    behaviour: { kind: "never-reports" }
  },
  {
    number: "447700900410",
    description: "`failed (handset unreachable)` after it was sent",
    behaviour: { kind: "fails", after: "sent", reason: "handset unreachable", code: "902" }
  },
  {
    number: "447700900501",
    description: "its carrier has no delivery reports: requesting one is an error",
    behaviour: { kind: "without-reports" }
  }
]
