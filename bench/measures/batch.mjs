// @ts-check
// 100,000 messages through `Messages.sendAll`: memory stays where it was after the first thousand, and the last
// ones cost what the first did.
import { startWorker } from "../support/processes.mjs"
import { atMost, ratioAtMost, rowOf } from "../support/rows.mjs"
import { median } from "../support/statistics.mjs"

export const name = "batch"

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ quick, signal, say }) => {
  const [count, step] = quick ? [10_000, 500] : [100_000, 1_000]
  const server = await startWorker("wireServer.mjs", [], signal)
  const client = await startWorker("batch.mjs", [JSON.stringify(server.ready)], signal, ["--expose-gc"])
  await client.ask({ count: quick ? 5_000 : 20_000, step })
  say("warm")
  /** @type {{ cpu: number, mib: number }[]} */
  const steps = await client.ask({ count, step })
  for (const worker of [server, client]) worker.stop()
  const part = Math.floor(steps.length / 4)
  const cpu = steps.map((one) => one.cpu)
  const [first] = steps
  return [
    rowOf({
      measure: name,
      name: `memory in use during ${count.toLocaleString("en")} sends, beyond that after the first ${step.toLocaleString("en")}`,
      unit: "MiB",
      values: [Math.max(...steps.map(({ mib }) => mib)) - (first?.mib ?? Number.NaN)],
      target: atMost(20)
    }),
    rowOf({
      measure: name,
      name: "a send in the last quarter",
      unit: "us of processor time a send",
      values: [median(cpu.slice(-part))],
      reference: { name: "a send in the first quarter", values: [median(cpu.slice(0, part))] },
      target: ratioAtMost(1.2)
    })
  ]
}
