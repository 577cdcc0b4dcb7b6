/** What the tests and the program that interrupts calls say to each other. */
import type { PhaseName } from "./phases.js"

/** Calls at a time. */
export const perBatch = 50
/** Twenty times fifty are a thousand. */
export const batches = 20
/** Batches before them, for what is made once and kept, and for what Node compiles when it has seen enough of it. */
export const warmUps = 2

/** Bytes of the heap that a thousand calls may leave behind. Half a KiB each is less than any object of a call. */
export const heapBound = 512 * 1024

export interface Task {
  readonly phase: PhaseName
  readonly url: string
}

/** What a process holds at one moment. */
export interface Held {
  /** Sockets, timers and the like, as Node lists them. */
  readonly resources: ReadonlyArray<string>
  /** Listeners on the one signal that all calls were given. */
  readonly signalListeners: number
  readonly processListeners: number
  /** Bytes in use after a collection of garbage. */
  readonly heap: number
}

export interface Left {
  /** After the batches that warm up. */
  readonly before: Held
  /** After the last one. */
  readonly after: Held
  readonly interrupted: number
  readonly fibers: number
  readonly warnings: ReadonlyArray<string>
  /** In the folder that was downloaded to. */
  readonly files: ReadonlyArray<string>
}
