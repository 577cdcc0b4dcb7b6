#!/usr/bin/env node
// Only this file may meet a Node that is too old, so it says so before it loads anything else.
import { existsSync } from "node:fs"
import module from "node:module"
import { join } from "node:path"

const [major, minor] = process.versions.node.split(".").map(Number)
const program = new URL("../dist/aculab-cloud.mjs", import.meta.url)

if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`aculab-cloud needs Node 22.19 or newer; this is Node ${process.versions.node}.`)
  process.exitCode = 1
} else if (!existsSync(program)) {
  console.error("aculab-cloud has not been built yet: run `npm run build` in the workspace first.")
  process.exitCode = 1
} else {
  // Node keeps what it has compiled for the next run, which then starts sooner. In a folder of the user's own: Node's
  // usual one is among everybody's temporary files. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, ".cache"))
  if (caches) module.enableCompileCache(join(caches, "aculab-cloud"))
  const { main } = await import(program.href)
  main()
}
