/** How a service is named on the command line. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Argument from "effect/cli/Argument"
import { invalidInput, withNames } from "../../failure.js"

export const direction = Argument.Literals("DIRECTION", ["inbound", "outbound"]).pipe(
  Argument.withDescription("inbound: it answers calls; outbound: it is started")
)

export const name = Argument.String("NAME").pipe(
  Argument.withDescription("Name of the service; of an inbound one: a telephone number or a SIP user name")
)

export const outboundName = Argument.String("NAME").pipe(
  Argument.withDescription("Name of the outbound service")
)

const inNames = withNames({
  direction: "DIRECTION",
  name: "NAME",
  configuration: "FILE",
  "configuration.service_password": "service_password of FILE, or ACULAB_SERVICE_PASSWORD"
})

/** The fields of the SDK in the words of the command line. */
export const inArguments = (error: CloudError): CloudError => {
  const named = inNames(error)
  if (named.reason._tag !== "InvalidInput") return named
  return invalidInput(
    named.operation,
    named.reason.issues.map(({ field, rule }) => {
      const [, key] = /^configuration\.(.+)$/.exec(field) ?? []
      return key === undefined ? { field, rule } : { field: "FILE", rule: `${key}: ${rule}` }
    })
  )
}
