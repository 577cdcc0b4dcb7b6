#!/usr/bin/env node
// Only this file may meet a Node that is too old, so it says so before it loads anything else.
import { existsSync } from "node:fs"

const [major, minor] = process.versions.node.split(".").map(Number)
const main = new URL("../dist/aculab-cloud-simulator.mjs", import.meta.url)

if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`aculab-cloud-simulator needs Node 22.19 or newer; this is Node ${process.versions.node}.`)
  process.exitCode = 1
} else if (existsSync(main)) {
  await import(main.href)
} else {
  console.error("aculab-cloud-simulator has not been built yet: run `npm run build` in the workspace first.")
  process.exitCode = 1
}
