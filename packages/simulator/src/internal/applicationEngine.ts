/** Runs applications: they start, end by themselves or early, and some time later their status can be read. */
import type {
  Application,
  ApplicationDelays,
  ApplicationRecord,
  Applications,
  Interruption
} from "../Applications.js"
import type { Clock } from "../Clock.js"
import { type ServiceEngine, targetOf } from "./serviceEngine.js"

export type InterruptResult = "interrupted" | "no such application" | "application already completed"

export type ApplicationStart = Pick<
  Application,
  "kind" | "direction" | "service" | "name" | "outboundParameters" | "firstCall"
>

export interface ApplicationEngine extends Applications {
  readonly start: (start: ApplicationStart, onEnd?: (application: Application) => void) => Application
  readonly interrupt: (id: string, page: Omit<Interruption, "at">) => InterruptResult
}

/** I: how long an interrupt remembers that an application has "recently completed" (D for the words). */
const recently = 3_600_000

export const makeApplicationEngine = (options: {
  readonly clock: Clock
  readonly services: ServiceEngine
  readonly delays: ApplicationDelays
  readonly observe: (application: Application) => void
}): ApplicationEngine => {
  const { clock, delays } = options
  const applications = new Map<string, Application>()
  const endings = new Map<string, () => void>()
  let counter = 787_378

  const store = (application: Application): Application => {
    applications.set(application.id, application)
    return application
  }

  const known = (id: string): Application => {
    const application = applications.get(id)
    if (application === undefined) throw new TypeError(`there is no application ${id}`)
    return application
  }

  const start: ApplicationEngine["start"] = (starting, onEnd = () => {}) => {
    counter += 1
    const application = store({
      ...starting,
      id: `06e122c3364cc74c.${counter}`,
      started: clock.now(),
      stopped: undefined,
      statusReady: undefined,
      interruption: undefined,
      calls: [],
      features: [],
      errors: [],
      fields: {}
    })
    const end = (): void => {
      cancel()
      endings.delete(application.id)
      const stopped = clock.now()
      const ended = store({ ...known(application.id), stopped, statusReady: stopped + delays.status })
      options.observe(ended)
      onEnd(ended)
    }
    const cancel = clock.after(delays.running, end)
    endings.set(application.id, end)
    options.observe(application)
    return application
  }

  const finish = (id: string): boolean => {
    const end = endings.get(id)
    end?.()
    return end !== undefined
  }

  const interrupt: ApplicationEngine["interrupt"] = (id, page) => {
    const application = applications.get(id)
    // I: that an application of another kind than REST is as good as none.
    if (application?.kind !== "rest") return "no such application"
    const { stopped } = application
    if (stopped !== undefined) {
      return clock.now() - stopped < recently ? "application already completed" : "no such application"
    }
    store({ ...application, interruption: { at: clock.now(), ...page } })
    finish(id)
    return "interrupted"
  }

  const add = (id: string, list: "calls" | "features" | "errors", record: ApplicationRecord): void => {
    const application = known(id)
    store({ ...application, [list]: [...application[list], record] })
  }

  return {
    list: () => [...applications.values()],
    get: (id) => applications.get(id),
    start,
    finish,
    interrupt,
    receiveCall: ({ service: wanted, from }) => {
      const name = wanted ?? options.services.list("inbound")[0]?.name ?? ""
      const service = options.services.get("inbound", name)
      if (service === undefined) throw new TypeError(`there is no inbound service ${JSON.stringify(name)}`)
      const target = targetOf(service)
      if (target === undefined) throw new TypeError(`nothing is behind the inbound service ${name}`)
      return start({
        kind: target.kind,
        direction: "inbound",
        service: name,
        name: target.target,
        outboundParameters: "",
        firstCall: { from, to: name, dialled: false }
      })
    },
    makeStatusReady: (id) => {
      finish(id)
      const application = applications.get(id)
      if (application === undefined) return false
      store({ ...application, statusReady: clock.now() })
      return true
    },
    addError: (id, record) => add(id, "errors", record),
    addCall: (id, record) => add(id, "calls", record),
    addFeature: (id, record) => add(id, "features", record),
    set: (id, fields) => {
      const application = known(id)
      store({ ...application, fields: { ...application.fields, ...fields } })
    }
  }
}
