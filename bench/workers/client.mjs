// @ts-check
// One client, kept busy for each round: with a server, or with the network replaced by a function.
import { makeClient, makeStubbed } from "../clients/all.mjs"
import { keepBusy } from "../support/load.mjs"
import { serveTasks } from "../support/processes.mjs"

const [name = "", server] = process.argv.slice(2)
const client = await (server === undefined ? makeStubbed(name) : makeClient(name, JSON.parse(server)))
serveTasks({ exists: client !== undefined }, async (limits) => {
  if (client === undefined) throw new Error("there is no such client")
  return keepBusy(client, limits)
})
