import { spawn } from "node:child_process"
import { copyFile, mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { ended, here, makeProgram } from "./processSupport.js"
import { document, hello, to } from "./support.js"

const { simulator, folder, start, happened, close } = await makeProgram()

afterAll(close)

describe("the process", () => {
  it("sends a message and prints its reference", async () => {
    const { code, stdout, stderr } = await ended(start(["messages", "send", ...hello, "--json"]))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(document(stdout)).toEqual({ references: [simulator.messages.list().at(-1)?.ref] })
  })

  it("does the same with --simulate, and the account is not needed", async () => {
    const before = simulator.requests.length
    const { code, stdout } = await ended(
      start(["messages", "send", "--simulate", ...hello, "--json"], { ACULAB_API_ACCESS_KEY: "" })
    )
    expect(code).toBe(0)
    expect(document(stdout)).toEqual({ references: [expect.stringMatching(/^\S+$/)] })
    expect(simulator.requests).toHaveLength(before)
  })

  it("reads the text from a pipe", async () => {
    const child = start(["messages", "send", "--to", to, "--from", to, "--content", "-", "--json"])
    child.stdin?.end("Grüße 👋\n")
    expect(await ended(child)).toMatchObject({ code: 0, stderr: "" })
    expect(simulator.messages.list().at(-1)?.content).toBe("Grüße 👋")
  })

  it("ends with the code of what went wrong", async () => {
    expect((await ended(start(["messages", "send"]))).code).toBe(2)
    expect((await ended(start(["messages", "query", "r1"], { ACULAB_API_ACCESS_KEY: "no" }))).code).toBe(3)
    simulator.faults.next({ kind: "reset" })
    expect((await ended(start(["messages", "send", ...hello]))).code).toBe(6)
  })

  it("asks nothing without a terminal", async () => {
    const { code, stderr } = await ended(start(["messages", "query", "r1"], { ACULAB_API_ACCESS_KEY: "" }))
    expect(code).toBe(2)
    expect(stderr).toContain("ACULAB_API_ACCESS_KEY: is not set")
  })

  it.each([
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 }
  ] as const)(
    "ends with $code at $signal, and says that the outcome of a send is unknown",
    async ({ signal, code }) => {
      simulator.faults.next({ path: "/msg_send", kind: "stall", when: "after" })
      const arrived = happened("message")
      const child = start(["messages", "send", ...hello])
      const end = ended(child)
      await arrived
      child.kill(signal)
      const { code: actual, stdout, stderr } = await end
      expect({ code: actual, stdout }).toEqual({ code, stdout: "" })
      expect(stderr).toContain("The message may have been sent")
    }
  )

  it("takes a file from a pipe, and gives the same bytes to another one", async () => {
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 256)
    const place = ["--store", "message-media"]
    const upload = start(["files", "upload", "-", ...place, "--name", "piped.jpg"])
    upload.stdin?.end(bytes)
    expect(await ended(upload)).toMatchObject({ code: 0, stderr: "" })
    const download = start(["files", "download", "piped.jpg", "-", ...place])
    if (download.stdout === null) throw new Error("the streams are pipes")
    expect((await buffer(download.stdout)).equals(bytes)).toBe(true)
  })

  it("leaves nothing of a download behind at SIGINT, and ends with 130", async () => {
    simulator.files.put({ filetype: "msg_media", name: "long.jpg", bytes: new Uint8Array(100_000) })
    simulator.faults.next({ path: "/file_get", kind: "stall-body" })
    const target = await mkdtemp(join(folder, "download-"))
    const child = start(["files", "download", "long.jpg", target, "--store", "message-media"])
    const end = ended(child)
    // What has come so far is on the disk.
    while ((await readdir(target)).length === 0) await new Promise((resolve) => setImmediate(resolve))
    child.kill("SIGINT")
    expect(await end).toMatchObject({ code: 130, stdout: "" })
    expect(await readdir(target)).toEqual([])
  })

  it("ends with 141 when nobody reads any more", async () => {
    const child = start(["messages", "follow", "r1", "--json"])
    child.stdout?.destroy()
    const closed = new Promise((resolve) => child.once("close", resolve))
    expect(await closed).toBe(141)
  })

  it("ends as it should when nobody reads its complaints", async () => {
    const child = start(["messages", "send"])
    child.stderr?.destroy()
    const closed = new Promise((resolve) => child.once("close", resolve))
    expect(await closed).toBe(2)
  })

  it("plays the demo", async () => {
    const { code, stdout, stderr } = await ended(start(["demo", "--speed", "500"]))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("Everything happened as it should.")
  })

  it("says that it has not been built", async () => {
    const empty = join(folder, "not-built")
    await mkdir(empty)
    await writeFile(join(empty, "package.json"), "{}")
    await mkdir(join(empty, "bin"))
    await copyFile(here("bin/aculab-cloud.mjs"), join(empty, "bin", "aculab-cloud.mjs"))
    const child = spawn(process.execPath, [join(empty, "bin", "aculab-cloud.mjs")], { stdio: "pipe" })
    const { code, stdout, stderr } = await ended(child)
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toBe("aculab-cloud has not been built yet: run `npm run build` in the workspace first.\n")
  })
})
