/** The outbound service that a command speaks for: with its own password, not with the account's key. */
import { CloudError } from "@aculab-cloud/core/CloudError"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import { defaultServices } from "@aculab-cloud/simulator/Services"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { callerOptions, withVariables } from "../../account.js"
import { answered, type Question, telling } from "../../ask.js"
import { simulatedCloud, withLayers } from "../../cloud.js"
import { withNames } from "../../failure.js"
import { transport } from "../../transport.js"

const variable = "ACULAB_SERVICE_PASSWORD"

export const servicePassword = { variable, question: "Password of the outbound service" } as const

export const service = Flag.String("service").pipe(
  Flag.withMetavar("name"),
  Flag.withDescription(
    `Which outbound service; its password: ${variable}, or asked for. With --simulate there are ${defaultServices.rest.name} and ${defaultServices.uas.name}`
  )
)

type Service = OutboundService.OutboundService | HttpClient

/** Runs an effect as an outbound service. The account's API access key is neither needed nor read. */
export const withService = <A, E, R>(name: string, effect: Effect.Effect<A, E, R | Service>) =>
  withLayers(effect, {
    real: Layer.merge(
      Layer.effect(
        OutboundService.OutboundService,
        Effect.flatMap(callerOptions(servicePassword), ({ secret, ...address }) =>
          OutboundService.make({ ...address, name, password: secret })
        )
      ),
      transport
    ),
    simulated: OutboundService.layer({ name, password: simulatedPassword(name) }).pipe(
      Layer.provideMerge(simulatedCloud)
    )
  }).pipe(Effect.mapError(inWords))

/** Asks as an outbound service, and prints the answer. */
export const askService = Effect.fnUntraced(function* <A, E, R>(
  name: string,
  question: Question<A, E, R, Service>
) {
  const call = telling(question.operation, question.doing)(question.call)
  yield* answered(question, yield* withService(name, call))
})

/** The simulated services have known passwords, so that nothing has to be set for them. */
export const simulatedPassword = (name: string): Redacted.Redacted<string> => {
  const { rest, uas } = defaultServices
  return Redacted.make([rest, uas].find((service) => service.name === name)?.password ?? "simulated-password")
}

const withFlags = withNames({ name: "--service", password: variable })

/** What concerns the service and its password, in the words of the command line. */
const inWords = <E>(error: E): E | CloudError => {
  if (!(error instanceof CloudError)) return error
  if (error.operation === "OutboundService.make") return withVariables(withFlags(error))
  return error.reason._tag === "Unauthorized"
    ? new CloudError({
        ...error,
        advice: `Check --service, ${variable}, ACULAB_CLOUD_ID and ACULAB_USERNAME.`
      })
    : error
}
