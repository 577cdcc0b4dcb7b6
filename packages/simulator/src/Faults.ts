/**
 * Things that go wrong between a program and the cloud, on demand. A program's own handling of them deserves tests.
 */

interface CommonFault {
  /** Only requests for this path, such as `/msg_send`. Default: the next request, whatever its path. */
  readonly path?: string
  /** How many requests are hit. Default 1. */
  readonly times?: number
}

/** `after`: the cloud acts, then the answer is spoilt. `before`: the cloud does not act. */
export type FaultMoment = "before" | "after"

/**
 * What goes wrong:
 *
 * - `refuse`: there is no connection. Nothing arrives, nothing is recorded. Only in-process (`simulator.fetch`, msw):
 *   a server that listens cannot refuse, so over a real socket this is a reset.
 * - `reset`: the connection breaks before an answer.
 * - `reset-body`: headers and half of the body, then the connection breaks.
 * - `stall`: no answer, until the client gives up.
 * - `stall-body`: headers and half of the body, then nothing, until the client gives up.
 * - `truncate`: half of the body in a complete, well-formed HTTP answer.
 * - `empty`: 200 and no body.
 * - `garbage`: 200, said to be JSON, and bytes that are neither JSON nor UTF-8.
 * - `html`: a page of HTML, 200 unless `status` says otherwise.
 * - `status`: an error in the documented form. `code` is by default `HTTP <status>`.
 * - `rate-limit`: 429. `retryAfter` is a number of seconds, a `Date`, or text that is sent as it is; left out, there
 *   is no Retry-After header.
 * - `redirect`: to `location`, 302 unless `status` says otherwise.
 * - `response`: whatever the function makes.
 *
 * `when` defaults to `after` for a spoilt answer, also one of HTML with a status below 400, and to `before` for
 * `status`, `rate-limit`, `redirect`, `response` and a page of HTML with an error status.
 */
export type Fault = CommonFault &
  (
    | { readonly kind: "refuse" }
    | {
        readonly kind: "reset" | "reset-body" | "stall" | "stall-body" | "truncate" | "empty" | "garbage"
        readonly when?: FaultMoment
      }
    | { readonly kind: "html"; readonly status?: number; readonly when?: FaultMoment }
    | {
        readonly kind: "status"
        readonly status: number
        readonly code?: string
        readonly text?: string
        readonly details?: readonly string[]
        readonly when?: FaultMoment
      }
    | {
        readonly kind: "rate-limit"
        readonly retryAfter?: number | Date | string
        readonly when?: FaultMoment
      }
    | {
        readonly kind: "redirect"
        readonly location: string
        readonly status?: 301 | 302 | 303 | 307 | 308
        readonly when?: FaultMoment
      }
    | {
        readonly kind: "response"
        /** Called for each request that is hit. The request's body has been read; see `simulator.requests`. */
        readonly response: (request: Request) => Response | Promise<Response>
        readonly when?: FaultMoment
      }
  )

/** Makes requests go wrong. Faults wait in a queue; each request takes the first that fits its path. */
export interface Faults {
  /**
   * @example
   * ```ts
   * import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
   *
   * const simulator = makeSimulator()
   * simulator.faults.next({ path: "/msg_send", kind: "reset" })
   * simulator.faults.next({ kind: "rate-limit", retryAfter: 2, times: 3 })
   * console.log(simulator.faults.pending())
   * // => 4
   * ```
   */
  readonly next: (fault: Fault) => void
  readonly clear: () => void
  /** How many requests will still be hit: the sum of the `times` that are left. */
  readonly pending: () => number
}
