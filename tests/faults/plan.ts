/**
 * What the tests and the program that they start on each runtime say to each other: which calls to
 * make, and what became of them.
 */

/** Calls whose repetition does different things, each by the verbs that operations of its kind use. */
export const probeNames = [
  "read by GET",
  "read by POST",
  "again by POST",
  "again by PUT",
  "once by POST",
  "once by PUT"
] as const
export type ProbeName = (typeof probeNames)[number]

export type Repeat = "read" | "again" | "once"

export const repeatOf = (probe: ProbeName): Repeat => {
  if (probe.startsWith("read")) return "read"
  return probe.startsWith("again") ? "again" : "once"
}

/** How a call comes upon its fault. */
export type Approach =
  /** At once. */
  | "at once"
  /** On a connection that carried a call before. */
  | "on a used connection"
  /** After the server has closed the connection of the call before. */
  | "after the connection was closed"
  /** Then the same call again, to see whether the first one left something behind. */
  | "twice"

/** One call to make. */
export interface CellPlan {
  readonly id: number
  /** The base URL of the server that waits for this call and for no other. */
  readonly url: string
  readonly probe: ProbeName
  readonly approach: Approach
  /** The fault stands still: the attempt may end as soon as it does. */
  readonly still: boolean
  /** The fault is that no connection comes about. */
  readonly connecting: boolean
}

/** How a call ended, as the program saw it. */
export interface Ending {
  /** `done`, the tag of the error's reason, or `defect`. */
  readonly result: string
  readonly outcome?: string
  /** The error's message, or what the call succeeded with. */
  readonly words: string
  /** How often an attempt was ended for the time that it took. */
  readonly timeouts: number
  /** Fibers that the call started and that still run. */
  readonly fibers: number
}

/** What is left of all calls when the transport is closed. */
export interface Remains {
  /** Timers, sockets and the like, where the runtime lists them. */
  readonly resources: ReadonlyArray<string>
  /** Warnings of the process, such as that of too many listeners. */
  readonly warnings: ReadonlyArray<string>
}

/** The limits of the calls. Only what stands still meets the first one. */
export const limits = {
  /** Milliseconds for an attempt at something that stands still. */
  stillAttempt: 300,
  /** For everything else. A machine that is busy may take its time: what is looked at is not how long. */
  attempt: 600_000,
  deadline: 3_600_000,
  attempts: 3,
  firstDelay: 10,
  maxRetryAfter: 5_000,
  /** Milliseconds to connect, where the transport has a limit for it and connecting is what fails. */
  connect: 300
} as const
