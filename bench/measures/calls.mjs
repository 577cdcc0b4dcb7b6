// @ts-check
// What one call costs when the network costs nothing: the answer is there at once.
import * as clients from "../clients/all.mjs"
import { startWorker } from "../support/processes.mjs"
import { atMost, missing, ratioAtMost, rowOf } from "../support/rows.mjs"
import { inTurn } from "../support/statistics.mjs"

export const name = "calls"

const unit = "us of processor time a call"

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ quick, signal, say }) => {
  const { rounds, calls, warmUp } = quick
    ? { rounds: 3, calls: 3_000, warmUp: 8_000 }
    : { rounds: 7, calls: 20_000, warmUp: 40_000 }
  const names = [
    clients.spansOff,
    clients.spansOn,
    clients.transportOfNode,
    clients.stubbedFetch,
    ...clients.peers,
    clients.twilioAbove
  ]
  // What these leave out is most of a call.
  const withoutTarget = [clients.stubbedFetch, clients.twilioAbove]
  const forever = 60_000
  const workers = new Map()
  /** @type {Map<string, number[]>} */
  const found = new Map()
  const rows = []
  for (const client of names) {
    const worker = await startWorker("client.mjs", [client], signal, ["--expose-gc"])
    if (!worker.ready.exists) {
      rows.push(missing(name, client, "its transport cannot be replaced by a function"))
      worker.stop()
      continue
    }
    workers.set(client, worker)
    found.set(client, [])
    await worker.ask({ lanes: 1, milliseconds: forever, atMost: warmUp })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const client of inTurn([...workers.keys()], round)) {
      const { count, cpuSeconds } = await workers
        .get(client)
        .ask({ lanes: 1, milliseconds: forever, atMost: calls })
      found.get(client)?.push((cpuSeconds / count) * 1e6)
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  for (const worker of workers.values()) worker.stop()
  const of = (/** @type {string} */ client) => found.get(client) ?? []
  const targets = [
    { ours: clients.spansOff, bound: 25 },
    { ours: clients.spansOn, bound: 35 },
    { ours: clients.transportOfNode, bound: 25 }
  ]
  const others = [...found.keys()].filter((client) => !targets.some(({ ours }) => ours === client))
  return [
    ...targets.flatMap(({ ours, bound }) => [
      rowOf({ measure: name, name: ours, unit, values: of(ours), target: atMost(bound) }),
      ...others.map((client) =>
        rowOf({
          measure: name,
          name: ours,
          unit,
          values: of(ours),
          reference: { name: client, values: of(client) },
          ...(withoutTarget.includes(client) ? {} : { target: ratioAtMost(1) })
        })
      )
    ]),
    ...rows
  ]
}
