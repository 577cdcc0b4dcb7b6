/** Keeps services, and checks their configurations. */
import { defaultServices, type Service, type ServiceDirection, type Services } from "../Services.js"
import { isObject, type JsonObject, merge } from "./json.js"
import { failures, withDefaults } from "./jsonSchema.js"
import { serviceSchemas } from "./serviceSchemas.js"

export type Written =
  | { readonly kind: "written"; readonly service: Service; readonly created: boolean }
  | { readonly kind: "invalid"; readonly failures: readonly string[] }

export interface ServiceEngine extends Services {
  /** Creates or replaces; defaults for what is left out. */
  readonly write: (direction: ServiceDirection, name: string, configuration: JsonObject) => Written
  /** Changes what is given, keeps the rest. Undefined if there is no such service. */
  readonly modify: (direction: ServiceDirection, name: string, changes: JsonObject) => Written | undefined
  /** The password of an outbound service. */
  readonly password: (name: string) => string | undefined
}

const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = path.reduce<unknown>((object, key) => (isObject(object) ? object[key] : undefined), value)
  return typeof found === "string" && found !== "" ? found : undefined
}

/** What a service points at. One that has both a REST page and a UAS application is a REST service (I). */
export const targetOf = ({
  configuration
}: Service): { readonly kind: "rest" | "uas"; readonly target: string } | undefined => {
  const page = textAt(configuration, "rest", "first_page", "address")
  if (page !== undefined) return { kind: "rest", target: page }
  const application = textAt(configuration, "uas", "application_name")
  return application === undefined ? undefined : { kind: "uas", target: application }
}

/** I: a colon would end the user name inside HTTP Basic credentials. */
export const serviceNameProblem = (name: string): string | undefined =>
  name === "" || name.includes(":") ? "must not be empty or hold a colon" : undefined

const initial = (): readonly (readonly [ServiceDirection, string, JsonObject])[] => {
  const { rest, uas, inbound } = defaultServices
  const first_page = { address: "https://example.com/first" }
  return [
    ["outbound", rest.name, { description: "REST", rest: { first_page }, service_password: rest.password }],
    [
      "outbound",
      uas.name,
      {
        description: "UAS",
        uas: { application_name: "SimulatorApplication" },
        service_password: uas.password
      }
    ],
    ["inbound", inbound.name, { description: "REST", rest: { first_page } }]
  ]
}

export const makeServices = (): ServiceEngine => {
  const services: Record<ServiceDirection, Map<string, Service>> = { inbound: new Map(), outbound: new Map() }

  const store = (direction: ServiceDirection, name: string, configuration: unknown): Written => {
    const wrong = failures(serviceSchemas[direction], configuration)
    if (wrong.length > 0 || !isObject(configuration)) return { kind: "invalid", failures: wrong }
    const created = !services[direction].has(name)
    const service: Service = { direction, name, configuration }
    services[direction].set(name, service)
    return { kind: "written", service, created }
  }

  const write: ServiceEngine["write"] = (direction, name, configuration) =>
    store(direction, name, withDefaults(serviceSchemas[direction], configuration))

  const put: ServiceEngine["put"] = (direction, name, configuration = {}) => {
    const problem = serviceNameProblem(name)
    if (problem !== undefined) throw new TypeError(`the service name ${JSON.stringify(name)} ${problem}`)
    // A copy, so that a test's own object cannot change the account afterwards.
    const written = write(direction, name, structuredClone(configuration))
    if (written.kind === "invalid") throw new TypeError(written.failures.join(" "))
    return written.service
  }

  for (const [direction, name, configuration] of initial()) put(direction, name, configuration)

  return {
    list: (direction) => [...services[direction].values()],
    get: (direction, name) => services[direction].get(name),
    put,
    remove: (direction, name) => services[direction].delete(name),
    schema: (direction) => ({ ...serviceSchemas[direction] }),
    write,
    modify: (direction, name, changes) => {
      const service = services[direction].get(name)
      return service && store(direction, name, merge(service.configuration, changes))
    },
    password: (name) => {
      const password = services.outbound.get(name)?.configuration.service_password
      return typeof password === "string" ? password : undefined
    }
  }
}
