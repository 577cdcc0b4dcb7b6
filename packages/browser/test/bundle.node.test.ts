import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { expect, it } from "vitest"

/** In KB of 1024 bytes, minified by esbuild and gzipped at level 9, effect included. */
const limit = 60

/** A page that is called, with what it needs of this package, and Aculab's library from elsewhere. */
const page = `
  import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
  import * as TokenSource from "@aculab-cloud/browser/TokenSource"
  import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
  import * as Effect from "effect/Effect"
  import * as Stream from "effect/Stream"

  Effect.gen(function* () {
    const tokens = yield* TokenSource.make({ url: "/webrtc-token" })
    const settings = { cloudId: "1-2-0", webRtcAccessKey: "abc123", clientId: "anna" }
    const client = yield* WebRtcClient.make({ ...settings, tokens, library: globalThis.library })
    yield* Stream.runForEach(client.incoming, (call) => Effect.flatMap(call.answer(), ({ ended }) => ended))
  }).pipe(Effect.scoped, Effect.provide(BrowserTransport.layer), Effect.runFork)
`

it(`a page that is called is at most ${limit} KB gzipped, and holds nothing of Aculab's library or of Node`, async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: page, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    outdir: "bundle",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["@aculab-cloud/source"],
    metafile: true,
    logLevel: "silent"
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.some((file) => file.endsWith("internal/webRtcRegistration.ts"))).toBe(true)
  expect(inputs.filter((file) => /aculab-webrtc|sip\.js/.test(file))).toEqual([])
  const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0)
  console.log(`a page that is called: ${(bytes / 1024).toFixed(1)} KB gzipped`)
  expect(bytes).toBeLessThanOrEqual(limit * 1024)
})
