// @ts-check
// Packs the packages as for a release, into packed/: what a registry would give, for who wants to try them in a project.
import { readdirSync, rmSync } from "node:fs"
import { pnpm } from "./install.mjs"
import { inRoot } from "./paths.mjs"
import { capture, Failure } from "./run.mjs"

export async function packPackages() {
  const folder = inRoot("packed")
  rmSync(folder, { recursive: true, force: true })
  const { code, output } = await capture("npx", [
    ...["-y", pnpm, "--filter", "./packages/*", "pack", "--pack-destination", folder]
  ])
  if (code !== 0) throw new Failure("pnpm could not pack the packages.", output)
  return `${readdirSync(folder).length} files in packed/`
}
