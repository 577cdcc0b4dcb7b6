import type { Fault, Faults } from "../Faults.js"

/** Faults that wait their turn, and how something that happens takes its own. */
export interface Queue<Waiting, Subject> {
  readonly next: (fault: Waiting) => void
  readonly clear: () => void
  readonly pending: () => number
  readonly take: (subject: Subject) => Waiting | undefined
}

export const makeQueue = <Waiting extends { readonly times?: number }, Subject>(
  fits: (fault: Waiting, subject: Subject) => boolean
): Queue<Waiting, Subject> => {
  let queue: readonly { readonly fault: Waiting; readonly left: number }[] = []

  return {
    next: (fault) => {
      const left = fault.times ?? 1
      if (!Number.isInteger(left) || left < 1) {
        throw new RangeError(`times is a whole number, at least 1, not ${fault.times}`)
      }
      queue = [...queue, { fault, left }]
    },
    clear: () => {
      queue = []
    },
    pending: () => queue.reduce((sum, { left }) => sum + left, 0),
    take: (subject) => {
      const taken = queue.find(({ fault }) => fits(fault, subject))
      queue = queue
        .map((entry) => (entry === taken ? { ...entry, left: entry.left - 1 } : entry))
        .filter(({ left }) => left > 0)
      return taken?.fault
    }
  }
}

/** A queue of faults of requests, which are told apart by their path. */
export interface FaultQueue extends Faults {
  readonly take: (path: string) => Fault | undefined
}

export const makeFaults = (): FaultQueue =>
  makeQueue((fault: Fault, path: string) => fault.path === undefined || fault.path === path)
