import { mkdtemp, readdir, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Download } from "@aculab-cloud/core/Download"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import { Clock, makeSimulator, type SimulatorOptions } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterEach } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const closing: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A folder that is gone after the test. */
export const temporaryFolder = async (): Promise<string> => {
  // The system's own folder for these may be a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aculab-node-test-")))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A simulator behind a real socket, and a cloud that talks to it. */
export const start = async (options: SimulatorOptions = {}) => {
  const simulator = makeSimulator({ clock: Clock.real({ speed: 100 }), ...options })
  const server = await serve(simulator)
  const { cloudId, username, apiAccessKey } = simulator.account
  const cloud = NodeCloud.make({ cloudId, username, apiAccessKey, baseUrl: server.url })
  closing.push(server.close, cloud.dispose)
  return { simulator, server, cloud }
}

/** Everything below a folder, hidden files included, sorted. */
export const contentsOf = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(folder, { recursive: true })).sort()

export const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, not ${JSON.stringify(value)}`)
    },
    (error: unknown) => error
  )

/** Bytes that are not all the same, and the same each time. */
export const bytesOf = (length: number, seed = 1): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}

/** What core offers of a file, without a cloud. */
export const incoming = (
  bytes: Uint8Array | Stream.Stream<Uint8Array, CloudError>
): Effect.Effect<Download> =>
  Effect.succeed({
    length: bytes instanceof Uint8Array ? bytes.length : undefined,
    contentType: undefined,
    bytes: bytes instanceof Uint8Array ? Stream.make(bytes) : bytes
  })
