/** The links of the Markdown pages of this workspace. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { packageNames, root } from "./packages.js"

/** Every page that people read. */
export const pages = (): ReadonlyArray<string> => [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
  ...packageNames.map((name) => join("packages", name, "README.md"))
]

/** Where a page's links lead within the workspace, as they are written. Code is left out: it may look like a link. */
export const linksOf = (page: string): ReadonlyArray<string> => {
  const prose = readFileSync(join(root, page), "utf8")
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`\n]*`/g, "")
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, target]) => target ?? [])
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** What GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s/g, "-")

const anchorsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading))

/** Whether there is something at the end of a link. */
export const leadsSomewhere = (page: string, link: string): boolean => {
  const [path = "", anchor] = link.split("#")
  const file = path === "" ? join(root, page) : join(root, dirname(page), path)
  if (!existsSync(file)) return false
  return anchor === undefined || anchorsOf(readFileSync(file, "utf8")).includes(anchor)
}
