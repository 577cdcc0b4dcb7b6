import { type ChildProcess, spawn } from "node:child_process"
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { basic, hello } from "./support.js"

const packageFolder = fileURLToPath(new URL("..", import.meta.url))
/** The command, bundled from its sources: beside package.json's folder, as it is in `dist`. */
const program = join(packageFolder, ".cache", `main-${process.pid}.mjs`)
const children = new Set<ChildProcess>()

beforeAll(async () => {
  await build({
    entryPoints: [join(packageFolder, "src/main.ts")],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm"
  })
})

afterAll(() => rmSync(program, { force: true }))

afterEach(() => {
  for (const child of children) child.kill("SIGKILL")
  children.clear()
})

const start = (args: readonly string[], file = program, flags: readonly string[] = []) => {
  const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ["ignore", "pipe", "pipe"] })
  children.add(child)
  let output = ""
  const listeners = new Set<() => void>()
  const collect = (bytes: Buffer) => {
    output += bytes.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on("data", collect)
  child.stderr.on("data", collect)
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  /** The first match in what the program says, now or later. */
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(output)
        if (found) {
          listeners.delete(look)
          resolve(found[1] ?? found[0])
        }
      }
      listeners.add(look)
      look()
      ended.then(() => reject(new Error(`ended without saying ${pattern}:\n${output}`)))
    })
  return { child, ended, says, output: () => output }
}

/** What a user pastes into a shell, as an object. */
const environment = (output: string): Record<string, string> =>
  Object.fromEntries([...output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]))

const startServer = async (args: readonly string[], nodeOptions: readonly string[] = []) => {
  const running = start(["--port", "0", ...args], program, nodeOptions)
  await running.says(/simulator\/receive/)
  const {
    ACULAB_BASE_URL = "",
    ACULAB_CLOUD_ID,
    ACULAB_USERNAME,
    ACULAB_API_ACCESS_KEY = ""
  } = environment(running.output())
  const send = (path: string, body: BodyInit) =>
    fetch(ACULAB_BASE_URL + path, {
      method: "POST",
      headers: {
        authorization: basic(`${ACULAB_CLOUD_ID}/${ACULAB_USERNAME}`, ACULAB_API_ACCESS_KEY),
        accept: "application/json"
      },
      body
    })
  const post = (path: string, fields: Record<string, string>) => send(path, new URLSearchParams(fields))
  return { ...running, url: ACULAB_BASE_URL, post, upload: (form: FormData) => send("/file_write", form) }
}

