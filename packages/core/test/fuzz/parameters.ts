/** How often, and from which seed. `ACULAB_FUZZ_RUNS` multiplies the runs, `ACULAB_FUZZ_SEED` begins elsewhere. */
const times = Number(process.env.ACULAB_FUZZ_RUNS ?? 1)
const seed = Number(process.env.ACULAB_FUZZ_SEED ?? 20_260_101)

/** fast-check prints the seed and the path of what fails: give them here to see it again. */
export const runs = (usual: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: Math.max(1, Math.round(usual * times)),
  seed
})
