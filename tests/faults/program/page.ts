/** The program for a browser. */
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import { run } from "./run.js"

await run({
  control: location.origin,
  transport: { layer: BrowserTransport.layer },
  concurrency: 12,
  remains: () => ({ resources: [], warnings: [] })
})
