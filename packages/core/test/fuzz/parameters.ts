/** How often, and from which seed. `ACULAB_FUZZ_RUNS` multiplies the runs, `ACULAB_FUZZ_SEED` begins elsewhere. */
import { vi } from "@effect/vitest"

const times = Number(process.env.ACULAB_FUZZ_RUNS ?? 1)
const seed = Number(process.env.ACULAB_FUZZ_SEED ?? 20_260_101)

// More runs take more time, and so does a machine that is busy.
vi.setConfig({ testTimeout: 30_000 * Math.max(1, times) })

/** fast-check prints the seed and the path of what fails: give them here to see it again. */
export const runs = (usual: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: Math.max(1, Math.round(usual * times)),
  seed
})
