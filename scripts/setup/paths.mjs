// @ts-check
// Where things are in the workspace.
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

/** A path inside the workspace. @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts)

/** Commands that the install brings, the Node version that everything else needs among them. */
export const binFolder = inRoot("node_modules", ".bin")

/** A command that the install brings. @param {string} name */
export const bin = (name) => join(binFolder, name)

/** What is remembered from run to run. In node_modules, so that removing that folder forgets it too. */
export const cacheFolder = inRoot("node_modules", ".cache", "aculab-cloud")

/** The folders in packages/ that are built. */
export const packages = ["core", "node", "browser", "simulator", "cli-demo"]
