import { join } from "node:path"
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, expect, test } from "vitest"
import { root } from "../../tests/support/packages.js"
import { environmentOf, start } from "../../tests/support/programs.js"

const simulator = makeSimulator({ clock: Clock.real({ speed: 20 }) })
const cloud = await serve(simulator)
afterAll(() => cloud.close())

const deno = join(root, "node_modules", ".bin", "deno")
const run = (allowed: string, ...words: ReadonlyArray<string>) =>
  start(
    [deno, "run", "--no-prompt", "--allow-env=ACULAB_*,UNDICI_*,JEST_WORKER_ID", `--allow-net=${allowed}`],
    "examples/deno-script/main.ts",
    {
      arguments: words,
      environment: environmentOf(simulator.account, cloud.url)
    }
  ).ended

test("sends a message and follows it, with the permissions that the README names", async () => {
  const { code, out, error } = await run(new URL(cloud.url).host, "441908273800", "441908273801", "Hello")
  expect(error).toBe("")
  const reference = simulator.messages.list()[0]?.ref
  expect(out.trim().split("\n").at(-1)).toBe(`${reference} is delivered`)
  expect(code).toBe(0)
})

test("sends nothing to a host that is not allowed, and knows it", async () => {
  simulator.clearRequests()
  const { code, error } = await run("ws-1-2-0.aculabcloud.net", "441908273800", "441908273801", "Hello")
  expect(error).toContain("[not-sent]")
  expect(simulator.requests).toEqual([])
  expect(code).toBe(1)
})

test("says which field is wrong", async () => {
  const { code, error } = await run(new URL(cloud.url).host, "0123", "441908273801", "Hello")
  expect(error).toContain("to: must be an E.164 number")
  expect(code).toBe(1)
})
