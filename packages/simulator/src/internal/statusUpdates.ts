/** Sends status updates to a customer's page (wire reference, 4.5). */
import type { Clock } from "../Clock.js"
import type { StatusPage, StatusUpdate } from "../Messages.js"
import { orAborted } from "./abort.js"
import { encodeBasic } from "./basicCredentials.js"

export type UpdateFields = StatusUpdate["fields"]

// I: nothing says how the fields travel with GET. Query fields are what a page would read.
const getUrl = (page: StatusPage, fields: UpdateFields): string => {
  const url = new URL(page.url)
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(name, String(value))
  return url.href
}

const makeRequest = (page: StatusPage, fields: UpdateFields, signal: AbortSignal): Request => {
  const headers: Record<string, string> = {}
  if (page.authenticationName !== undefined) {
    const username = page.authenticationName
    headers.authorization = encodeBasic({ username, password: page.authenticationPassword ?? "" })
  }
  // A redirect would take the credentials to a host that the customer did not name.
  const common = { redirect: "manual", signal } as const
  if (page.method === "GET") return new Request(getUrl(page, fields), { ...common, headers })
  headers["content-type"] = "application/json"
  return new Request(page.url, { ...common, headers, method: "POST", body: JSON.stringify(fields) })
}

/** `fetch` says only that it failed; why, is in the cause. */
const describe = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error && error.cause.message !== ""
    ? `${error} (${error.cause.message})`
    : String(error)

export interface StatusUpdates {
  readonly log: readonly StatusUpdate[]
  /** Resolves when the attempt is over; it never rejects. */
  readonly send: (page: StatusPage, fields: UpdateFields) => Promise<void>
}

export const makeStatusUpdates = (options: {
  readonly clock: Clock
  readonly deliver: (request: Request) => Promise<Response>
  /** How long a page may take, in milliseconds of real time. */
  readonly patience: number
  /** Aborts when the simulator is closed. */
  readonly closing: AbortSignal
  readonly observe: (update: StatusUpdate) => void
}): StatusUpdates => {
  const log: StatusUpdate[] = []

  const attempt = async (page: StatusPage, fields: UpdateFields) => {
    const timeout = AbortSignal.timeout(options.patience)
    const signals = [timeout, options.closing]
    try {
      const request = makeRequest(page, fields, AbortSignal.any(signals))
      // `deliver` is the user's: it may not listen to the signal.
      const response = await orAborted(options.deliver(request), signals)
      // Nobody reads the page's words; `deliver` may have.
      response.body?.cancel().catch(() => {})
      return { responseStatus: response.status, error: undefined }
    } catch (error) {
      return { responseStatus: undefined, error: describe(error) }
    }
  }

  return {
    log,
    send: async (page, fields) => {
      const at = options.clock.now()
      const { responseStatus, error } = await attempt(page, fields)
      const outcome = responseStatus === 200 ? "delivered" : "failed"
      const update: StatusUpdate = { page, fields, at, outcome, responseStatus, error }
      log.push(update)
      options.observe(update)
    }
  }
}
