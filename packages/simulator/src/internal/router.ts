/** From a request to an operation and back. */

import { applicationOperations } from "./applicationOperations.js"
import { missingGroupKey, unknownGroupKey } from "./biometricErrors.js"
import { biometricGroupOperations } from "./biometricGroupOperations.js"
import { biometricUserOperations } from "./biometricUserOperations.js"
import { accepts, type Caller } from "./caller.js"
import { conferenceOperations } from "./conferenceOperations.js"
import { fileOperations } from "./fileOperations.js"
import { fileWriteOperations } from "./fileWriteOperations.js"
import { readForm } from "./form.js"
import { lookupOperations } from "./lookupOperations.js"
import { messageOperations } from "./messageOperations.js"
import { monitorOperations } from "./monitorOperations.js"
import { numberOperations } from "./numberOperations.js"
import { numberPurchases } from "./numberPurchases.js"
import { type Cloud, type Operation, type Outcome, type RestOperation, refused } from "./operation.js"
import { outboundOperations } from "./outboundOperations.js"
import { findProblems, makeInput, type Problem } from "./parameters.js"
import { queueOperations } from "./queueOperations.js"
import { httpRefusal, type Refusal } from "./refusal.js"
import { reportOperations } from "./reportOperations.js"
import { emptyBody, type ReceivedBody } from "./requestBody.js"
import { findRest, type RestMatch } from "./restRoutes.js"
import { securityOperations } from "./securityOperations.js"
import { serviceOperations } from "./serviceOperations.js"
import { simulatorOperations } from "./simulatorOperations.js"
import { voiceOperations } from "./voiceOperations.js"
import { voiceSocketOperations } from "./voiceSocketOperations.js"
import { webRtcOperations } from "./webRtcOperations.js"

/**
 * Every operation that the simulator has, by its path: one that means something else by another method stands there
 * twice. A new area of the cloud is a new file and one more name here.
 */
const operations: ReadonlyMap<string, readonly Operation[]> = Map.groupBy(
  [
    ...messageOperations,
    ...outboundOperations,
    ...applicationOperations,
    ...fileOperations,
    ...fileWriteOperations,
    ...monitorOperations,
    ...reportOperations,
    ...biometricGroupOperations,
    ...biometricUserOperations,
    ...voiceOperations,
    ...voiceSocketOperations,
    ...conferenceOperations,
    ...numberPurchases,
    ...numberOperations,
    ...lookupOperations,
    ...webRtcOperations,
    ...securityOperations,
    ...simulatorOperations
  ],
  (operation) => operation.path
)

/** Those with parameters in their path and JSON bodies. */
const restOperations: readonly RestOperation[] = [...serviceOperations, ...queueOperations]

/** A request without its body. */
export interface RequestHead {
  readonly method: string
  readonly origin: string
  readonly path: string
  readonly query: string
  readonly contentType: string | null
  readonly headers: Headers
}

/** What became of the search for an operation. */
export interface Route {
  /** Whether the caller may. For a path that does not exist: whether the credentials are anybody's. */
  readonly authorized: boolean
  /** Whether it takes files of a multipart form. */
  readonly takesFiles: boolean
  readonly carryOut: (cloud: Cloud, body: ReceivedBody) => Outcome | Promise<Outcome>
}

const defaultMethods = ["GET", "POST"]

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

const runFlat = (
  operation: Operation,
  request: RequestHead,
  body: ReceivedBody,
  cloud: Cloud,
  caller: Caller
) => {
  const form = readForm(request, body, operation.uploads)
  if ("status" in form) return refused(form)
  const input = makeInput(form.fields, {
    origin: request.origin,
    headers: request.headers,
    uploads: form.uploads
  })
  const [first, ...rest] = [
    ...form.problems,
    ...findProblems(operation.parameters, form.fields),
    ...operation.findProblems(input, cloud, caller)
  ]
  return first === undefined ? operation.run(input, cloud, caller) : refused(badRequest([first, ...rest]))
}

const runRest = (
  { operation, parameters }: RestMatch,
  request: RequestHead,
  received: ReceivedBody,
  cloud: Cloud,
  caller: Caller
) => {
  // Nothing but the path and the body says what is wanted, so a query is a client's mistake.
  const query = readForm({ ...request, contentType: null }, emptyBody)
  if ("status" in query) return refused(query)
  const [first, ...rest] = [...query.problems, ...findProblems([], query.fields)]
  if (first !== undefined) return refused(badRequest([first, ...rest]))
  const { contentType } = request
  const parameter = (name: string): string => {
    const text = parameters.get(name)
    if (text === undefined) throw new Error(`${operation.path} has no parameter ${name}`)
    return text
  }
  return operation.run({ parameter, contentType, body: received.bytes }, cloud, caller)
}

const always = (refusal: Refusal, authorized: boolean): Route => ({
  authorized,
  takesFiles: false,
  carryOut: () => refused(refusal)
})

const unauthorized = httpRefusal(401, "The user name or the password is wrong", {
  "www-authenticate": 'Basic realm="Aculab Cloud", charset="UTF-8"'
})

export const route = (request: RequestHead, caller: Caller | undefined): Route => {
  const known = caller !== undefined
  const wrongMethod = (allowed: readonly string[]) =>
    always(httpRefusal(405, "The method is not allowed", { allow: allowed.join(", ") }), known)

  const here = operations.get(request.path)
  if (here !== undefined) {
    const methodsOf = ({ methods = defaultMethods }: Operation) => methods
    const operation = here.find((candidate) => methodsOf(candidate).includes(request.method))
    if (operation === undefined) return wrongMethod(here.flatMap(methodsOf))
    if (!accepts(operation.credentials ?? "api-key", caller, undefined)) {
      const wrongGroupKey = request.headers.has("authorization") ? unknownGroupKey : missingGroupKey
      return operation.credentials === "group-key"
        ? {
            authorized: false,
            takesFiles: false,
            carryOut: (cloud) => refused(cloud.forms.unknownGroupKey === 400 ? wrongGroupKey : unauthorized)
          }
        : always(unauthorized, false)
    }
    return {
      authorized: true,
      takesFiles: operation.uploads?.includes("multipart") ?? false,
      carryOut: (cloud, body) => runFlat(operation, request, body, cloud, caller)
    }
  }

  const matches = findRest(restOperations, request.path)
  if (matches.length === 0) return always(httpRefusal(404, "There is no such web service"), known)
  const found = matches.find((match) => match.operation.method === request.method)
  if (found === undefined) return wrongMethod(matches.map((match) => match.operation.method))
  const owner = found.parameters.get("name")
  if (!accepts(found.operation.credentials ?? "api-key", caller, owner)) return always(unauthorized, false)
  return {
    authorized: true,
    takesFiles: false,
    carryOut: (cloud, body) => runRest(found, request, body, cloud, caller)
  }
}
