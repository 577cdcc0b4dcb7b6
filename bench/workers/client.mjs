// @ts-check
// One client, kept busy for each round: with a server, or with the network replaced by a function.
import { makeClient, makeStubbed } from "../clients/all.mjs"
import { keepBusy } from "../support/load.mjs"
import { serveTasks } from "../support/processes.mjs"

const [name = "", server] = process.argv.slice(2)
const client = await (server === undefined ? makeStubbed(name) : makeClient(name, JSON.parse(server)))
// What the start left behind is collected before the first call. Where V8's first full collection meets the first hundreds
// of calls instead, it may take what they made for long-lived, and puts its like among the old objects from then on: then a
// process needs half of its time again, or twice as much, for as long as it lives. docs/performance.md has how often.
globalThis.gc?.()
serveTasks({ exists: client !== undefined }, async (limits) => {
  if (client === undefined) throw new Error("there is no such client")
  return keepBusy(client, limits)
})
