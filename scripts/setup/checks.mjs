// @ts-check
// The checks that are not tests: lint with format, and types.
import { bin } from "./paths.mjs"
import { capture, Failure } from "./run.mjs"

/** Their output is captured, so they cannot see for themselves where it goes. */
const colours = process.stdout.isTTY === true

export async function lint() {
  const { code, output } = await capture(bin("biome"), ["ci", `--colors=${colours ? "force" : "off"}`, "."])
  if (code !== 0) throw new Failure("Lint failed; `npm run format` repairs what can be repaired.", output)
  return "ok"
}

/** All projects of the root tsconfig.json: the packages, with their declarations, their tests, and the scripts. */
export async function types() {
  const { code, output } = await capture(bin("tsc"), ["-b", "--pretty", String(colours)])
  if (code !== 0) throw new Failure("There are type errors.", output)
  return "ok"
}
