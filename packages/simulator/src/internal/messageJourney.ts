/** The way of a message through the carrier, as data. */
import type { MessageDelays } from "../Messages.js"
import { type CarrierBehaviour, specialNumbers } from "../SpecialNumbers.js"

export interface Step {
  /** Milliseconds after the step before. */
  readonly delay: number
  readonly status: string
  /** `aculab_msg_err` */
  readonly error: string
}

const fine = "000"

const failed = (delay: number, reason: string, code: string): Step => ({
  delay,
  status: `failed (${reason})`,
  error: code
})

/** The steps after `queued`. A message that wants no delivery report ends as `sent`. */
export const journey = (
  behaviour: CarrierBehaviour | undefined,
  deliveryReport: boolean,
  delays: MessageDelays
): readonly Step[] => {
  const submitted: Step = { delay: delays.submitted, status: "submitted to carrier", error: fine }
  const sent: Step = { delay: delays.sent, status: "sent", error: fine }
  const reported = (status: string): readonly Step[] =>
    deliveryReport ? [{ delay: delays.delivered, status, error: fine }] : []
  switch (behaviour?.kind) {
    case "blocked":
      return [failed(delays.submitted, "blocked", "900")]
    case "fails": {
      const { after, reason, code } = behaviour
      return after === "sent"
        ? [submitted, sent, failed(delays.delivered, reason, code)]
        : [submitted, failed(delays.sent, reason, code)]
    }
    case "never-reports":
      return [submitted, sent]
    case "accepts":
      return [submitted, sent, ...reported("accepted")]
    default:
      return [submitted, sent, ...reported("delivered")]
  }
}

/** The behaviour of a destination, or undefined for an ordinary one. */
export const behaviourOf = (number: string): CarrierBehaviour | undefined =>
  specialNumbers.find((special) => special.number === number)?.behaviour
