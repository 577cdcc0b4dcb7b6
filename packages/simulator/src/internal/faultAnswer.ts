/** Turns a fault into an answer. */
import type { Answer } from "../Answer.js"
import type { Fault, FaultMoment } from "../Faults.js"
import { onAbort } from "./abort.js"
import { connectionError } from "./connectionErrors.js"
import { streamOf } from "./fileContent.js"
import { httpRefusal, type RefusedRequest, refusalResponse } from "./refusal.js"

/** Whether the cloud acts before things go wrong. */
export const momentOf = (fault: Fault): FaultMoment => {
  switch (fault.kind) {
    case "refuse":
      return "before"
    case "status":
    case "rate-limit":
    case "redirect":
    case "response":
      return fault.when ?? "before"
    case "html":
      return fault.when ?? ((fault.status ?? 200) < 400 ? "after" : "before")
    default:
      return fault.when ?? "after"
  }
}

export interface FaultContext {
  readonly request: Request
  /** What the cloud would have answered; undefined when it did not act. */
  readonly response: Response | undefined
  readonly refused: RefusedRequest
  /** End an answer that stalls: the client gave up, or the simulator is closed. */
  readonly signals: readonly AbortSignal[]
}

/** An answer that is longer, a file from a content store, is not read to find its half. In bytes. */
const mostInMemory = 1024 * 1024

interface Chunks {
  readonly next: () => Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>
  /** Nobody wants the rest. */
  readonly end: () => Promise<void>
}

/** So many bytes of a stream, and then its end. */
const firstOf = (stream: ReadableStream<Uint8Array<ArrayBuffer>>, length: number): Chunks => {
  const reader = stream.getReader()
  let left = length
  return {
    end: () => reader.cancel(),
    next: async () => {
      if (left === 0) {
        await reader.cancel()
        return { done: true, value: undefined }
      }
      const result = await reader.read()
      if (result.done) return result
      const value = result.value.subarray(0, left)
      left -= value.length
      return { done: false, value }
    }
  }
}

interface HalfAnswer {
  readonly chunks: Chunks
  /** In bytes. */
  readonly half: number
  readonly full: number
  readonly status: number
  readonly headers: Headers
}

const placeholder = () =>
  new Response('{"simulator":"the cloud did not act"}', { headers: { "content-type": "application/json" } })

/** The first half of what would have been the answer. There is always something to cut off. */
const halfOf = async (response: Response | undefined): Promise<HalfAnswer> => {
  const whole = response ?? placeholder()
  const headers = new Headers(whole.headers)
  const length = Number(headers.get("content-length") ?? 0)
  if (whole.body !== null && length > mostInMemory) {
    const half = Math.floor(length / 2)
    return { chunks: firstOf(whole.body, half), half, full: length, status: whole.status, headers }
  }
  const read = new Uint8Array(await whole.arrayBuffer())
  const bytes = read.length > 1 ? read : new TextEncoder().encode("  ")
  const half = bytes.length >> 1
  // An answer without a body has nothing to cut off, so it gets one: only 204 cannot.
  const status = whole.status === 204 ? 200 : whole.status
  return { chunks: firstOf(streamOf(bytes), half), half, full: bytes.length, status, headers }
}

const truncated = async (response: Response | undefined): Promise<Answer> => {
  const { chunks, half, status, headers } = await halfOf(response)
  headers.set("content-length", String(half))
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => chunks.end()
    },
    { highWaterMark: 0 }
  )
  return { kind: "response", response: new Response(stream, { status, headers }) }
}

/** Half a body; what comes then is up to `end`, which is called when the reader asks for more. */
const brokenBody = async (
  response: Response | undefined,
  broken: "reset" | "stall",
  source: {
    readonly start?: (controller: ReadableStreamDefaultController<Uint8Array>) => void
    readonly end: (controller: ReadableStreamDefaultController<Uint8Array>) => void | Promise<void>
    readonly cancel?: () => void
  }
): Promise<Answer> => {
  const { chunks, full, status, headers } = await halfOf(response)
  headers.set("content-length", String(full))
  const stream = new ReadableStream<Uint8Array>(
    {
      ...(source.start ? { start: source.start } : {}),
      cancel: () => {
        source.cancel?.()
        return chunks.end()
      },
      pull: async (controller) => {
        const { done, value } = await chunks.next()
        if (done) return source.end(controller)
        controller.enqueue(value)
      }
    },
    // Nothing is prepared ahead: an error would throw away the half that nobody has read yet.
    { highWaterMark: 0 }
  )
  return { kind: "response", response: new Response(stream, { status, headers }), broken }
}

const resetBody = (response: Response | undefined): Promise<Answer> =>
  brokenBody(response, "reset", {
    end: (controller) => controller.error(connectionError("ECONNRESET", "terminated"))
  })

const stalledBody = (response: Response | undefined, signals: readonly AbortSignal[]): Promise<Answer> => {
  let stop = () => {}
  return brokenBody(response, "stall", {
    start: (controller) => {
      stop = onAbort(signals, (reason) => controller.error(reason))
    },
    end: () => new Promise(() => {}),
    cancel: () => stop()
  })
}

const retryAfterHeader = (retryAfter: number | Date | string | undefined): Record<string, string> => {
  if (retryAfter === undefined) return {}
  return { "retry-after": retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter) }
}

const answer = (body: BodyInit | null, status: number, headers: Record<string, string>): Answer => ({
  kind: "response",
  response: new Response(body, { status, headers })
})

const garbage = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x9c, 0x3c, 0x3e, 0x22, 0x0a])

const htmlPage = (status: number) =>
  `<!DOCTYPE html>\n<html><head><title>${status}</title></head>` +
  `<body><h1>${status}</h1><p>A page of HTML from something between you and the cloud.</p></body></html>\n`

export const faultAnswer = async (fault: Fault, context: FaultContext): Promise<Answer> => {
  const { response, refused } = context
  const spoilt = fault.kind === "reset-body" || fault.kind === "stall-body" || fault.kind === "truncate"
  // What nobody will read must not stay open.
  if (!spoilt) await response?.body?.cancel()
  switch (fault.kind) {
    case "refuse":
    case "reset":
      return { kind: fault.kind }
    case "stall":
      return { kind: "stall", ended: new Promise((resolve) => onAbort(context.signals, () => resolve())) }
    case "reset-body":
      return resetBody(response)
    case "stall-body":
      return stalledBody(response, context.signals)
    case "truncate":
      return truncated(response)
    case "empty":
      return answer(null, 200, {})
    case "garbage":
      return answer(garbage, 200, { "content-type": "application/json" })
    case "html": {
      const status = fault.status ?? 200
      return answer(htmlPage(status), status, { "content-type": "text/html; charset=utf-8" })
    }
    case "redirect":
      return answer(null, fault.status ?? 302, { location: fault.location })
    case "response":
      return { kind: "response", response: await fault.response(context.request) }
    case "rate-limit": {
      const refusal = httpRefusal(429, "Too many requests", retryAfterHeader(fault.retryAfter))
      return { kind: "response", response: refusalResponse(refusal, refused) }
    }
    case "status": {
      const refusal = httpRefusal(
        fault.status,
        fault.text ?? `The simulator was told to answer ${fault.status}`
      )
      const refusalWithCode = {
        ...refusal,
        ...(fault.code === undefined ? {} : { code: fault.code }),
        ...(fault.details === undefined ? {} : { details: fault.details })
      }
      return { kind: "response", response: refusalResponse(refusalWithCode, refused) }
    }
  }
}
