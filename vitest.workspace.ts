// All tests of the workspace, as vitest projects: `vitest --config vitest.workspace.ts`, or `npm test`.
//
// Where a test file in packages/*/test runs, its name says: `*.node.test.ts` in Node only, `*.chromium.test.ts` in
// Chromium only, any other `*.test.ts` in every runtime that its package is for.
import { createReadStream, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { playwright } from "@vitest/browser-playwright"
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from "vitest/config"
import { chromiumArguments, chromiumPath } from "./tests/support/chromium.js"

const forEveryRuntime = ["core", "simulator", "browser"]
const forNodeOnly = ["node", "cli-demo"]

/** Packages are tested from their sources; vite's own conditions stay behind that one. */
const source = "@aculab-cloud/source"
const whenInNode = [source, "module", "node", "development|production"]
const whenInBrowser = [source, "module", "browser", "development|production"]

const inNode = (name: string): TestProjectInlineConfiguration => ({
  extends: true,
  resolve: { conditions: whenInNode },
  ssr: { resolve: { conditions: whenInNode } },
  test: {
    name: `${name} (node)`,
    include: [`packages/${name}/test/**/*.test.ts`],
    exclude: ["**/*.chromium.test.ts"]
  }
})

/** Tests of what users get: they import the packages as built, and may bundle and start programs. */
const ofBuiltPackages = (name: string, include: string): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, include: [include], testTimeout: 60_000, hookTimeout: 60_000 }
})

/** One vite server and one Chromium for all packages: a project of vitest for each, as an instance of the browser. */
const inChromium = (names: ReadonlyArray<string>): TestProjectInlineConfiguration => ({
  extends: true,
  plugins: [mockServiceWorker(), ownCache()],
  resolve: { conditions: whenInBrowser },
  test: {
    name: "chromium",
    // Where vite looks for dependencies to bundle beforehand; each instance below takes its part of these.
    include: names.map((name) => `packages/${name}/test/**/*.test.ts`),
    exclude: ["**/*.node.test.ts"],
    testTimeout: 20_000,
    // After the tests in Node, not beside them: both would want the same cores.
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromiumPath,
          args: [...chromiumArguments]
        }
      }),
      instances: names.map((name) => ({
        browser: "chromium",
        name: `${name} (chromium)`,
        include: [`packages/${name}/test/**/*.test.ts`]
      }))
    }
  }
})

/** Serves msw's service worker from where it is installed, so that no copy of it can grow old here. */
function mockServiceWorker(): Plugin {
  const file = createRequire(import.meta.url).resolve("msw/mockServiceWorker.js")
  return {
    name: "mock-service-worker",
    configureServer(server) {
      server.middlewares.use("/mockServiceWorker.js", (_request, response) => {
        response.setHeader("content-type", "text/javascript")
        createReadStream(file).pipe(response)
      })
    }
  }
}

/**
 * Gives each run a cache of its own. With an old one, vite does not look for new imports beforehand, meets them in the
 * middle of a test, and reloads the page; and two runs at a time would remove each other's files.
 */
function ownCache(): Plugin {
  const folder = fileURLToPath(
    new URL(`node_modules/.cache/aculab-cloud/vite-${process.pid}-${Date.now()}`, import.meta.url)
  )
  return {
    name: "own-cache",
    config: () => ({ cacheDir: folder }),
    configureServer() {
      process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
    }
  }
}

const chromiumProjects = process.env.ACULAB_SKIP_BROWSER === "1" ? [] : [inChromium(forEveryRuntime)]

export default defineConfig({
  test: {
    maxWorkers: 2,
    // No retries: a test that passes at the second try has found something.
    retry: 0,
    testTimeout: 10_000,
    projects: [
      ...[...forEveryRuntime, ...forNodeOnly].map(inNode),
      ofBuiltPackages("examples", "examples/*/*.test.ts"),
      ofBuiltPackages("workspace", "tests/*.test.ts"),
      ofBuiltPackages("runtimes", "runtime-tests/*.test.ts"),
      ofBuiltPackages("faults", "tests/faults/*.test.ts"),
      ofBuiltPackages("soak", "tests/soak/*.test.ts"),
      ...chromiumProjects
    ]
  }
})
