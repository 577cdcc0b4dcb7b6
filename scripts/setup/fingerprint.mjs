// @ts-check
// Tells whether files changed since a step last went well, by their content: times differ in every checkout.
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { cacheFolder, root } from "./paths.mjs"

const skippedFolders = new Set(["node_modules", "dist", ".git"])

/**
 * The files below a folder, sorted, without what is installed, built or git's own.
 * @param {string} folder @returns {string[]}
 */
export function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesBelow(path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}

/**
 * One hash over the names and contents of files, and anything else that counts.
 * @param {readonly string[]} files @param {readonly string[]} others
 */
export function fingerprint(files, ...others) {
  const hash = createHash("sha256")
  for (const other of others) hash.update(`${other}\0`)
  for (const file of files) {
    hash.update(`${relative(root, file)}\0`)
    hash.update(createHash("sha256").update(readFileSync(file)).digest())
  }
  return hash.digest("hex")
}

/** @param {string} name what the fingerprint is of @param {string} value */
export function isRemembered(name, value) {
  const file = join(cacheFolder, name)
  return existsSync(file) && readFileSync(file, "utf8") === value
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  mkdirSync(cacheFolder, { recursive: true })
  writeFileSync(join(cacheFolder, name), value)
}
