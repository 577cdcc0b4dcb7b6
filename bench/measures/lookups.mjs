// @ts-check
// Status look-ups that are made at the same time travel together.
import { startWorker } from "../support/processes.mjs"
import { ratioAtMost, rowOf } from "../support/rows.mjs"

export const name = "lookups"

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ signal }) => {
  const worker = await startWorker("lookups.mjs", [], signal)
  const { together, oneByOne } = await worker.ask({})
  worker.stop()
  return [
    rowOf({
      measure: name,
      name: `${worker.ready.count} of Messages.status at the same time`,
      unit: "requests",
      values: [together],
      reference: { name: "a request for each", values: [oneByOne] },
      target: ratioAtMost(1 / 20)
    })
  ]
}
