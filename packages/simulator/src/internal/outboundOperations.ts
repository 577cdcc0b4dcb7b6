/** Starting outbound services, and what becomes of that (wire reference, 2.1 to 2.4). */
import type { Caller } from "./caller.js"
import { anyText, listOf, wholeNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { type Cloud, json, type Operation } from "./operation.js"
import { type Input, malformed, missing, optional, type Problem, required, valid } from "./parameters.js"
import { callProblems, jsonText, readCalls } from "./restCalls.js"
import { targetOf } from "./serviceEngine.js"

/** I: the most that one request may start. */
const mostStarts = 1000

const restCalls = optional("rest_calls", "D", jsonText, undefined)
const outboundParameters = optional("outbound_parameters", "D", anyText, undefined)
const count = optional("count", "D", wholeNumber({ from: 1, to: mostStarts }), 1)
const delimiter = optional(
  "delimiter",
  "D",
  (text) => (isPlain(text) && text.length === 1 ? valid(text) : malformed("one character")),
  undefined
)

/** 7-bit ASCII without control characters, `^` and `|` (D). */
const isPlain = (text: string): boolean => /^[ -\]_-{}~]*$/.test(text)

const serviceOf = (caller: Caller): string => {
  if (caller.kind === "service") return caller.name
  throw new Error("an outbound service is started with its own credentials only")
}

/** A service with nothing behind it takes either kind of request, and then cannot run (I). */
const kindOf = (input: Input, cloud: Cloud, caller: Caller): "rest" | "uas" => {
  const service = cloud.services.get("outbound", serviceOf(caller))
  const target = service && targetOf(service)
  return target?.kind ?? (input.given(restCalls) ? "rest" : "uas")
}

const notFor = (kind: string, names: readonly { readonly name: string }[]): readonly Problem[] =>
  names.map(({ name }) => ({ code: "0002", text: `The parameter ${name} is not for a ${kind} service` }))

/** `outbound_parameters` is the older name of `rest_calls` (D). */
const callsOf = (input: Input): { readonly name: string; readonly value: unknown } => {
  if (input.given(restCalls)) return { name: restCalls.name, value: input.maybe(restCalls) }
  const read = jsonText(input.maybe(outboundParameters) ?? "")
  return { name: outboundParameters.name, value: read.valid ? read.value : undefined }
}

const restProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const foreign = notFor(
    "REST",
    [count, delimiter].filter((parameter) => input.given(parameter))
  )
  if (!input.given(restCalls) && !input.given(outboundParameters)) return [missing("rest_calls"), ...foreign]
  if (input.given(restCalls) && input.given(outboundParameters)) {
    const text = "The parameter rest_calls was given more than once: outbound_parameters is its older name"
    return [{ code: "0003", text }, ...foreign]
  }
  const { name, value } = callsOf(input)
  if (value !== undefined) return [...callProblems(name, value, cloud.numbers), ...foreign]
  // What is not JSON in `rest_calls` itself was found by its check.
  const alias = { code: "0002", text: `The parameter ${name} is malformed: expected JSON` } as const
  return name === restCalls.name ? foreign : [alias, ...foreign]
}

const uasParameters = (input: Input): readonly (string | undefined)[] => {
  const text = input.maybe(outboundParameters)
  const separator = input.maybe(delimiter)
  const texts = text !== undefined && separator !== undefined ? text.split(separator) : [text]
  // `count` is ignored when several strings are given (D).
  return texts.length > 1 ? texts : Array.from({ length: input.maybe(count) ?? 1 }, () => text)
}

const uasProblems = (input: Input): readonly Problem[] => {
  const foreign = notFor(
    "UAS",
    [restCalls].filter((parameter) => input.given(parameter))
  )
  const expected = "7-bit ASCII without ^, | and control characters"
  const text = `The parameter ${outboundParameters.name} is malformed: expected ${expected}`
  const plain = isPlain(input.maybe(outboundParameters) ?? "")
  return [...(plain ? [] : [{ code: "0002", text } as const]), ...foreign]
}

const serviceStart: Operation = {
  path: "/service_start",
  credentials: "service",
  parameters: [restCalls, outboundParameters, count, delimiter],
  findProblems: (input, cloud, caller) =>
    kindOf(input, cloud, caller) === "rest" ? restProblems(input, cloud) : uasProblems(input),
  run: (input, cloud, caller) => {
    const service = serviceOf(caller)
    const requests =
      kindOf(input, cloud, caller) === "rest"
        ? readCalls(callsOf(input).value).map(({ outboundParameters: text, ...call }) => ({
            service,
            call,
            outboundParameters: text
          }))
        : uasParameters(input).map((text) => ({ service, call: undefined, outboundParameters: text }))
    return json(requests.map((request) => cloud.outbound.start(request).ref))
  }
}

const refs = required("service_refs", "I", listOf("/", anyText))

const eta = (milliseconds: number, form: "seconds" | "date-time"): number | string =>
  form === "seconds" ? milliseconds / 1000 : cloudDateTime(milliseconds)

const described = (service: string, ref: string, cloud: Cloud) => {
  const invocation = cloud.outbound.find(service, ref)
  if (invocation === undefined) return { status: "unknown" }
  const { status, statusEta, applicationInstanceId } = invocation
  return {
    status,
    ...(statusEta === undefined
      ? {}
      : { application_status_eta: eta(statusEta, cloud.forms.applicationStatusEta) }),
    ...(applicationInstanceId === undefined ? {} : { application_instance_id: applicationInstanceId })
  }
}

const serviceStatus: Operation = {
  path: "/service_status",
  credentials: "service",
  parameters: [refs],
  findProblems: () => [],
  run: (input, cloud, caller) =>
    json(Object.fromEntries(input.get(refs).map((ref) => [ref, described(serviceOf(caller), ref, cloud)])))
}

const serviceCancel: Operation = {
  path: "/service_cancel",
  credentials: "service",
  parameters: [refs],
  findProblems: () => [],
  run: (input, cloud, caller) =>
    json(
      Object.fromEntries(input.get(refs).map((ref) => [ref, cloud.outbound.cancel(serviceOf(caller), ref)]))
    )
}

export const outboundOperations: readonly Operation[] = [serviceStart, serviceStatus, serviceCancel]
