/** What an answer tells of the operation: of its shape, and of the names that are inferred. */
import type { CloudError, Reason } from "@aculab-cloud/core/CloudError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Endpoint, endpointOf, type Parameter } from "../endpoints.js"
import type { Check } from "./question.js"

/** `unclear`: the answer does not tell. */
export type Verdict = "accepted" | "refused" | "unclear"

/** A name on the wire, or the shape of an answer, and what is known of it now. */
export interface Judged {
  readonly mark: Parameter["mark"]
  readonly verdict: Verdict
}

/** What came of one question. */
export interface Checked {
  readonly operation: string
  readonly about: string
  /** Whether the answer had the expected shape, or was the expected refusal. */
  readonly expected: boolean
  /** What the answer was, in words. */
  readonly answer: string
  readonly error?: CloudError
  readonly path: Judged & { readonly name: string }
  /** What was sent. */
  readonly parameters: ReadonlyArray<Judged & { readonly field: string; readonly name: string }>
  readonly response: Judged
  readonly milliseconds: number
}

/** Asks one question. It never fails: what goes wrong is the result. */
export const run = Effect.fnUntraced(function* <R>(check: Check<R>) {
  const started = yield* Clock.currentTimeMillis
  const result = yield* Effect.result(check.call)
  const milliseconds = (yield* Clock.currentTimeMillis) - started
  const endpoint = endpointOf(check.operation)
  const sent = Object.entries(endpoint.parameters).filter(([field]) => check.fields().includes(field))
  const told = Result.isSuccess(result)
    ? ofAnswer(result.success)
    : ofError(result.failure, check.refusable, endpoint, inferredIn(sent))
  return {
    operation: check.operation,
    about: check.about,
    expected: told.expected,
    answer: told.answer,
    ...(Result.isSuccess(result) ? {} : { error: result.failure }),
    path: { name: endpoint.path, mark: endpoint.pathMark, verdict: told.path },
    parameters: sent.map(([field, { name, mark }]) => ({ field, name, mark, verdict: told.parameters })),
    response: { mark: endpoint.responseMark, verdict: told.response },
    milliseconds
  } satisfies Checked
})

const inferredIn = (sent: ReadonlyArray<readonly [string, Parameter]>): number =>
  sent.filter(([, { mark }]) => mark === "I").length

interface Told {
  readonly expected: boolean
  readonly answer: string
  readonly path: Verdict
  readonly parameters: Verdict
  readonly response: Verdict
}

const ofAnswer = (saysWhatItShould: boolean): Told => ({
  expected: saysWhatItShould,
  answer: saysWhatItShould ? "as expected" : "of the expected shape, but it knows what nobody has",
  path: "accepted",
  parameters: "accepted",
  response: "accepted"
})

const noTrace = { path: "unclear", parameters: "unclear", response: "unclear" } as const

const ofError = (error: CloudError, refusable: boolean, endpoint: Endpoint, inferred: number): Told => {
  const { reason } = error
  if (refusable && refusesTheValue(reason)) {
    return {
      ...noTrace,
      expected: true,
      answer: "refused, as it may be for what nobody has",
      ...provenBy(reason, endpoint)
    }
  }
  const told = { ...noTrace, expected: false, answer: reason.message }
  switch (reason._tag) {
    case "UnexpectedResponse":
      return reason.status >= 300 || !/json/i.test(reason.contentType ?? "")
        ? told
        : { ...told, path: "accepted", parameters: "accepted", response: "refused" }
    case "NotFound":
      return endpoint.pathMark === "I" ? { ...told, path: "refused" } : told
    case "Rejected":
      if (reason.status === 405) return { ...told, path: "refused" }
      // With several of them, nobody knows which one it is.
      return { ...told, path: "accepted", parameters: inferred === 1 ? "refused" : "unclear" }
    default:
      return told
  }
}

/**
 * What a refusal proves. A path that is wrong looks like a thing that is missing, and a name that
 * is wrong may look like a value that is; but a token is refused as a token when it has arrived (D).
 */
const provenBy = (reason: Reason, { pathMark }: Endpoint): Partial<Told> => {
  if (reason._tag === "NotFound") return pathMark === "I" ? {} : { path: "accepted", parameters: "accepted" }
  const asToken = reason._tag === "Rejected" && reason.code === "0405"
  return { path: "accepted", parameters: asToken ? "accepted" : "unclear" }
}

/** A refusal in the documented form, and not for a parameter that the cloud missed or had twice. */
const refusesTheValue = (reason: Reason): boolean =>
  (reason._tag === "Rejected" || reason._tag === "NotFound") &&
  reason.code !== undefined &&
  reason.code !== "0001" &&
  reason.code !== "0003"
