// @ts-check
// The simulator's server, with its files on disk, in a process of its own.
import { Clock } from "@aculab-cloud/simulator/Clock"
import { diskContent } from "@aculab-cloud/simulator/disk"
import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { serveTasks } from "../support/processes.mjs"

const [folder = ""] = process.argv.slice(2)
const simulator = makeSimulator({ clock: Clock.real(), files: { content: diskContent(folder) } })
const { url } = await serve(simulator)
serveTasks({ url, account: simulator.account }, async () => undefined)
