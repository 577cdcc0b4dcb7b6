#!/usr/bin/env node
import { existsSync } from "node:fs"

const main = new URL("../dist/aculab-cloud-simulator.mjs", import.meta.url)

if (existsSync(main)) {
  await import(main.href)
} else {
  console.error("aculab-cloud-simulator has not been built yet: run `npm run build` in the workspace first.")
  process.exitCode = 1
}
