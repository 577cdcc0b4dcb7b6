import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { transformSync } from "esbuild"
import { expect, it } from "vitest"

const source = fileURLToPath(new URL("../src/MicrophoneWorklet.ts", import.meta.url))

/** The module that holds the worklet as text, for the `blob:` address. */
const textModule = (): string => {
  const { code } = transformSync(readFileSync(source, "utf8"), { loader: "ts", target: "es2023" })
  // What would mean something else between the quotes below.
  expect(code).not.toMatch(/[`\\]|\$\{/)
  return `/**
 * MicrophoneWorklet.ts as JavaScript, for a \`blob:\` address. Text, because a function's own text is changed by what
 * users build with. Written by \`npm test -- MicrophoneWorklet -u\`.
 */
export const text = \`${code}\`
`
}

it("loads the same code from a blob as from the module of its own (-u writes it)", async () => {
  await expect(textModule()).toMatchFileSnapshot("../src/internal/microphoneWorkletText.ts")
})
