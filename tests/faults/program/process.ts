/** The program for Node, Deno and Bun: `fetch`, or what `@aculab-cloud/node` has. */
import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { limits } from "../plan.js"
import { run, type Transport } from "./run.js"

const [control = "", name = ""] = process.argv.slice(2)

const transports: Readonly<Record<string, Transport>> = {
  fetch: { layer: FetchHttpClient.layer },
  NodeTransport: {
    layer: NodeTransport.layer,
    // Bun's fetch has no limit of its own for connecting.
    ...(process.versions.bun === undefined
      ? { impatient: NodeTransport.layerWith({ connectTimeout: limits.connect }) }
      : {})
  }
}
const transport = transports[name]
if (transport === undefined) throw new Error(`no transport ${name}`)

const warnings: Array<string> = []
process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`))

// Bun has no such list.
const resources = (): ReadonlyArray<string> => process.getActiveResourcesInfo?.() ?? []
const before = resources()

await run({
  control,
  transport,
  concurrency: 24,
  remains: async () => {
    // The runtime may not have heard of the last sockets yet; and of one that is connecting, Node's `fetch` lets go
    // when its own limit of 10 seconds is over.
    for (let turn = 0; without(resources(), before).length > 0 && turn < 3_000; turn++) {
      await new Promise((done) => setTimeout(done, 10))
    }
    return { resources: without(resources(), before), warnings }
  }
})

/** What of a list is not in another one. */
function without(list: ReadonlyArray<string>, other: ReadonlyArray<string>): ReadonlyArray<string> {
  const rest = [...list]
  for (const item of other) {
    const index = rest.indexOf(item)
    if (index >= 0) rest.splice(index, 1)
  }
  return rest
}
