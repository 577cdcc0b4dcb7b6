/** `aculab-cloud services schema` */
import * as Services from "@aculab-cloud/core/Services"
import * as Command from "effect/cli/Command"
import * as Predicate from "effect/Predicate"
import { ask } from "../../ask.js"
import { print } from "../../output.js"
import { printTable } from "../../table.js"
import { direction } from "./service.js"

type Schema = Readonly<Record<string, unknown>>

export const schema = Command.make("schema", { direction }, ({ direction }) =>
  ask({
    operation: "Services.schema",
    doing: "Asking for the schema",
    call: Services.schema(direction),
    toJson: (schema) => schema,
    show: (schema: Schema) => {
      const keys = keysOf(schema, "")
      // It is not documented to be a JSON Schema: what is none is shown as it is.
      if (keys.length === 0) return print(...JSON.stringify(schema, null, 2).split("\n"))
      return printTable(keys, [
        { title: "Key", of: ({ key }) => key },
        { title: "Type", of: ({ schema }) => listed(schema.type) },
        { title: "One of", of: ({ schema }) => listed(schema.enum) },
        {
          title: "Default",
          of: ({ schema }) => (schema.default === undefined ? undefined : JSON.stringify(schema.default))
        },
        {
          title: "Meaning",
          of: ({ schema }) => (Predicate.isString(schema.description) ? schema.description : undefined)
        }
      ])
    }
  })
).pipe(
  Command.withDescription(
    "Show which keys a configuration may hold, as the cloud itself says it: the only full list of them. With --json, the cloud's schema as it is."
  ),
  Command.withShortDescription("Show which keys a configuration may hold"),
  Command.withExamples([
    {
      command: "aculab-cloud services schema outbound --simulate",
      description: "That of the simulated cloud"
    },
    { command: "aculab-cloud services schema inbound --json | jq .", description: "As the cloud has it" }
  ])
)

interface Key {
  readonly key: string
  readonly schema: Schema
}

/** The keys that are described below a JSON Schema, the inner ones as `outer.inner`. */
const keysOf = ({ properties }: Schema, prefix: string): ReadonlyArray<Key> =>
  isSchema(properties)
    ? Object.entries(properties).flatMap(([name, schema]) => {
        if (!isSchema(schema)) return []
        const key = `${prefix}${name}`
        const inner = keysOf(schema, `${key}.`)
        return inner.length === 0 ? [{ key, schema }] : inner
      })
    : []

const isSchema = (value: unknown): value is Schema => Predicate.isObject(value) && !Array.isArray(value)

const listed = (value: unknown): string | undefined =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(String).join(", ")
