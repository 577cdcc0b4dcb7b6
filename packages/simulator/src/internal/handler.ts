/** The life of a request: faults, the record, the operation, the answer. */
import type { Answer } from "../Answer.js"
import type { RecordedRequest } from "../RecordedRequest.js"
import type { SimulatedAccount } from "../Simulator.js"
import { decodeBasic } from "./basicCredentials.js"
import { faultAnswer, momentOf } from "./faultAnswer.js"
import type { FaultQueue } from "./faultQueue.js"
import type { Cloud, Outcome } from "./operation.js"
import { type RefusedRequest, refusalResponse } from "./refusal.js"
import { route } from "./router.js"

/** A record, while its request is being answered. */
type Recording = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] }

const recordedHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name !== "authorization"))

const outcomeResponse = (outcome: Outcome, refused: RefusedRequest): Response =>
  outcome.kind === "refusal"
    ? refusalResponse(outcome.refusal, refused)
    : new Response(JSON.stringify(outcome.value), { headers: { "content-type": "application/json" } })

/** An answer, and the body that the request had. */
export interface Exchange {
  readonly answer: Answer
  readonly body: Uint8Array<ArrayBuffer>
}

const refusedExchange: Exchange = { answer: { kind: "refuse" }, body: new Uint8Array() }

export const makeHandler = (options: {
  readonly account: SimulatedAccount
  readonly cloud: Cloud
  readonly faults: FaultQueue
  readonly requests: RecordedRequest[]
  readonly closing: AbortSignal
  readonly observe: (request: RecordedRequest) => void
}): ((request: Request) => Promise<Exchange>) => {
  const { account, cloud, faults, closing } = options
  // The API key belongs to this user name (D). Other kinds of credentials come with the operations that take them.
  const username = `${account.cloudId}/${account.username}`

  const record = async (request: Request, url: URL, fault: string | undefined): Promise<Recording> => {
    const at = cloud.clock.now()
    const body = new Uint8Array(await request.arrayBuffer())
    const credentials = decodeBasic(request.headers.get("authorization"))
    const recording: Recording = {
      method: request.method,
      url: request.url,
      path: url.pathname,
      query: url.search.slice(1),
      headers: recordedHeaders(request.headers),
      authorized: credentials?.username === username && credentials.password === account.apiAccessKey,
      username: credentials?.username,
      body,
      text: new TextDecoder().decode(body),
      at,
      fault,
      status: undefined
    }
    options.requests.push(recording)
    return recording
  }

  return async (request) => {
    const url = new URL(request.url)
    if (closing.aborted) return refusedExchange
    const fault = faults.take(url.pathname)
    if (fault?.kind === "refuse") return refusedExchange

    const recording = await record(request, url, fault?.kind)
    const refused = (): RefusedRequest => ({
      path: recording.path,
      accept: request.headers.get("accept"),
      arrived: recording.at,
      now: cloud.clock.now()
    })
    const act = (): Response => {
      const contentType = request.headers.get("content-type")
      return outcomeResponse(route({ ...recording, contentType }, recording.authorized, cloud), refused())
    }
    const answer = async (): Promise<Answer> => {
      if (fault === undefined) return { kind: "response", response: act() }
      const response = momentOf(fault) === "after" ? act() : undefined
      const signals = [request.signal, closing]
      return faultAnswer(fault, { request, response, refused: refused(), signals })
    }

    const answered = await answer()
    if (answered.kind === "response") recording.status = answered.response.status
    options.observe(recording)
    return { answer: answered, body: recording.body }
  }
}
