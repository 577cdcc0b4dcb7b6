/** Finds operations by a path with parameters. */
import { decodePathSegment } from "./form.js"
import type { RestOperation } from "./operation.js"

export interface RestMatch {
  readonly operation: RestOperation
  readonly parameters: ReadonlyMap<string, string>
}

const parameterName = (segment: string): string | undefined => /^\{(\w+)\}$/.exec(segment)?.[1]

/** The parameters of a path that fits a pattern. A text that cannot be decoded fits nothing. */
const match = (pattern: string, path: string): ReadonlyMap<string, string> | undefined => {
  const wanted = pattern.split("/")
  const given = path.split("/")
  if (wanted.length !== given.length) return undefined
  const parameters = new Map<string, string>()
  for (const [index, segment] of wanted.entries()) {
    const text = given[index] ?? ""
    const name = parameterName(segment)
    if (name === undefined) {
      if (text !== segment) return undefined
    } else {
      const decoded = decodePathSegment(text)
      if (decoded === undefined || decoded === "") return undefined
      parameters.set(name, decoded)
    }
  }
  return parameters
}

/** The operations at a path, one for each method that it has. */
export const findRest = (operations: readonly RestOperation[], path: string): readonly RestMatch[] =>
  operations.flatMap((operation) => {
    const parameters = match(operation.path, path)
    return parameters === undefined ? [] : [{ operation, parameters }]
  })
