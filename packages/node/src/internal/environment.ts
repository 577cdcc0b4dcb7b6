/** The process's environment, read name by name: Deno then asks for those names alone, and not for all there are. */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"

export const environment = ConfigProvider.make((path) => {
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
