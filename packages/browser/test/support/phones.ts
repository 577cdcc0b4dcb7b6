/** Pages with clients in a Chromium of their own, the backend that gives them tokens, and the registrar they talk to. */
import { createServer, type ServerResponse } from "node:http"
import { fileURLToPath } from "node:url"
import { CloudAccount } from "@aculab-cloud/core"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Redacted from "effect/Redacted"
import { build } from "esbuild"
import { chromium } from "playwright"
import { callsThrough, chromiumArguments, chromiumPath } from "../../../../tests/support/chromium.js"
import { type Kamailio, startKamailio } from "./kamailio.js"
import type { Phone } from "./phonePage.js"

/** Calls a function of a page by its name. */
export type RemotePhone = <Name extends keyof Phone>(
  name: Name,
  ...args: Parameters<Phone[Name]>
) => Promise<Awaited<ReturnType<Phone[Name]>>>

export interface Backend {
  /** Tokens that were given out, newest last. */
  readonly issued: (clientId: string) => ReadonlyArray<string>
  /** Resolves with the first token that is given out after this one. */
  readonly issuedAfter: (clientId: string, token: string) => Promise<string>
  /** What the next tokens say of their own life, in milliseconds; by default the truth. */
  claimLife: (milliseconds: number | undefined) => void
  /** Answers with 503 until it is told otherwise; resolves when it has done so this often. */
  readonly fail: (times: number) => Promise<void>
  readonly recover: () => void
}

export interface Phones extends AsyncDisposable {
  readonly registrar: Kamailio
  readonly backend: Backend
  /** A fresh page with a client. */
  readonly open: (clientId: string) => Promise<RemotePhone>
  /** Closes the pages that are open. */
  readonly closePages: () => Promise<void>
}

export const startPhones = async (): Promise<Phones> => {
  const simulator = makeSimulator({ clock: Clock.real() })
  const { cloudId, username, apiAccessKey } = simulator.account
  const registrar = await startKamailio({ cloudId, longestRegistration: 4 })
  const { server, port, backend } = await startBackend(async (clientId) => {
    const generated = await Effect.runPromise(
      WebRtcTokens.generate({ clientId, callableClients: ["*"] }).pipe(
        Effect.provide([
          CloudAccount.layer({ cloudId, username, apiAccessKey: Redacted.make(apiAccessKey) }),
          FetchHttpClient.layer
        ]),
        Effect.provideService(FetchHttpClient.Fetch, simulator.fetch)
      )
    )
    const token = Redacted.value(generated.token)
    await registrar.allow(token, clientId)
    return { token, expiresAt: generated.expiresAt }
  })
  const closeServers = async () => {
    await registrar.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    simulator.close()
  }
  const args = [...chromiumArguments, ...callsThrough(cloudId, registrar.port)]
  const browser = await chromium
    .launch({ executablePath: chromiumPath, args })
    .catch(async (error: unknown) => {
      await closeServers()
      throw error
    })
  const open = async (clientId: string): Promise<RemotePhone> => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    const phone: RemotePhone = <Name extends keyof Phone>(name: Name, ...args: Parameters<Phone[Name]>) =>
      page.evaluate<Awaited<ReturnType<Phone[Name]>>>(`phone.${name}(...${JSON.stringify(args)})`)
    await phone("start", { cloudId, clientId, webRtcAccessKey: simulator.webrtc.accessKey })
    await phone("untilRegistration", "registered")
    return phone
  }
  return {
    registrar,
    backend,
    open,
    closePages: async () => {
      for (const context of browser.contexts()) await context.close()
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await closeServers()
    }
  }
}

interface Made {
  readonly token: string
  readonly expiresAt: DateTime.Utc
}

const startBackend = async (make: (clientId: string) => Promise<Made>) => {
  const script = await bundlePage()
  const issued = new Map<string, Array<string>>()
  const readers = new Set<() => void>()
  let life: number | undefined
  let failures: { readonly done: () => void; left: number } | undefined

  const giveToken = async (clientId: string, response: ServerResponse) => {
    if (failures !== undefined) {
      failures.left -= 1
      if (failures.left <= 0) failures.done()
      return response.writeHead(503).end()
    }
    const { token, expiresAt } = await make(clientId)
    issued.set(clientId, [...(issued.get(clientId) ?? []), token])
    for (const look of readers) look()
    const end = life === undefined ? DateTime.formatIso(expiresAt) : new Date(Date.now() + life).toISOString()
    return response
      .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
      .end(JSON.stringify({ token, expiresAt: end }))
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page")
    const [, first, clientId = ""] = pathname.split("/")
    if (request.method === "POST" && first === "token") {
      giveToken(decodeURIComponent(clientId), response).catch(() => response.writeHead(500).end())
    } else if (pathname === "/page.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script)
    } else {
      response
        .writeHead(200, { "content-type": "text/html" })
        .end('<!doctype html><script type="module" src="/page.js"></script>')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  const backend: Backend = {
    issued: (clientId) => issued.get(clientId) ?? [],
    issuedAfter: (clientId, token) =>
      new Promise((resolve) => {
        const look = () => {
          const all = issued.get(clientId) ?? []
          const next = all[all.indexOf(token) + 1]
          if (next === undefined) return
          readers.delete(look)
          resolve(next)
        }
        readers.add(look)
        look()
      }),
    claimLife: (milliseconds) => {
      life = milliseconds
    },
    fail: (times) =>
      new Promise((resolve) => {
        failures = { done: resolve, left: times }
      }),
    recover: () => {
      failures = undefined
    }
  }
  return { server, port: address.port, backend }
}

const bundlePage = async (): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("./phonePage.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["@aculab-cloud/source"],
    logLevel: "silent"
  })
  const [file] = outputFiles
  if (file === undefined) throw new Error("nothing was bundled")
  return file.contents
}
