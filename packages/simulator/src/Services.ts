/** Services of the simulated account: what receives calls (inbound), and what can be started (outbound). */

/** Whether a service takes calls or makes them. */
export type ServiceDirection = "inbound" | "outbound"

/** A configuration, as JSON has it. `simulator.services.schema(direction)` says what it may hold. */
export type ServiceConfiguration = { readonly [key: string]: unknown }

/** An inbound or outbound service. */
export interface Service {
  readonly direction: ServiceDirection
  /** For an inbound service a telephone number or a SIP user name. */
  readonly name: string
  /** Complete: what was left out has its default. */
  readonly configuration: ServiceConfiguration
}

/** A test's own access to the services, beside the operations of the cloud. */
export interface Services {
  /** In the order in which they were created. */
  readonly list: (direction: ServiceDirection) => readonly Service[]
  readonly get: (direction: ServiceDirection, name: string) => Service | undefined
  /** Creates or replaces. Throws a TypeError that says what is wrong with the name or the configuration. */
  readonly put: (direction: ServiceDirection, name: string, configuration?: ServiceConfiguration) => Service
  /** False if there was no such service. Starts that are queued then end as `couldnotrun` (I). */
  readonly remove: (direction: ServiceDirection, name: string) => boolean
  /** The JSON Schema that configurations are checked with. Its keys are known only in part (I). */
  readonly schema: (direction: ServiceDirection) => { readonly [key: string]: unknown }
}

/** The services that every simulated account begins with. */
export const defaultServices = {
  /** A REST application, to be started with `rest_calls`. */
  rest: { name: "simulator-rest", password: "simulator-rest-password" },
  /** A UAS application, to be started with `count` and `outbound_parameters`. */
  uas: { name: "simulator-uas", password: "simulator-uas-password" },
  /** A telephone number, behind which is a REST application. */
  inbound: { name: "15552341234" }
} as const
