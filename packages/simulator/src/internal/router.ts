/** From a request to an operation and back. */
import { readForm } from "./form.js"
import { messageOperations } from "./messageOperations.js"
import type { Cloud, Operation, Outcome } from "./operation.js"
import { findProblems, makeInput, type Problem } from "./parameters.js"
import { httpRefusal, type Refusal } from "./refusal.js"
import { simulatorOperations } from "./simulatorOperations.js"

/** Every operation that the simulator has. A new area of the cloud is a new file and one more name here. */
const operations: ReadonlyMap<string, Operation> = new Map(
  [...messageOperations, ...simulatorOperations].map((operation) => [operation.path, operation])
)

/** A request whose body has been read. */
export interface ReadRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly contentType: string | null
  readonly body: Uint8Array
}

const methods = ["GET", "POST"]

const refused = (refusal: Refusal): Outcome => ({ kind: "refusal", refusal })

/** I: several problems share the code of the first, and `details` lists all of them (D for the list). */
const badRequest = (problems: readonly [Problem, ...Problem[]]): Refusal => {
  const [first] = problems
  const details = problems.flatMap((problem) => [
    ...(problems.length > 1 ? [problem.text] : []),
    ...(problem.details ?? [])
  ])
  const { code, text } = first
  return { status: 400, code, text, ...(details.length > 0 ? { details } : {}) }
}

const carryOut = (operation: Operation, request: ReadRequest, cloud: Cloud): Outcome => {
  const form = readForm(request)
  if ("status" in form) return refused(form)
  const input = makeInput(form.fields)
  const [first, ...rest] = [
    ...form.problems,
    ...findProblems(operation.parameters, form.fields),
    ...operation.findProblems(input, cloud)
  ]
  return first === undefined ? operation.run(input, cloud) : refused(badRequest([first, ...rest]))
}

export const route = (request: ReadRequest, authorized: boolean, cloud: Cloud): Outcome => {
  const operation = operations.get(request.path)
  if (operation === undefined) return refused(httpRefusal(404, "There is no such web service"))
  if (!methods.includes(request.method)) {
    return refused(httpRefusal(405, "The method is not allowed", { allow: methods.join(", ") }))
  }
  if (!authorized) {
    const challenge = { "www-authenticate": 'Basic realm="Aculab Cloud", charset="UTF-8"' }
    return refused(httpRefusal(401, "The user name or the password is wrong", challenge))
  }
  return carryOut(operation, request, cloud)
}
