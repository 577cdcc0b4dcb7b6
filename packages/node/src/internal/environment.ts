/** The account of the process's environment, for programs without a configuration of their own. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { CloudError, InvalidInput } from "@aculab-cloud/core/CloudError"
import type { ConfigError } from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SchemaIssue from "effect/SchemaIssue"

// Name by name: Deno then asks for these names alone, and not for all there are.
const environment = ConfigProvider.make((path) => {
  const name = path.join("_")
  return Effect.try({
    try: () => {
      const value = process.env[name]
      // As in effect's own: what is empty is not set.
      return value === undefined || value === "" ? undefined : ConfigProvider.makeValue(value)
    },
    catch: (cause) =>
      new ConfigProvider.SourceError({ message: `cannot read ${name}: ${String(cause)}`, cause })
  })
})

/** What is missing is told as other input that breaks a rule is: a program of promises knows nothing of configurations. */
export const accountOfEnvironment: Layer.Layer<CloudAccount.CloudAccount, CloudError> =
  CloudAccount.layerConfig.pipe(
    Layer.provide(ConfigProvider.layer(environment)),
    Layer.catchTag("ConfigError", (error) =>
      Layer.effect(CloudAccount.CloudAccount, Effect.fail(refusal(error)))
    )
  )

const refusal = ({ cause }: ConfigError): CloudError => {
  const issues =
    cause._tag === "SourceError" ? [{ field: "environment", rule: cause.message }] : problemsIn(cause.issue)
  const [first = { field: "environment", rule: "must hold the account" }] = issues
  return new CloudError({
    operation: "CloudAccount.make",
    outcome: "not-sent",
    repeat: "read",
    reason: new InvalidInput({ ...first, issues: issues.length === 0 ? [first] : issues }),
    advice:
      "Set ACULAB_CLOUD_ID, ACULAB_USERNAME and ACULAB_API_ACCESS_KEY in the environment, or give the account to NodeCloud.make"
  })
}

const problemsIn = (issue: SchemaIssue.Issue) =>
  toProblems(issue).issues.map(({ path, message }) => {
    const field = path?.map(String).join("_") ?? ""
    return { field, rule: process.env[field] ? message : "must be set in the environment" }
  })

const toProblems = SchemaIssue.makeFormatterStandardSchemaV1()
