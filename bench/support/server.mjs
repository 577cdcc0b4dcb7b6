// @ts-check
// The simulator's server, with its files on disk, in a process of its own.
import { Clock } from "@aculab-cloud/simulator/Clock"
import { diskContent } from "@aculab-cloud/simulator/disk"
import { makeSimulator } from "@aculab-cloud/simulator/Simulator"
import { serve } from "@aculab-cloud/simulator/server"

const [folder = ""] = process.argv.slice(2)
const simulator = makeSimulator({ clock: Clock.real(), files: { content: diskContent(folder) } })
const { url } = await serve(simulator)
process.send?.({ url, account: simulator.account })
process.once("disconnect", () => process.exit())
