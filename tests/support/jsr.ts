import { join } from "node:path"
import { isInternal, manifest, modules, root } from "./packages.js"

/**
 * What jsr.json of core says: the sources, not what is built of them, as JSR wants it.
 *
 * The other packages go to npm only, from where Deno takes them as well: they need core, and their sources would have to
 * name it in another way for each registry.
 */
export const jsrManifest = (): string => {
  const { name, version, license, imports = {}, peerDependencies } = manifest(join(root, "packages", "core"))
  const exported = modules("core").filter((module) => !isInternal(module))
  const contents = {
    name,
    version,
    license,
    exports: Object.fromEntries(
      exported.map((module) => [module === "index" ? "." : `./${module}`, `./src/${module}.ts`])
    ),
    imports: Object.fromEntries([
      ...Object.entries(peerDependencies ?? {}).map(([peer, range]) => [peer, `npm:${peer}@${range}`]),
      ...Object.entries(imports).map(([own, files]) => [own, files["@aculab-cloud/source"]])
    ]),
    // Imports end in `.js`, as TypeScript wants them; publishing writes them anew.
    unstable: ["sloppy-imports"],
    compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    publish: { include: ["src", "README.md", "LICENSE", "jsr.json"] }
  }
  const lists = /\[\s+([^\]]*?)\s+\]/g
  // As the formatter has it: a list is one line.
  return `${JSON.stringify(contents, null, 2).replace(lists, (_, items: string) => `[${items.replace(/\s+/g, " ")}]`)}\n`
}
