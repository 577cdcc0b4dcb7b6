/** The account of the process's environment, for programs without a configuration of their own. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { CloudError, InvalidInput } from "@aculab-cloud/core/CloudError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const { cloudId, username, apiAccessKey, allowPlainHttp } = CloudAccount.variables

// Name by name: Deno then asks for these names alone, and not for all there are.
const readVariables = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.values(CloudAccount.variables).map((name) => [name, process.env[name]]))

/** What is missing is told as other input that breaks a rule is: a program of promises knows nothing of configurations. */
export const accountOfEnvironment: Layer.Layer<CloudAccount.CloudAccount, CloudError> = Layer.effect(
  CloudAccount.CloudAccount,
  Effect.gen(function* () {
    const found = yield* Effect.try({
      try: readVariables,
      catch: (cause) => refusal(["environment"], `cannot be read: ${cause}`)
    })
    const missing = [cloudId, username, apiAccessKey].filter((name) => !found[name])
    if (missing.length > 0) return yield* refusal(missing, "must be set in the environment")
    const options = yield* CloudAccount.config.pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(found)),
      // Nothing else in it can be wrong: the others may be any text.
      Effect.mapError(() => refusal([allowPlainHttp], "must be true or false"))
    )
    return yield* CloudAccount.make(options)
  })
)

const refusal = (fields: ReadonlyArray<string>, rule: string): CloudError =>
  new CloudError({
    operation: "CloudAccount.make",
    outcome: "not-sent",
    repeat: "read",
    reason: new InvalidInput({
      field: fields[0] ?? "environment",
      rule,
      issues: fields.map((field) => ({ field, rule }))
    })
  })
