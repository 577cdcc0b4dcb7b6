/** The life of a request: faults, the record, the operation, the answer. */
import type { Answer } from "../Answer.js"
import type { RecordedRequest } from "../RecordedRequest.js"
import type { SimulatedAccount } from "../Simulator.js"
import { decodeBasic } from "./basicCredentials.js"
import { type KnownSecrets, makeIdentify } from "./caller.js"
import { faultAnswer, momentOf } from "./faultAnswer.js"
import type { FaultQueue } from "./faultQueue.js"
import type { Cloud, Outcome } from "./operation.js"
import { type RefusedRequest, refusalResponse } from "./refusal.js"
import { type Route, route } from "./router.js"

/** A record, while its request is being answered. */
type Recording = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] }

const recordedHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name !== "authorization"))

// A header holds ASCII; RFC 6266 has a second parameter for names that are more than that.
const attachment = (fileName: string): string => {
  const plain = fileName.replace(/[^\x20-\x7e]/g, "_")
  const full = plain === fileName ? "" : `; filename*=UTF-8''${encodeURIComponent(fileName)}`
  return `attachment; filename="${plain.replace(/["\\]/g, (character) => `\\${character}`)}"${full}`
}

const outcomeResponse = (outcome: Outcome, refused: RefusedRequest): Response => {
  switch (outcome.kind) {
    case "refusal":
      return refusalResponse(outcome.refusal, refused)
    case "json": {
      const { value, status = 200 } = outcome
      const headers = { "content-type": "application/json" }
      return new Response(JSON.stringify(value), { status, headers })
    }
    case "bytes": {
      const { body, contentType, fileName } = outcome
      const disposition = fileName === undefined ? {} : { "content-disposition": attachment(fileName) }
      const headers = { "content-type": contentType, "content-length": String(body.length), ...disposition }
      return new Response(body.slice(), { headers })
    }
    case "nothing":
      return new Response(null, { status: outcome.status })
  }
}

/** An answer, and the body that the request had. */
export interface Exchange {
  readonly answer: Answer
  readonly body: Uint8Array<ArrayBuffer>
}

const refusedExchange: Exchange = { answer: { kind: "refuse" }, body: new Uint8Array() }

export const makeHandler = (options: {
  readonly account: SimulatedAccount
  readonly cloud: Cloud
  readonly secrets: KnownSecrets
  readonly faults: FaultQueue
  readonly requests: RecordedRequest[]
  readonly closing: AbortSignal
  readonly observe: (request: RecordedRequest) => void
}): ((request: Request) => Promise<Exchange>) => {
  const { cloud, faults, closing } = options
  const identify = makeIdentify(options.account, options.secrets)

  const receive = async (
    request: Request,
    url: URL,
    fault: string | undefined
  ): Promise<{ readonly recording: Recording; readonly found: Route }> => {
    const at = cloud.clock.now()
    const body = new Uint8Array(await request.arrayBuffer())
    const authorization = request.headers.get("authorization")
    const { method, headers } = request
    const contentType = headers.get("content-type")
    const query = url.search.slice(1)
    const read = { method, path: url.pathname, query, headers, contentType, body }
    const found = route(read, identify(authorization))
    const recording: Recording = {
      method: request.method,
      url: request.url,
      path: url.pathname,
      query: url.search.slice(1),
      headers: recordedHeaders(request.headers),
      authorized: found.authorized,
      username: decodeBasic(authorization)?.username,
      body,
      // Only if somebody asks: uploads are large.
      get text() {
        return new TextDecoder().decode(body)
      },
      at,
      fault,
      status: undefined
    }
    options.requests.push(recording)
    return { recording, found }
  }

  return async (request) => {
    const url = new URL(request.url)
    if (closing.aborted) return refusedExchange
    const fault = faults.take(url.pathname)
    if (fault?.kind === "refuse") return refusedExchange

    const { recording, found } = await receive(request, url, fault?.kind)
    const refused = (): RefusedRequest => ({
      path: recording.path,
      accept: request.headers.get("accept"),
      arrived: recording.at,
      now: cloud.clock.now()
    })
    const act = async (): Promise<Response> => outcomeResponse(await found.carryOut(cloud), refused())
    const answer = async (): Promise<Answer> => {
      if (fault === undefined) return { kind: "response", response: await act() }
      const response = momentOf(fault) === "after" ? await act() : undefined
      const signals = [request.signal, closing]
      return faultAnswer(fault, { request, response, refused: refused(), signals })
    }

    const answered = await answer()
    if (answered.kind === "response") recording.status = answered.response.status
    options.observe(recording)
    return { answer: answered, body: recording.body }
  }
}
