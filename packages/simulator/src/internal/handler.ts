/** The life of a request: faults, the record, the operation, the answer. */
import type { Answer } from "../Answer.js"
import type { ContentStore } from "../ContentStore.js"
import type { RecordedRequest } from "../RecordedRequest.js"
import type { SimulatedAccount } from "../Simulator.js"
import { decodeBasic } from "./basicCredentials.js"
import { type KnownSecrets, makeIdentify } from "./caller.js"
import { faultAnswer, momentOf } from "./faultAnswer.js"
import type { FaultQueue } from "./faultQueue.js"
import type { Cloud, Outcome } from "./operation.js"
import { type RefusedRequest, refusalResponse } from "./refusal.js"
import { type ReceivedBody, receiveStreamed, receiveWhole } from "./requestBody.js"
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
    case "stream": {
      const { body, size, contentType, fileName } = outcome
      const disposition = fileName === undefined ? {} : { "content-disposition": attachment(fileName) }
      const headers = { "content-type": contentType, "content-length": String(size), ...disposition }
      return new Response(body, { headers })
    }
    case "nothing":
      return new Response(null, { status: outcome.status })
  }
}

/** An answer, and the body that the request had: undefined when not all of it is there any more. */
export interface Exchange {
  readonly answer: Answer
  readonly body: Uint8Array<ArrayBuffer> | undefined
}

const refusedExchange: Exchange = { answer: { kind: "refuse" }, body: new Uint8Array() }

const isMultipart = (contentType: string | null): contentType is string =>
  contentType?.split(";")[0]?.trim().toLowerCase() === "multipart/form-data"

export const makeHandler = (options: {
  readonly account: SimulatedAccount
  readonly cloud: Cloud
  readonly secrets: KnownSecrets
  /** Where uploads go as they arrive; undefined when they are kept in memory. */
  readonly content: ContentStore | undefined
  readonly faults: FaultQueue
  readonly requests: RecordedRequest[]
  readonly closing: AbortSignal
  readonly observe: (request: RecordedRequest) => void
}): ((request: Request) => Promise<Exchange>) => {
  const { cloud, faults, closing } = options
  const identify = makeIdentify(options.account, options.secrets)

  const receiveBody = (request: Request, found: Route): Promise<ReceivedBody> => {
    const contentType = request.headers.get("content-type")
    const { content } = options
    if (content === undefined || !isMultipart(contentType)) return receiveWhole(request)
    if (found.authorized && !found.takesFiles) return receiveWhole(request)
    const { body } = request
    if (body === null) return receiveWhole(request)
    const store = found.takesFiles ? content : undefined
    return receiveStreamed(body, contentType, store, [request.signal, closing])
  }

  const receive = async (
    request: Request,
    url: URL,
    fault: string | undefined
  ): Promise<{ readonly recording: Recording; readonly found: Route; readonly body: ReceivedBody }> => {
    const at = cloud.clock.now()
    const authorization = request.headers.get("authorization")
    const { method, headers } = request
    const contentType = headers.get("content-type")
    const query = url.search.slice(1)
    const { origin, pathname: path } = url
    const found = route({ method, origin, path, query, headers, contentType }, identify(authorization))
    const body = await receiveBody(request, found)
    const { bytes, cut } = body
    const recording: Recording = {
      method: request.method,
      url: request.url,
      path: url.pathname,
      query,
      headers: recordedHeaders(request.headers),
      authorized: found.authorized,
      username: decodeBasic(authorization)?.username,
      body: bytes,
      cut,
      // Only if somebody asks: uploads are large.
      get text() {
        return new TextDecoder().decode(bytes)
      },
      at,
      fault,
      status: undefined
    }
    options.requests.push(recording)
    return { recording, found, body }
  }

  return async (request) => {
    const url = new URL(request.url)
    if (closing.aborted) return refusedExchange
    const fault = faults.take(url.pathname)
    if (fault?.kind === "refuse") return refusedExchange

    const { recording, found, body } = await receive(request, url, fault?.kind)
    const refused = (): RefusedRequest => ({
      path: recording.path,
      accept: request.headers.get("accept"),
      arrived: recording.at,
      now: cloud.clock.now()
    })
    const act = async (): Promise<Response> => outcomeResponse(await found.carryOut(cloud, body), refused())
    const answer = async (): Promise<Answer> => {
      if (fault === undefined) return { kind: "response", response: await act() }
      const response = momentOf(fault) === "after" ? await act() : undefined
      const signals = [request.signal, closing]
      return faultAnswer(fault, { request, response, refused: refused(), signals })
    }

    const answered = await answer().finally(body.release)
    if (answered.kind === "response") {
      const { status, body: content } = answered.response
      recording.status = status
      // Nobody is left to read it, and so to close it.
      if (request.signal.aborted || closing.aborted) content?.cancel().catch(() => {})
    }
    options.observe(recording)
    return { answer: answered, body: recording.cut ? undefined : recording.body }
  }
}
