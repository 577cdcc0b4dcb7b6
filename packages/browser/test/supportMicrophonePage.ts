/** A Chromium of its own, with a microphone that is a file, or with none; and a server for the page that uses it. */
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { type BuildOptions, build } from "esbuild"
import { type Browser, chromium } from "playwright"
import { chromiumArguments, chromiumPath } from "../../../tests/support/chromium.js"
import type { Scenarios } from "./microphonePage.js"

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const bundled = async (entry: string, options: BuildOptions = {}): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    entryPoints: [fileOf(entry)],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["@aculab-cloud/source"],
    logLevel: "silent",
    ...options
  })
  const [file] = outputFiles ?? []
  if (file === undefined) throw new Error(`nothing was made of ${entry}`)
  return file.contents
}

const html = `<!doctype html><script type="module" src="/page.js"></script>`

/** Without `blob:`, as a careful page has it. */
const strictPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'"

const startServer = async () => {
  const scripts: Readonly<Record<string, Uint8Array>> = {
    "/page.js": await bundled("./microphonePage.ts"),
    "/worklet.js": await bundled("../src/MicrophoneWorklet.ts", { bundle: false })
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page")
    const script = scripts[pathname]
    if (script !== undefined) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script)
    } else if (pathname === "/" || pathname === "/strict") {
      const policy = pathname === "/strict" ? { "content-security-policy": strictPolicy } : {}
      response.writeHead(200, { "content-type": "text/html", ...policy }).end(html)
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server has no port")
  return { server, port: address.port }
}

/** A host that is this machine and does not look like it. */
const insecureHost = "--host-resolver-rules=MAP insecure.example 127.0.0.1"

interface Where {
  readonly host?: string
  readonly path?: string
}

type Outcome<Name extends keyof Scenarios> = Awaited<ReturnType<Scenarios[Name]>>

export interface MicrophonePages extends AsyncDisposable {
  /** Does one thing in a fresh page, and closes it. */
  readonly run: <Name extends keyof Scenarios>(name: Name, where?: Where) => Promise<Outcome<Name>>
}

/** Evaluates an expression in a fresh page. */
const inPage = async <A>(browser: Browser, address: string, expression: string): Promise<A> => {
  const page = await browser.newPage()
  try {
    await page.goto(address)
    return await page.evaluate<A>(expression)
  } finally {
    await page.close()
  }
}

/** Starts a Chromium with these arguments besides the usual ones. */
export const startMicrophonePages = async (
  ...extraArguments: ReadonlyArray<string>
): Promise<MicrophonePages> => {
  const { server, port } = await startServer()
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumArguments, insecureHost, ...extraArguments]
  })
  return {
    run: (name, { host = "127.0.0.1", path = "/" } = {}) =>
      inPage(browser, `http://${host}:${port}${path}`, `scenarios.${name}()`),
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
