import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { rolldown } from "rolldown"
import { root } from "./packages.js"

/** Where the programs stand, for their imports to be found from. */
const folder = fileURLToPath(new URL("..", import.meta.url))

/** What is never bundled: the browser's library of Aculab is loaded when it is wanted, undici is Node's business. */
const elsewhere = /^(@aculab-com\/aculab-webrtc|undici)(\/|$)/
const effect = /^effect(\/|$)/

export interface Program {
  readonly code: string
  /** With effect inside, as a page has it, or without it: the code of this SDK alone. */
  readonly effect: "inside" | "outside"
  readonly platform: "browser" | "node"
}

/** Gzipped bytes of a program, minified, at gzip's level 9. */
export interface Size {
  readonly esbuild: number
  readonly rolldown: number
}

export const sizeOf = async (program: Program): Promise<Size> => ({
  esbuild: await withEsbuild(program),
  rolldown: await withRolldown(program)
})

const gzipped = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length

/** What is left out is free of side effects: its package.json says so, but is not asked where the module is external. */
const leftOut = (program: Program, specifier: string): boolean =>
  elsewhere.test(specifier) || (program.effect === "outside" && effect.test(specifier))

const withEsbuild = async (program: Program): Promise<number> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: program.code, resolveDir: folder, loader: "ts" },
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: program.platform,
    logLevel: "silent",
    plugins: [
      {
        name: "left-out",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^(effect|undici|@aculab-com)/ }, ({ path }) =>
            leftOut(program, path) ? { path, external: true, sideEffects: false } : undefined
          )
      }
    ]
  })
  return outputFiles.reduce((sum, { contents }) => sum + gzipped(contents), 0)
}

const withRolldown = async (program: Program): Promise<number> => {
  const entry = `${folder}program-to-be-measured.ts`
  const bundle = await rolldown({
    cwd: root,
    input: entry,
    platform: program.platform,
    logLevel: "silent",
    plugins: [
      {
        name: "program",
        resolveId: (specifier) =>
          specifier === entry
            ? entry
            : leftOut(program, specifier)
              ? { id: specifier, external: true, moduleSideEffects: false }
              : null,
        load: (id) => (id === entry ? program.code : null)
      }
    ]
  })
  try {
    const { output } = await bundle.generate({ format: "esm", minify: true })
    return output.reduce((sum, file) => sum + gzipped(file.type === "chunk" ? file.code : file.source), 0)
  } finally {
    await bundle.close()
  }
}

/**
 * What esbuild keeps of a module when nothing of it is used, in bytes: statements that may do something when they are
 * loaded. Whoever uses one function of the module pays for them, and for all that they name.
 */
export const leftover = async (file: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: `import ${JSON.stringify(file)}`, resolveDir: folder, loader: "ts" },
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "silent",
    plugins: [
      {
        name: "only-this-module-counts",
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ path, resolveDir }) =>
            path === file
              ? { path, sideEffects: true }
              : path.startsWith(".")
                ? { path: join(resolveDir, path), sideEffects: false }
                : { path, external: true, sideEffects: false }
          )
      }
    ]
  })
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0)
}
