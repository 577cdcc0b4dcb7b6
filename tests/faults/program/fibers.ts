/** Counts the fibers that run, for a program that gives this service to its effects. */
import type * as Metric from "effect/Metric"

export interface FiberCount {
  readonly running: () => number
  readonly service: Metric.FiberRuntimeMetricsService
}

export const countFibers = (): FiberCount => {
  let running = 0
  return {
    running: () => running,
    service: {
      recordFiberStart: () => {
        running++
      },
      recordFiberEnd: () => {
        running--
      }
    }
  }
}
