import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build, type Metafile } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What esbuild made of a program, and what went into it; paths are relative to the workspace's root. */
export interface Bundle {
  readonly bytes: number
  readonly gzippedBytes: number
  readonly metafile: Metafile
}

/**
 * Bundles programs for a browser, minified, from the packages as they are built. Rejects if they need anything that a
 * browser has not got, such as a module of Node.
 */
export async function bundle(...entries: ReadonlyArray<string>): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: "bundle",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    logLevel: "silent"
  })
  const sizes = result.outputFiles.map((file) => ({
    bytes: file.contents.length,
    gzippedBytes: gzipSync(file.contents, { level: 9 }).length
  }))
  return {
    bytes: sizes.reduce((sum, size) => sum + size.bytes, 0),
    gzippedBytes: sizes.reduce((sum, size) => sum + size.gzippedBytes, 0),
    metafile: result.metafile
  }
}
