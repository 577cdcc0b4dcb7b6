import { expect, test } from "vitest"
import { bundle } from "./support/bundle.js"

/** In KB of 1024 bytes, minified by esbuild and gzipped at level 9; effect is a good 40 of them. */
const limit = 52

test(`a program that sends one SMS is at most ${limit} KB gzipped`, async () => {
  const { bytes, gzippedBytes } = await bundle("tests/fixtures/send-one-sms.ts")
  const kilobytes = (count: number) => (count / 1024).toFixed(1)
  console.log(`send one SMS: ${kilobytes(gzippedBytes)} KB gzipped, ${kilobytes(bytes)} KB minified`)
  expect(gzippedBytes).toBeLessThanOrEqual(limit * 1024)
})
