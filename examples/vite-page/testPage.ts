import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { chromium, type Page } from "playwright"
import { build, type PreviewServer, preview } from "vite"
import { chromiumArguments, chromiumPath } from "../../tests/support/chromium.js"
import { root } from "../../tests/support/packages.js"

export interface BuildOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Whether Aculab's library is a fake that the test plays, as `window.fakeLibrary`. */
  readonly fakeLibrary: boolean
}

export interface BuiltPage {
  /** Serves it as `vite preview` does, with headers in place of those that the example's configuration names. */
  readonly serve: (headers?: Readonly<Record<string, string>>) => Promise<string>
  /** Ends what serves it, and removes it. */
  readonly remove: () => Promise<void>
}

/** Builds an example with its own configuration of vite. */
export const buildVitePage = async (example: string, options: BuildOptions): Promise<BuiltPage> => {
  const outDir = await mkdtemp(join(tmpdir(), "aculab-cloud-page-"))
  Object.assign(process.env, options.environment)
  const fake = join(root, "tests", "support", "fakeWebRtcModule.ts")
  const common = {
    configFile: join(root, "examples", example, "vite.config.ts"),
    logLevel: "error",
    resolve: { alias: options.fakeLibrary ? { "@aculab-com/aculab-webrtc": fake } : {} }
  } as const
  await build({ ...common, build: { outDir, emptyOutDir: true } })
  const servers: Array<PreviewServer> = []
  return {
    serve: async (headers) => {
      const server = await preview({
        ...common,
        build: { outDir },
        preview: { port: 0, host: "127.0.0.1", ...(headers === undefined ? {} : { headers }) }
      })
      servers.push(server)
      const address = server.httpServer.address()
      if (address === null || typeof address === "string") throw new Error("the server has no port")
      return `http://127.0.0.1:${address.port}/`
    },
    remove: async () => {
      await Promise.all(servers.map((server) => server.close()))
      await rm(outDir, { recursive: true })
    }
  }
}

export interface OpenPage {
  readonly page: Page
  /** Errors that nobody caught. */
  readonly errors: ReadonlyArray<string>
  /** What its content security policy kept it from: the directive and the address. */
  readonly violations: ReadonlyArray<string>
}

export interface Chromium {
  readonly open: (url: string) => Promise<OpenPage>
  readonly close: () => Promise<void>
}

/** A Chromium that gives pages a microphone and reaches this machine only. */
export const startChromium = async (): Promise<Chromium> => {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...chromiumArguments,
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    ]
  })
  return {
    open: async (url) => {
      const errors: Array<string> = []
      const violations: Array<string> = []
      const page = await browser.newPage()
      page.on("pageerror", (error) => errors.push(error.message))
      await page.addInitScript(() =>
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
          console.debug(`policy: ${violatedDirective} ${blockedURI}`)
        )
      )
      page.on("console", (message) => {
        const [, violation] = /^policy: (.*)$/.exec(message.text()) ?? []
        if (violation !== undefined) violations.push(violation)
      })
      await page.goto(url)
      return { page, errors, violations }
    },
    close: () => browser.close()
  }
}
