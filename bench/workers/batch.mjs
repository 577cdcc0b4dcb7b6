// @ts-check
// Many messages through `Messages.sendAll`: how the time for one and the memory change as they become more.
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { serveTasks } from "../support/processes.mjs"

const [server = ""] = process.argv.slice(2)
const { url, account } = JSON.parse(server)
const cloud = NodeCloud.make({ ...account, baseUrl: url })

const memory = () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}

serveTasks({}, async (/** @type {{ count: number, step: number }} */ { count, step }) => {
  /** Microseconds of processor time for a send, and MiB that are in use, after each step. @type {{ cpu: number, mib: number }[]} */
  const steps = []
  let sent = 0
  let cpu = process.cpuUsage()
  const note = () => {
    const { user, system } = process.cpuUsage(cpu)
    steps.push({ cpu: (user + system) / step, mib: memory() })
    cpu = process.cpuUsage()
  }
  const messages = Stream.map(Stream.range(1, count), (index) => ({
    to: String(441_908_000_000 + index),
    from: "441908273801",
    content: "Hello"
  }))
  await cloud.run(
    Stream.runForEach(Messages.sendAll(messages, { concurrency: 32 }), (result) =>
      Effect.sync(() => {
        if (result.outcome !== "sent") throw new Error(`a message is ${result.outcome}`)
        sent += 1
        if (sent % step === 0) note()
      })
    )
  )
  if (sent !== count) throw new Error("results are missing")
  return steps
})
