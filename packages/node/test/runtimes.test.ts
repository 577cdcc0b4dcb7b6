import { spawn } from "node:child_process"
import { once } from "node:events"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { build } from "esbuild"
import { contentsOf, start, temporaryFolder } from "./filesSupport.js"

const here = fileURLToPath(new URL(".", import.meta.url))
const binaries = join(here, "..", "..", "..", "node_modules", ".bin")
// Within the package, so that undici is found: Bun has one of its own, which must not be bundled away.
const cache = join(here, "..", ".cache", `smoke-${process.pid}`)
const programOf = (name: string): string => join(cache, `${name}.mjs`)

beforeAll(async () => {
  await build({
    entryPoints: ["files", "handler"].map((name) => join(here, "smoke", `${name}.ts`)),
    outdir: cache,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@aculab-cloud/source"],
    external: ["undici"],
    logLevel: "silent"
  })
}, 60_000)
afterAll(() => rm(cache, { recursive: true, force: true }))

const runtimes = {
  bun: [join(binaries, "bun")],
  deno: [join(binaries, "deno"), "run", "--allow-all", "--no-prompt"]
} as const

describe.each(["bun", "deno"] as const)("files on %s", (runtime) => {
  it("go up and come down whole, and nothing is left of what breaks off", { timeout: 60_000 }, async () => {
    const { simulator, server } = await start()
    const { cloudId, username, apiAccessKey } = simulator.account
    simulator.faults.next({ path: "/file_get", kind: "reset-body" })
    simulator.faults.next({ path: "/file_get", kind: "truncate" })
    const folder = await temporaryFolder()
    const [command, ...words] = runtimes[runtime]
    const child = spawn(command, [...words, programOf("files"), folder], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NO_COLOR: "1",
        ACULAB_CLOUD_ID: cloudId,
        ACULAB_USERNAME: username,
        ACULAB_API_ACCESS_KEY: apiAccessKey,
        ACULAB_BASE_URL: server.url
      }
    })
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
    expect(error).toBe("")
    expect(out.trim().split("\n")).toEqual([
      "broken: TransportFailure",
      "cut short: UnexpectedResponse",
      "whole: the same",
      "there already: EEXIST",
      "replaced: the same",
      ...[128, 192, 256].flatMap(() => ["wrong key: BAD_DECRYPT", "right key: the same"]),
      "folder: skipped"
    ])
    expect(await contentsOf(folder)).toEqual([
      "downloads",
      join("downloads", "a%3Apicture.png"),
      ...[128, 192, 256].map((bits) => join("downloads", `aes-${bits}.wav`)),
      "original.wav"
    ])
    for (const bits of [128, 192, 256]) {
      expect(simulator.files.get("media", `aes-${bits}.wav`)).toMatchObject({ encrypted: true })
    }
  })
})

describe.each(["bun", "deno"] as const)("web handlers on node:http of %s", (runtime) => {
  it("are asked and answer as on Node", { timeout: 60_000 }, async () => {
    const [command, ...words] = runtimes[runtime]
    const child = spawn(command, [...words, programOf("handler")], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1" }
    })
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
    expect(error).toBe("")
    expect(out.trim().split("\n")).toEqual([
      'echo: ["POST","?a=b","1, 2","Grüße"]',
      "streamed: 9021",
      "announced too long: 413",
      'parsed: {"a":1}',
      "HEAD: 200 a=1 and b=2 ",
      "fails: 500 Error: secret",
      "client gone: aborted",
      "endless: first",
      "client gone in the middle: cancelled",
      "breaks: broken Error: broken"
    ])
  })
})
