// @ts-check
// Makes of typedoc's modules and pages what this project calls them. `npm run docs` puts it beside typedoc and loads it.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Comment, Converter } from "typedoc"

/** What the comment at the head of a file says; typedoc would want a tag of its own in it. @param {string} name */
const headOf = (name) => {
  const comment =
    /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(join("packages", `${name}.ts`), "utf8"))?.[1] ?? ""
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, ""))
  return lines
    .filter((line) => !line.startsWith("@"))
    .join("\n")
    .trim()
}

/** The heading of a page. @param {readonly import("typedoc").CommentDisplayPart[] | undefined} parts */
const titleOf = (parts) => /^\s*# (.*)\n/.exec(parts?.[0]?.text ?? "")

/** @param {import("typedoc").Application} app */
export const load = (app) => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // The landing page has the name of the project above it already.
    const title = titleOf(project.readme)
    const first = project.readme?.[0]
    if (first !== undefined && title !== null) first.text = first.text.slice(title[0].length)
    for (const page of project.documents ?? []) page.name = titleOf(page.content)?.[1] ?? page.name
    for (const module of project.children ?? []) {
      const text = headOf(module.name)
      if (text !== "") module.comment = new Comment([{ kind: "text", text }])
      module.name = module.name.replace("/src/", "/")
    }
  })
}
