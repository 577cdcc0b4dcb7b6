import type { Fault, Faults } from "../Faults.js"

/** A queue of faults, and how a request takes its own. */
export interface FaultQueue extends Faults {
  readonly take: (path: string) => Fault | undefined
}

export const makeFaults = (): FaultQueue => {
  let queue: readonly { readonly fault: Fault; readonly left: number }[] = []

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
    take: (path) => {
      const taken = queue.find(({ fault }) => fault.path === undefined || fault.path === path)
      queue = queue
        .map((entry) => (entry === taken ? { ...entry, left: entry.left - 1 } : entry))
        .filter(({ left }) => left > 0)
      return taken?.fault
    }
  }
}
