// @ts-check
// Messages sent in a second, 32 under way at a time, over kept connections, beside the same from others.
import * as clients from "../clients/all.mjs"
import { startWorker } from "../support/processes.mjs"
import { ratioAtLeast, rowOf } from "../support/rows.mjs"
import { inTurn, median } from "../support/statistics.mjs"

export const name = "sends"

const lanes = 32

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ quick, signal, say }) => {
  const { rounds, milliseconds, warmUp } = quick
    ? { rounds: 3, milliseconds: 250, warmUp: 400 }
    : { rounds: 7, milliseconds: 1_000, warmUp: 2_000 }
  const names = [clients.effects, clients.promises, clients.rawFetch, clients.bareUndici, ...clients.peers]
  const server = await startWorker("wireServer.mjs", [], signal)
  const workers = new Map()
  /** @type {Map<string, { perSecond: number[], cpu: number[] }>} */
  const found = new Map()
  for (const client of names) {
    const args = [client, JSON.stringify(server.ready)]
    workers.set(client, await startWorker("client.mjs", args, signal, ["--expose-gc"]))
    found.set(client, { perSecond: [], cpu: [] })
    await workers.get(client).ask({ lanes, milliseconds: warmUp })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const client of inTurn(names, round)) {
      const { count, seconds, cpuSeconds } = await workers.get(client).ask({ lanes, milliseconds })
      found.get(client)?.perSecond.push(count / seconds)
      found.get(client)?.cpu.push((cpuSeconds / count) * 1e6)
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  for (const worker of [server, ...workers.values()]) worker.stop()
  return rowsOf((client) => found.get(client) ?? { perSecond: [], cpu: [] })
}

/** @param {(client: string) => { perSecond: number[], cpu: number[] }} of */
const rowsOf = (of) => {
  const all = [clients.rawFetch, clients.bareUndici, ...clients.peers]
  const speeds = clients.peers.map((peer) => of(peer).perSecond)
  // In each round anew: who the best is may change.
  const perRound = (/** @type {(speeds: number[]) => number} */ choose) =>
    of(clients.effects).perSecond.map((_, round) => choose(speeds.map((speed) => speed[round] ?? Number.NaN)))
  const peersTogether = [
    { name: "the best of the five clients", values: perRound((each) => Math.max(...each)), least: 1.5 },
    { name: "the median of the five clients", values: perRound(median), least: 3 }
  ]
  const targets = new Map([
    [clients.rawFetch, 3],
    [clients.bareUndici, 0.85]
  ])
  return [clients.effects, clients.promises].flatMap((ours) => [
    ...peersTogether.map(({ name: reference, values, least }) =>
      rowOf({
        measure: name,
        name: ours,
        unit: "sends/s",
        values: of(ours).perSecond,
        reference: { name: reference, values },
        target: ratioAtLeast(least)
      })
    ),
    ...all.flatMap((reference) => {
      const least = targets.get(reference)
      return [
        rowOf({
          measure: name,
          name: ours,
          unit: "sends/s",
          values: of(ours).perSecond,
          reference: { name: reference, values: of(reference).perSecond },
          ...(least === undefined ? {} : { target: ratioAtLeast(least) })
        }),
        rowOf({
          measure: "sends-cpu",
          name: ours,
          unit: "us of processor time a send",
          values: of(ours).cpu,
          reference: { name: reference, values: of(reference).cpu }
        })
      ]
    })
  ])
}
