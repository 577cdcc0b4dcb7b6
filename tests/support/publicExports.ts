/** What the packages export, with the comment above it, and what it is when the program runs. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isInternal, modules, type PackageName, root } from "./packages.js"

export interface PublicExport {
  /** `core/Messages.send`, say. */
  readonly name: string
  /** The comment right above it, without its stars; empty if there is none. */
  readonly comment: string
  readonly kind: "function" | "error" | "type" | "other"
}

/** Of the simulator, its main module starts the command; of the command, only the index is for others. */
const isForOthers = (name: PackageName, module: string): boolean =>
  !isInternal(module) &&
  (name === "cli-demo" ? module === "index" : module !== "index" && `${name}/${module}` !== "simulator/main")

const declared = /^export (?:declare |abstract )*(const|function|class|interface|type) (\w+)/gm

/** Every export that is declared in a public module. What comes from another module is documented there. */
export const publicExports = async (name: PackageName): Promise<ReadonlyArray<PublicExport>> => {
  const found: Array<PublicExport> = []
  for (const module of modules(name).filter((module) => isForOthers(name, module))) {
    const text = readFileSync(join(root, "packages", name, "src", `${module}.ts`), "utf8")
    const specifier = `@aculab-cloud/${name}${module === "index" ? "" : `/${module}`}`
    const values: Readonly<Record<string, unknown>> = { ...(await import(/* @vite-ignore */ specifier)) }
    for (const { 1: keyword, 2: exported = "", index } of text.matchAll(declared)) {
      const isType = keyword === "interface" || keyword === "type"
      const full = `${name}/${module}.${exported}`
      // Of a function with several signatures, the first has the comment.
      if (!isType && found.some((other) => other.name === full && other.kind !== "type")) continue
      // A type that goes with a value of its name is told of there, or here: one comment is enough.
      if (isType && exported in values && commentAbove(text, index) === "") continue
      found.push({
        name: full,
        comment: commentAbove(text, index),
        kind: isType ? "type" : kindOf(values[exported])
      })
    }
  }
  return found
}

/** A class that is no error is a service: what it does stands with the functions that need it. */
const kindOf = (value: unknown): PublicExport["kind"] => {
  // Schemas and references of effect can be called, too, but nobody does.
  if (typeof value !== "function" || "ast" in value || "key" in value) return "other"
  if (value.prototype instanceof Error) return "error"
  return /^class\b/.test(Function.prototype.toString.call(value)) ? "other" : "function"
}

const commentAbove = (text: string, index: number): string => {
  const [, inside = ""] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(text.slice(0, index)) ?? []
  return inside
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim()
}

/** The sentences before anything else: before an example, a list of details, or a tag. */
export const summaryOf = (comment: string): string => comment.split(/^(?:\*\*|@|```)/m)[0]?.trim() ?? ""

export interface PublicField {
  /** `core/RateLimit.Options.requests`, say. */
  readonly name: string
  readonly comment: string
  readonly type: string
}

const shapes = /^export (?:interface (\w+)\b[^{]*|type (\w+)\b[^={]*= [^{\n]*)\{\n([\s\S]*?)^\}/gm
const fields = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*)?^ +readonly (\w+)\??: ([^\n]+)/gm

/** Every field of what is exported as an interface or as the shape of an object. */
export const publicFields = (name: PackageName): ReadonlyArray<PublicField> =>
  modules(name)
    .filter((module) => isForOthers(name, module))
    .flatMap((module) => {
      const text = readFileSync(join(root, "packages", name, "src", `${module}.ts`), "utf8")
      return [...text.matchAll(shapes)].flatMap(([, one, other, inside = ""]) =>
        [...inside.matchAll(fields)].map(([, comment = "", field, type = ""]) => ({
          name: `${name}/${module}.${one ?? other}.${field}`,
          comment: comment.replace(/\s*\*\s?/g, " ").trim(),
          type
        }))
      )
    })
