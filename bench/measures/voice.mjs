// @ts-check
// A voice of 60 seconds through a WebSocket, faster than real time, beside a bare `ws` that sends the same frames.
import { startWorker } from "../support/processes.mjs"
import { ratioAtLeast, rowOf } from "../support/rows.mjs"
import { inTurn } from "../support/statistics.mjs"

export const name = "voice"

const ways = ["sdk", "sdk with ws", "bare", "bare, as large"]

// The target is about a bare `ws` alone. Half of what that one seems to be faster by is a small heap: with more code
// loaded, whatever it is, V8 looks for garbage in all of it each few recordings, because the frames are memory outside of
// the heap. So it is measured in a program that has loaded as much, too.
const references = [
  { way: "bare", name: "bare ws alone", target: ratioAtLeast(0.8) },
  { way: "bare, as large", name: "bare ws in a program as large", target: undefined }
]

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ quick, signal, say }) => {
  const { rounds, times, warmUp } = quick
    ? { rounds: 3, times: 8, warmUp: 15 }
    : { rounds: 9, times: 30, warmUp: 60 }
  const server = await startWorker("voiceServer.mjs", [], signal)
  const workers = new Map()
  /** @type {Record<string, number[]>} */
  const found = Object.fromEntries(ways.map((way) => [way, []]))
  let mebibytes = 0
  for (const way of ways) {
    const worker = await startWorker("voice.mjs", [way, server.ready.url], signal)
    mebibytes = worker.ready.bytes / 1024 / 1024
    workers.set(way, worker)
    await worker.ask({ times: warmUp })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const way of inTurn(ways, round)) {
      const { seconds } = await workers.get(way).ask({ times })
      found[way]?.push(mebibytes / seconds)
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  for (const worker of [server, ...workers.values()]) worker.stop()
  const labels = [
    { way: "sdk with ws", label: "BiometricSocket.stream over ws, 60 s of audio" },
    { way: "sdk", label: "BiometricSocket.stream over Node's own WebSocket" }
  ]
  return labels.flatMap(({ way, label }) =>
    references.map((reference) =>
      rowOf({
        measure: name,
        name: label,
        unit: "MiB/s",
        values: found[way] ?? [],
        reference: { name: reference.name, values: found[reference.way] ?? [] },
        ...(reference.target === undefined ? {} : { target: reference.target })
      })
    )
  )
}
