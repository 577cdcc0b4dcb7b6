/** Application instances of the simulated account, and the records that they leave behind. */

/** A record of a call, of a feature or of an error. Aculab's own fields are not known, so any may be given (I). */
export type ApplicationRecord = { readonly [key: string]: unknown }

/** How an instance was asked to stop what it does. */
export interface Interruption {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly redirectPage: string | undefined
  readonly redirectMethod: "GET" | "POST" | undefined
}

/** The call that an application begins with. */
export interface FirstCall {
  readonly from: string | undefined
  readonly to: string
  /** Whether it was placed to a telephone, which costs. */
  readonly dialled: boolean
}

/** One run of an application. All times are milliseconds since the epoch. */
export interface Application {
  /** Such as `06e122c3364cc74c.787379`. */
  readonly id: string
  readonly kind: "rest" | "uas"
  readonly direction: "inbound" | "outbound"
  /** The service that it belongs to. */
  readonly service: string
  /** The UAS application, or the address of the first REST page. */
  readonly name: string
  /** What it was given at its start; empty if there was nothing. */
  readonly outboundParameters: string
  /** In milliseconds since the epoch, as are all times. */
  readonly started: number
  /** In milliseconds since the epoch. Undefined while it runs. */
  readonly stopped: number | undefined
  /** From when on its status can be read, in milliseconds since the epoch; undefined while it runs. */
  readonly statusReady: number | undefined
  readonly interruption: Interruption | undefined
  /** The call that it began with; undefined for a UAS application that was started. */
  readonly firstCall: FirstCall | undefined
  /** Records of further calls, which a test added. */
  readonly calls: readonly ApplicationRecord[]
  /** Empty unless a feature, such as speech recognition, was used. */
  readonly features: readonly ApplicationRecord[]
  readonly errors: readonly ApplicationRecord[]
  /** What a test set in place of the computed fields of `adr`, under the names of the wire. */
  readonly fields: ApplicationRecord
}

/** How long applications take, in milliseconds. */
export interface ApplicationDelays {
  /** How long an application runs. Default 10 000. */
  readonly running: number
  /** From its end until its status can be read. Default 5000. */
  readonly status: number
}

/** A test's access to the application instances of the account. */
export interface Applications {
  /** Oldest first. */
  readonly list: () => readonly Application[]
  readonly get: (id: string) => Application | undefined
  /**
   * A call arrives at an inbound service (by default the account's first), whose application starts and runs like
   * any other. Throws if there is no such service, or if nothing is behind it.
   */
  readonly receiveCall: (call: { readonly service?: string; readonly from: string }) => Application
  /** The application ends now. False if it is unknown or has ended. */
  readonly finish: (id: string) => boolean
  /** Ends the wait: the status can be read now. Also ends an application that runs. False if it is unknown. */
  readonly makeStatusReady: (id: string) => boolean
  /** A record more. Throws for an unknown application. */
  readonly addError: (id: string, record: ApplicationRecord) => void
  /** The first call has its record already. */
  readonly addCall: (id: string, record: ApplicationRecord) => void
  readonly addFeature: (id: string, record: ApplicationRecord) => void
  /** Fields of `adr`, known or not, in place of the computed ones: `{ status: 1, total_cost: 0.5 }`. */
  readonly set: (id: string, fields: ApplicationRecord) => void
}
