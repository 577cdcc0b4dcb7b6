// @ts-check
// A list of 10,000 files: checked, typed and with its moments read, beside JSON.parse of the same text.
import { startWorker } from "../support/processes.mjs"
import { ratioAtMost, rowOf } from "../support/rows.mjs"
import { inTurn } from "../support/statistics.mjs"

export const name = "decode"

const ways = ["parse", "plain", "compiled"]

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ quick, signal, say }) => {
  const { rounds, times, warmUp } = quick
    ? { rounds: 3, times: 5, warmUp: 10 }
    : { rounds: 7, times: 25, warmUp: 40 }
  const workers = new Map()
  /** @type {Record<string, number[]>} */
  const found = { parse: [], plain: [], compiled: [] }
  for (const way of ways) {
    workers.set(way, await startWorker("decode.mjs", [way], signal))
    await workers.get(way).ask({ times: warmUp })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const way of inTurn(ways, round)) found[way]?.push(await workers.get(way).ask({ times }))
    say(`round ${round + 1} of ${rounds}`)
  }
  for (const worker of workers.values()) worker.stop()
  const { parse = [], plain = [], compiled = [] } = found
  const reference = { name: "JSON.parse", values: parse }
  const unit = "ms of processor time a list"
  const target = ratioAtMost(4)
  return [
    rowOf({
      measure: name,
      name: "Files.listPage, 10,000 files",
      unit,
      values: plain,
      reference,
      target
    }),
    rowOf({
      measure: name,
      name: "the same with effect's schema compiler enabled",
      unit,
      values: compiled,
      reference,
      target
    })
  ]
}
