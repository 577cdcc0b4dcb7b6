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
  readonly whenUnknown?: string
}

let made: ReadonlyArray<Endpoint> | undefined

/** All of them. They are made when they are first asked for: most commands never need more than their own. */
export const allEndpoints = (): ReadonlyArray<Endpoint> => {
  made ??= Object.values(Core)
    .flatMap((module) => ("endpoints" in module ? [...module.endpoints] : []))
    .map((endpoint) => endpoint())
  return made
}

/** What is known of an operation; nothing, where a command only has a name like one. */
export const findEndpoint = (operation: string): Endpoint | undefined =>
  allEndpoints().find((endpoint) => endpoint.operation === operation)

export const endpointOf = (operation: string): Endpoint => {
  const found = findEndpoint(operation)
  if (found === undefined) throw new Error(`there is no operation ${operation}`)
  return found
}
