/** The pages, built, and their backend, behind one address. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { serve } from "@hono/node-server"
import { serveStatic } from "@hono/node-server/serve-static"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { build } from "vite"
import { makeApp } from "./app.ts"
import { cloud } from "./cloud.ts"

/** A running demonstration. */
export interface Demo {
  readonly url: string
  readonly close: () => Promise<void>
}

const configuration = fileURLToPath(new URL("../vite.config.ts", import.meta.url))

export interface DemoOptions {
  /** With 0 the system chooses one. */
  readonly port: number
  /** Stands around the backend, for tests that want to see its answers. */
  readonly around?: (answer: () => Promise<Response>, request: Request) => Promise<Response>
}

/** Builds the pages, and serves them. */
export const startDemo = async ({ port, around = (answer) => answer() }: DemoOptions): Promise<Demo> => {
  const pages = await mkdtemp(join(tmpdir(), "aculab-cloud-demo-"))
  await build({ configFile: configuration, build: { outDir: pages } })
  const runtime = ManagedRuntime.make(cloud)
  const app = await runtime.runPromise(makeApp)
  app.use("*", serveStatic({ root: pages }))
  const fetch = (request: Request) => around(async () => app.fetch(request), request)
  const hostname = "127.0.0.1"
  const { server, listening } = await new Promise<{ server: ReturnType<typeof serve>; listening: number }>(
    (resolve) => {
      const started = serve({ fetch, port, hostname }, (info) =>
        resolve({ server: started, listening: info.port })
      )
    }
  )
  return {
    url: `http://${hostname}:${listening}`,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve)
        if ("closeAllConnections" in server) server.closeAllConnections()
      })
      await runtime.dispose()
      await rm(pages, { recursive: true, force: true })
    }
  }
}
