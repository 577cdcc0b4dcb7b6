// @ts-check
// The same job, sending one SMS, as programs: bundled, for their size and for how long they take to start.
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { peers } from "../clients/all.mjs"

// esbuild is a tool of the workspace's root.
/** @type {typeof import("esbuild")} */
const { build } = createRequire(new URL("../../package.json", import.meta.url))("esbuild")

const fileOf = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

export const overFetch = "@aculab-cloud/core over fetch"
export const onNode = "@aculab-cloud/node"

/** The program of each, by name. @type {ReadonlyMap<string, string>} */
export const programs = new Map([
  [overFetch, fileOf("../jobs/aculab.mjs")],
  [onNode, fileOf("../jobs/aculabNode.mjs")],
  ...peers.map(
    (peer) => /** @type {const} */ ([peer, fileOf(`../peers/jobs/${peer.replace(/^@|\/.*$/g, "")}.mjs`)])
  )
])

/**
 * Bundles a program, minified. @param {string} program @param {"browser" | "node"} platform
 * @returns {Promise<{ contents: Uint8Array, gzippedBytes: number } | { problem: string }>}
 */
export const bundle = async (program, platform) => {
  try {
    const { outputFiles } = await build({
      entryPoints: [program],
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      platform,
      logLevel: "silent",
      // CommonJS in a module: what a bundler for Node is told for it.
      ...(platform === "node"
        ? {
            banner: {
              js: 'import{createRequire as benchRequire}from"node:module";import{fileURLToPath as benchPath}from"node:url";const require=benchRequire(import.meta.url),__filename=benchPath(import.meta.url),__dirname=benchPath(new URL(".",import.meta.url));'
            }
          }
        : {})
    })
    const [{ contents } = { contents: new Uint8Array() }] = outputFiles
    return { contents, gzippedBytes: gzipSync(contents, { level: 9 }).length }
  } catch (error) {
    const [first] = /** @type {import("esbuild").BuildFailure} */ (error).errors ?? []
    return { problem: (first?.text ?? String(error)).split("\n", 1)[0] ?? "" }
  }
}

/** A folder that is gone afterwards. @template A @param {(folder: string) => Promise<A>} use */
export const withFolder = async (use) => {
  const folder = mkdtempSync(join(tmpdir(), "aculab-cloud-bench-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
