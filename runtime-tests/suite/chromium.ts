/** The suite as a module of a page. */
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Layer from "effect/Layer"
import { type Report, runChecks } from "./run.js"
import type { Stage } from "./stage.js"

/** The key of a simulated account only: the key of a real one does not belong in a page. */
export const run = (stage: Stage): Promise<Report> => {
  const [, major] = /Chrome\/(\d+)/.exec(navigator.userAgent) ?? []
  return runChecks(stage, `chromium ${major}`, (account) =>
    Layer.merge(CloudAccount.layer(account), BrowserTransport.layer)
  )
}
