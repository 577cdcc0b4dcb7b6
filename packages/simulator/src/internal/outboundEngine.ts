/** Starts of outbound services: a queue for each service, and applications that run when it is their turn. */
import type { Clock } from "../Clock.js"
import type { Invocation, Outbound, OutboundCall, OutboundOptions, StartFailure } from "../Outbound.js"
import type { ApplicationEngine } from "./applicationEngine.js"
import { readDestination } from "./destinations.js"
import { type ServiceEngine, targetOf } from "./serviceEngine.js"

export interface StartRequest {
  readonly service: string
  readonly call: OutboundCall | undefined
  readonly outboundParameters: string | undefined
}

export interface OutboundEngine extends Outbound {
  readonly start: (request: StartRequest) => Invocation
  /** A start of another service is as unknown as none (I). */
  readonly find: (service: string, ref: string) => Invocation | undefined
  /** Only what is queued can be cancelled (S), so a second attempt fails (I). */
  readonly cancel: (service: string, ref: string) => "success" | "unknown" | "failed"
  /** Cancels everything in the queue and says what it was, the next one first. */
  readonly purge: (service: string) => readonly string[]
}

const checkLimit = (limit: number): number => {
  if (limit >= 0 && (Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY)) return limit
  throw new RangeError(`a concurrency is a whole number from 0, or Infinity, not ${limit}`)
}

/** References of one service's starts, in the order in which they were started. */
interface Line {
  readonly queued: Set<string>
  readonly running: Set<string>
}

export const makeOutboundEngine = (options: {
  readonly clock: Clock
  readonly services: ServiceEngine
  readonly applications: ApplicationEngine
  readonly settings: OutboundOptions
  readonly observe: (invocation: Invocation) => void
}): OutboundEngine => {
  const { clock, services, applications } = options
  const { queued } = options.settings
  const usualLimit = checkLimit(options.settings.concurrency)
  const limits = new Map<string, number>()
  const invocations = new Map<string, Invocation>()
  // What is over is in neither: who asks what waits does not look at everything that ever was.
  const lines = new Map<string, Line>()
  const timers = new Map<string, () => void>()
  const failures: StartFailure[] = []
  let counter = 10_000

  const lineOf = (service: string): Line => {
    const line = lines.get(service) ?? { queued: new Set(), running: new Set() }
    lines.set(service, line)
    return line
  }

  const store = (invocation: Invocation): Invocation => {
    const { ref, service, status } = invocation
    const line = lineOf(service)
    invocations.set(ref, invocation)
    for (const state of ["queued", "running"] as const) {
      if (status === state) line[state].add(ref)
      else line[state].delete(ref)
    }
    options.observe(invocation)
    return invocation
  }

  const takeFailure = (service: string): boolean => {
    const index = failures.findIndex((failure) => (failure.service ?? service) === service)
    if (index >= 0) failures.splice(index, 1)
    return index >= 0
  }

  const find: OutboundEngine["find"] = (service, ref) => {
    const invocation = invocations.get(ref)
    return invocation?.service === service ? invocation : undefined
  }

  const run = (invocation: Invocation): void => {
    const { service: name, call, outboundParameters } = invocation
    const service = services.get("outbound", name)
    const target = service && targetOf(service)
    // I: a service that is gone by now, or has nothing behind it, is one that could not run.
    if (takeFailure(name) || target === undefined || target.kind !== (call ? "rest" : "uas")) {
      store({ ...invocation, status: "couldnotrun" })
      return
    }
    const application = applications.start(
      {
        kind: target.kind,
        direction: "outbound",
        service: name,
        name: target.target,
        outboundParameters: outboundParameters ?? "",
        firstCall: call && {
          from: call.from,
          to: call.to,
          dialled: readDestination(call.to).kind === "tel"
        }
      },
      (ended) => {
        store({
          ...invocation,
          status: "completed",
          applicationInstanceId: ended.id,
          statusEta: ended.statusReady
        })
        dispatch(name)
      }
    )
    // Whoever observes its beginning may have ended it by now.
    if (invocations.get(invocation.ref)?.status !== "queued") return
    store({ ...invocation, status: "running", applicationInstanceId: application.id })
  }

  /** Runs what has waited long enough, which is what has no timer any more, as long as there is room. */
  const dispatch = (service: string): void => {
    const limit = limits.get(service) ?? usualLimit
    const { queued, running } = lineOf(service)
    // Whoever observes a start may change those after it, which this then sees.
    for (const ref of queued) {
      const invocation = invocations.get(ref)
      if (invocation === undefined || timers.has(ref) || running.size >= limit) return
      run(invocation)
    }
  }

  const cancelQueued = (invocation: Invocation): void => {
    timers.get(invocation.ref)?.()
    timers.delete(invocation.ref)
    store({ ...invocation, status: "cancelled" })
  }

  return {
    list: () => [...invocations.values()],
    get: (ref) => invocations.get(ref),
    find,
    queue: (service) => [...lineOf(service).queued],
    failNext: (failure = {}) => {
      failures.push(failure)
    },
    setConcurrency: (service, limit) => {
      limits.set(service, checkLimit(limit))
      dispatch(service)
    },
    start: (request) => {
      counter += 1
      const at = clock.now()
      const ref = `5f1c9a07_2.${Math.floor(at / 1000)}.${counter}`
      const timer = clock.after(queued, () => {
        timers.delete(ref)
        dispatch(request.service)
      })
      timers.set(ref, timer)
      const nothingYet = { applicationInstanceId: undefined, statusEta: undefined }
      return store({ ...request, ...nothingYet, ref, status: "queued", at })
    },
    cancel: (service, ref) => {
      const invocation = find(service, ref)
      if (invocation === undefined) return "unknown"
      if (invocation.status !== "queued") return "failed"
      cancelQueued(invocation)
      return "success"
    },
    purge: (service) => {
      const waiting = [...lineOf(service).queued]
      for (const ref of waiting) {
        const invocation = invocations.get(ref)
        if (invocation !== undefined) cancelQueued(invocation)
      }
      return waiting
    }
  }
}
