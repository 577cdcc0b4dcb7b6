/** The operations of the SDK as data, whatever areas it has. */
import * as Core from "@aculab-cloud/core"

/** Source of a name on the wire: documented, said by the Python wrapper, or inferred. */
export type Mark = "D" | "S" | "I"

/** A parameter of an operation, as the wire has it. */
export interface Parameter {
  readonly name: string
  readonly mark: Mark
}

/** What is known of an operation, but for how it is called. */
export interface Endpoint {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly pathMark: Mark
  readonly repeat: "read" | "again" | "once"
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly responseMark: Mark
}

export const endpoints: ReadonlyArray<Endpoint> = Object.values(Core)
  .flatMap((module) => ("endpoints" in module ? [...module.endpoints] : []))
  .map((endpoint) => endpoint())

/** The operations that only ask, whatever becomes of the answer. */
export const reading: ReadonlyArray<Endpoint> = endpoints.filter(({ repeat }) => repeat === "read")

export const endpointOf = (operation: string): Endpoint => {
  const found = endpoints.find((endpoint) => endpoint.operation === operation)
  if (found === undefined) throw new Error(`there is no operation ${operation}`)
  return found
}
