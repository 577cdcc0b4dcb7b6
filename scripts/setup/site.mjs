// @ts-check
// `npm run docs`: the site of the documentation, in .cache/site. typedoc needs an older TypeScript than the workspace,
// so both have a lock file of their own in docs/site, and are installed when somebody wants the site.
import { copyFileSync, existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { fingerprint, isRemembered, remember } from "./fingerprint.mjs"
import { bin, cacheFolder, inRoot } from "./paths.mjs"
import { capture, Failure } from "./run.mjs"

const settings = inRoot("docs", "site")
/** Not beside the settings: the pages of what is installed there would be taken for pages of ours. */
const tools = join(cacheFolder, "site")
const typedoc = join(tools, "node_modules", "typedoc", "bin", "typedoc")

/** Installs typedoc, if it is not there in the version of the lock file. */
export async function installSiteTools() {
  const files = ["package.json", "package-lock.json"]
  const wanted = fingerprint(files.map((file) => join(settings, file)))
  if (isRemembered("site-tools", wanted) && existsSync(typedoc)) return "unchanged"
  mkdirSync(tools, { recursive: true })
  for (const file of files) copyFileSync(join(settings, file), join(tools, file))
  const { code, output } = await capture("npm", ["ci", "--no-audit", "--no-fund"], { cwd: tools })
  if (code !== 0) throw new Failure("npm could not install what builds the site.", output)
  remember("site-tools", wanted)
  return "typedoc"
}

/** Builds the site. A link in a doc comment that leads nowhere is a failure. */
export async function buildSite() {
  copyFileSync(join(settings, "plugin.mjs"), join(tools, "plugin.mjs"))
  const args = [typedoc, "--options", join(settings, "typedoc.json"), "--plugin", join(tools, "plugin.mjs")]
  const { code, output } = await capture(bin("node"), args, { env: { NO_COLOR: "1" } })
  if (code !== 0 || /Failed to resolve link/.test(output))
    throw new Failure("The site was not built.", output)
  return "open .cache/site/index.html"
}
