// @ts-check
// Where the figures are from.
import { availableParallelism, cpus, loadavg, totalmem } from "node:os"
import { rounded } from "./statistics.mjs"

/** How many programs wanted a core, on average over the last minute. */
export const load = () => rounded(loadavg()[0] ?? Number.NaN)

export const machine = () => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  memoryGib: rounded(totalmem() / 1024 ** 3)
})
