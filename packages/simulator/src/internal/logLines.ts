/** What happens in the simulator, in one line each. */
import type { InvocationStatus } from "../Outbound.js"
import type { SimulatorEvent } from "../Simulator.js"
import { cloudDateTime } from "./dateTime.js"

export interface LogLine {
  readonly time: string
  readonly text: string
  readonly tone: "plain" | "good" | "bad"
}

const toneOfStatus = (status: string): LogLine["tone"] =>
  status.startsWith("failed") || status === "cancelled"
    ? "bad"
    : status === "delivered" || status === "accepted" || status === "received"
      ? "good"
      : "plain"

const toneOfStart = (status: InvocationStatus): LogLine["tone"] =>
  status === "couldnotrun" || status === "cancelled" ? "bad" : "plain"

const multipart = (part: { readonly pos: number; readonly count: number } | undefined): string =>
  part === undefined ? "" : ` (part ${part.pos} of ${part.count})`

/** The text of a message and the credentials of an account stay out of logs. */
export const logLine = (event: SimulatorEvent, now: number): LogLine => {
  const time = cloudDateTime(now).slice(11)
  switch (event.kind) {
    case "request": {
      const { method, path, status, fault } = event.request
      const result = status === undefined ? "no answer" : String(status)
      const text = `${method} ${path} ${result}${fault === undefined ? "" : ` (fault: ${fault})`}`
      return { time, text, tone: status !== undefined && status < 400 ? "plain" : "bad" }
    }
    case "socket": {
      const { path, status, bytes, ended, fault } = event.socket
      const closed = ended === undefined ? "" : `, ${ended.by} closed with ${ended.code}`
      const what = status === 101 ? `${bytes} bytes${closed}` : (status ?? "no answer")
      const text = `socket ${path} ${what}${fault === undefined ? "" : ` (fault: ${fault})`}`
      return { time, text, tone: ended?.code === 1000 ? "plain" : "bad" }
    }
    case "message": {
      const { ref, direction, from, to, type, status } = event.message
      const way = direction === "send" ? `to ${to}` : `from ${from}`
      return {
        time,
        text: `${type} ${ref} ${way}: ${status}${multipart(event.message.multipart)}`,
        tone: toneOfStatus(status)
      }
    }
    case "invocation": {
      const { ref, service, status } = event.invocation
      const tone = status === "completed" ? "good" : toneOfStart(status)
      return { time, text: `start ${ref} of ${service}: ${status}`, tone }
    }
    case "application": {
      const { id, service, direction, stopped } = event.application
      const state = stopped === undefined ? "runs" : "has ended"
      return { time, text: `application ${id} of ${service} (${direction}): ${state}`, tone: "plain" }
    }
    case "update": {
      const { page, fields, outcome, responseStatus, error } = event.update
      // Without its query, which may hold a customer's token.
      const address = page.url.replace(/[?#].*$/s, "")
      return {
        time,
        text: `update "${fields.status}" of ${fields.msg_ref} to ${address}: ${responseStatus ?? error}`,
        tone: outcome === "delivered" ? "plain" : "bad"
      }
    }
  }
}
