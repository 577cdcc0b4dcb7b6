import { execFileSync, spawn } from "node:child_process"
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { kamailioConfig } from "./kamailioConfig.js"

/** What the tests of real calls lack on this machine, in words. */
export const missingForCalls = (): string | undefined => {
  for (const name of ["kamailio", "openssl"])
    if (onPath(name) === undefined) return `${name} is not installed`
  for (const name of ["tls", "websocket"])
    if (!hasModule(name)) return `kamailio-${name}-modules is not installed`
  const chromium = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"
  return existsSync(chromium) ? undefined : "Chromium is not installed"
}

const hasModule = (name: string): boolean => {
  const folders = readdirSync("/usr/lib").map((folder) => join("/usr/lib", folder, "kamailio"))
  return ["/usr/lib/kamailio", ...folders].some((folder) => existsSync(join(folder, "modules", `${name}.so`)))
}

const onPath = (name: string): string | undefined =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

export interface Kamailio {
  /** Of the secure WebSocket. */
  readonly port: number
  readonly allow: (token: string, clientId: string) => Promise<void>
  readonly expire: (token: string) => Promise<void>
  /** Resolves with the first line of the log, from now on, that fits. */
  readonly line: (pattern: RegExp) => Promise<string>
  /** Closes every WebSocket. */
  readonly dropConnections: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts a registrar on a free port, with a certificate of its own. */
export const startKamailio = async (options: {
  readonly cloudId: string
  readonly longestRegistration: number
}): Promise<Kamailio> => {
  const folder = mkdtempSync(join(tmpdir(), "aculab-kamailio-"))
  const [port, controlPort] = await freePorts()
  makeCertificate(folder)
  const file = join(folder, "kamailio.cfg")
  writeFileSync(file, kamailioConfig({ ...options, folder, port, controlPort }))

  const child = spawn(
    onPath("kamailio") ?? "kamailio",
    ["-f", file, "-DD", "-E", "-m", "64", "-M", "16", "-Y", folder, "-P", join(folder, "pid")],
    { stdio: ["ignore", "ignore", "pipe"] }
  )
  let log = ""
  const lastOfLog = () => log.slice(-1500)
  const readers = new Set<() => void>()
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    log += chunk
    for (const look of readers) look()
  })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))

  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const start = log.length
      const look = () => {
        const found = log
          .slice(start)
          .split("\n")
          .slice(0, -1)
          .find((text) => pattern.test(text))
        if (found === undefined) return
        readers.delete(look)
        resolve(found)
      }
      readers.add(look)
      void ended.then(() => reject(new Error(`kamailio ended without ${pattern}:\n${lastOfLog()}`)))
    })

  const control = async (method: string, ...params: ReadonlyArray<string | number>): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${controlPort}/`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", method, params, id: 1 })
    })
    if (!response.ok)
      throw new Error(`${method}: HTTP ${response.status} ${await response.text()}\n${lastOfLog()}`)
    return response.json()
  }

  const stop = async () => {
    child.kill("SIGTERM")
    await ended
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await untilItListens(controlPort, ended)
  } catch (error) {
    await stop()
    throw new Error(`kamailio does not start:\n${lastOfLog()}`, { cause: error })
  }
  return {
    port,
    allow: async (token, clientId) => {
      await control("htable.sets", "tokens", token, clientId)
    },
    expire: async (token) => {
      await control("htable.delete", "tokens", token)
    },
    line,
    dropConnections: async () => {
      const text = JSON.stringify(await control("ws.dump"))
      for (const [, id] of text.matchAll(/"(\d+): wss?:/g)) await control("ws.close", Number(id))
    },
    stop
  }
}

const makeCertificate = (folder: string): void => {
  const out = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")]
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
  execFileSync("openssl", ["req", ...kind, ...out, "-subj", "/CN=localhost"], { stdio: "pipe" })
}

/** Two ports that were free a moment ago. */
const freePorts = async (): Promise<[number, number]> => {
  const servers = [createServer(), createServer()]
  const ports: Array<number> = []
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("no port")
    ports.push(address.port)
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve))
  const [first = 0, second = 0] = ports
  return [first, second]
}

/** It says nothing when it is ready, so it is asked, over and over, until it answers. */
const untilItListens = async (port: number, ended: Promise<void>): Promise<void> => {
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  const deadline = Date.now() + 20_000
  while (!hasEnded && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", method: "core.version", id: 1 })
    }).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(hasEnded ? "it ended" : "it does not answer")
}