describe("the command", () => {
  it("serves with the account that it prints, and tells what happens", async () => {
    const { post, says, output } = await startServer(["--speed", "1000"])
    const [ref] = await (await post("/msg_send", { ...hello, request_delivery_report: "true" })).json()
    await says(/POST \/msg_send 200/)
    for (const status of ["queued", "submitted to carrier", "sent", "delivered"]) {
      await says(new RegExp(`sms ${ref} to 15550001234: ${status}\n`))
    }
    expect(output()).toContain("447700900404")
    // Not a terminal: no colours.
    expect(output()).not.toContain("\u001b")
    expect(output()).not.toContain("Hello")
  })

  it("stops at Ctrl-C without an error, though a client is connected", async () => {
    const { child, ended, url, post } = await startServer([])
    await post("/msg_send", hello)
    child.kill("SIGINT")
    expect(await ended).toBe(0)
    await expect(fetch(url)).rejects.toThrow(TypeError)
  })

  it.each(["stdout", "stderr"] as const)(
    "goes on serving when nobody reads its %s any more",
    async (stream) => {
      const { child, ended, post } = await startServer([])
      child[stream].destroy()
      for (const content of ["one", "two", "three"]) {
        expect((await post("/msg_send", { ...hello, content })).status).toBe(200)
      }
      child.kill("SIGINT")
      expect(await ended).toBe(0)
    }
  )

  it("gives the account its numbers and its media, and tells the page of received messages", async () => {
    const { post, says } = await startServer([
      ...["--number", "15552341234", "--number", "15552349999"],
      ...["--media", "cat.jpg", "--notification-page", "http://127.0.0.1:1/messages?secret=1"]
    ])
    expect((await post("/msg_send", { ...hello, type: "mms", msg_media_list: "cat.jpg" })).status).toBe(200)
    expect((await post("/msg_send", { ...hello, from: "15552349999" })).status).toBe(200)
    expect((await post("/msg_send", { ...hello, from: "15550000000" })).status).toBe(400)
    await post("/simulator/receive", { from: "15550001234", to: "15552341234", content: "Hi" })
    expect(await says(/update "received" .*/)).toMatch(/to http:\/\/127\.0\.0\.1:1\/messages: TypeError/)
  })

  it("keeps uploaded files in a folder until it ends", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"))
    const { child, ended, upload } = await startServer(["--files", folder])
    const form = new FormData()
    form.set("filetype", "msg_media")
    form.set("filename", "cat.jpg")
    form.set("file", new Blob(["a cat"]), "cat.jpg")
    expect((await upload(form)).status).toBe(200)
    const [own = ""] = readdirSync(folder)
    const [content = ""] = readdirSync(join(folder, own))
    expect(readFileSync(join(folder, own, content), "utf8")).toBe("a cat")
    child.kill("SIGINT")
    expect(await ended).toBe(0)
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
  })

  it("forgets the requests that it has answered: it may run for as long as it likes", async () => {
    // What is sent is as much as all that it may keep in memory.
    const { url, child, ended } = await startServer([], ["--max-old-space-size=32"])
    const headers = { "x-padding": "x".repeat(15_000) }
    for (let sent = 0; sent < 2000; sent += 50) {
      const responses = await Promise.all(Array.from({ length: 50 }, () => fetch(url, { headers })))
      await Promise.all(responses.map((response) => response.arrayBuffer()))
    }
    child.kill("SIGINT")
    expect(await ended).toBe(0)
  }, 30_000)

  it.each(["0.0.0.0", "::"])(
    "listens everywhere with --host %s, and prints where it is found",
    async (host) => {
      const { url, output } = await startServer(["--host", host])
      expect(["127.0.0.1", "[::1]"]).toContain(new URL(url).hostname)
      expect((await fetch(url)).status).toBe(404)
      expect(output()).toContain("Other machines reach it")
      expect(output()).toContain("export ACULAB_ALLOW_PLAIN_HTTP=true")
    }
  )

  it("explains itself, with examples", async () => {
    const { ended, output } = start(["--help"])
    expect(await ended).toBe(0)
    for (const flag of [
      "--port",
      "--host",
      "--speed",
      "--number",
      "--media",
      "--files",
      "--notification-page"
    ]) {
      expect(output()).toContain(flag)
    }
    expect(output()).toContain("aculab-cloud-simulator --port 0 --speed 10")
    expect(output()).toContain("its clock gets ahead of yours")
  })

  it.each([
    ["--speed", "0", "a number above 0"],
    ["--speed", "1000001", "a number above 0, up to 1000000"],
    ["--speed", "fast", "--speed"],
    ["--port", "70000", "a number from 0 to 65535"],
    ["--number", "+441", "digits only"],
    ["--media", "cat", "must have an extension"],
    ["--files", program, "Could not keep files in"],
    ["--notification-page", "ftp://x/", "an http or https URL"],
    ["--colour", "red", "--colour"]
  ])("refuses %s %s, and says why", async (flag, value, reason) => {
    const { ended, output } = start([flag, value])
    expect(await ended).toBe(1)
    expect(output()).toMatch(new RegExp(`ERROR[^]*${reason}`))
  })

  it("says so when the port is taken, in words", async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => {
        const address = other.address()
        resolve(typeof address === "object" && address !== null ? address.port : 0)
      })
    )
    const { ended, output } = start(["--port", String(port)])
    expect(await ended).toBe(1)
    expect(output()).toContain(`Could not listen on 127.0.0.1, port ${port}`)
    expect(output()).not.toMatch(/^ +at /m)
    await new Promise((resolve) => other.close(resolve))
  })
})

it("the executable tells what to do when it has not been built", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"))
  mkdirSync(join(folder, "bin"))
  const copy = join(folder, "bin", "aculab-cloud-simulator.mjs")
  copyFileSync(join(packageFolder, "bin/aculab-cloud-simulator.mjs"), copy)
  const { ended, output } = start([], copy)
  expect(await ended).toBe(1)
  expect(output()).toContain("has not been built yet")
  rmSync(folder, { recursive: true })
})

it("the executable says which Node it needs, before it loads what an older one cannot", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"))
  for (const name of ["bin", "dist"]) mkdirSync(join(folder, name))
  const copy = join(folder, "bin", "aculab-cloud-simulator.mjs")
  copyFileSync(join(packageFolder, "bin/aculab-cloud-simulator.mjs"), copy)
  writeFileSync(join(folder, "dist", "aculab-cloud-simulator.mjs"), `console.log("loaded")`)
  const onNode = (version: string) => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`
    return start([], copy, ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`])
  }
  for (const version of ["20.20.2", "22.18.0"]) {
    const { ended, output } = onNode(version)
    expect(await ended).toBe(1)
    expect(output()).toBe(`aculab-cloud-simulator needs Node 22.19 or newer; this is Node ${version}.\n`)
  }
  for (const version of ["22.19.0", "24.0.0"]) {
    const { ended, output } = onNode(version)
    expect(await ended).toBe(0)
    expect(output()).toBe("loaded\n")
  }
  rmSync(folder, { recursive: true })
})
