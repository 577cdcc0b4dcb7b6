/**
 * The account of the environment, for programs that know promises and no `Config`.
 */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { CloudError, InvalidInput } from "@aculab-cloud/core/CloudError"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const required = ["ACULAB_CLOUD_ID", "ACULAB_USERNAME", "ACULAB_API_ACCESS_KEY"]

/** All that is wrong, by the names of the variables, and nothing of what they hold. */
const invalid = /*#__PURE__*/ Effect.fnUntraced(function* () {
  const issues: Array<{ readonly field: string; readonly rule: string }> = []
  for (const field of required) {
    const isThere = yield* Effect.isSuccess(Config.String(field))
    if (!isThere) issues.push({ field, rule: "is not set in the environment" })
  }
  const [first = { field: "ACULAB_ALLOW_PLAIN_HTTP", rule: "must be true or false" }, ...others] = issues
  const reason = new InvalidInput({ ...first, issues: [first, ...others] })
  return yield* new CloudError({
    operation: "CloudAccount.make",
    outcome: "not-sent",
    repeat: "read",
    reason
  })
})

/** As the environment is when the layer is built: effect itself reads it once in a process. */
export const accountOfEnvironment: Layer.Layer<CloudAccount.CloudAccount, CloudError> =
  /*#__PURE__*/ Layer.effect(
    CloudAccount.CloudAccount,
    /*#__PURE__*/ Effect.suspend(() =>
      CloudAccount.config.pipe(
        Effect.catchTag("ConfigError", invalid),
        Effect.flatMap(CloudAccount.make),
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv())
      )
    )
  )
