import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { packageNames, root } from "./packages.js"

/** A program in the documentation. */
export interface Example {
  /** Where it stands: file and line. */
  readonly place: string
  readonly code: string
  /** What its comments `// => ...` say that it prints, in order. */
  readonly prints: ReadonlyArray<string>
  /** False for a block that says so (` ```ts compile `), because it changes the process that runs it. */
  readonly runs: boolean
}

/** Every ```ts block of the packages' documentation comments and of the Markdown pages. */
export const examples = (): ReadonlyArray<Example> => [
  ...packageNames.flatMap((name) => files(`packages/${name}/src`, ".ts").flatMap(inComments)),
  ...[
    "README.md",
    ...packageNames.map((name) => `packages/${name}/README.md`),
    ...files("docs", ".md")
  ].flatMap(inMarkdown)
]

const files = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()

const read = (file: string): string => {
  try {
    return readFileSync(join(root, file), "utf8")
  } catch {
    return ""
  }
}

const inComments = (file: string): ReadonlyArray<Example> =>
  blocks(file, /^[ ]*\* ```ts( compile)?\n([\s\S]*?)^[ ]*\* ```$/gm, /^[ ]*\* ?/)

const inMarkdown = (file: string): ReadonlyArray<Example> =>
  blocks(file, /^```ts( compile)?\n([\s\S]*?)^```$/gm, /^/)

const blocks = (file: string, pattern: RegExp, prefix: RegExp): ReadonlyArray<Example> => {
  const text = read(file)
  return [...text.matchAll(pattern)].map((match) => {
    const lines = (match[2] ?? "").split("\n").map((line) => line.replace(prefix, ""))
    return {
      place: `${file}:${text.slice(0, match.index).split("\n").length}`,
      code: lines.join("\n"),
      runs: match[1] === undefined,
      prints: lines.flatMap((line) => /^\s*\/\/ => (.*)$/.exec(line)?.[1] ?? [])
    }
  })
}
