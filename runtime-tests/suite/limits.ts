/** What a runtime cannot do, and why. The tests fail when something of this works, too. */
import type { RuntimeName } from "../support/launch.js"
import type { CheckName } from "./checks.js"

export interface Limit {
  readonly runtime: RuntimeName
  readonly check: CheckName
  /** What the failure says. */
  readonly failure: RegExp
  /** For the table: a sentence. */
  readonly reason: string
}

export const limits: ReadonlyArray<Limit> = [
  {
    runtime: "chromium",
    check: "upload a stream",
    failure: /Failed to fetch/,
    reason:
      "Browsers send no streams; Chromium does over HTTP/2 only, which the simulator has not got. Bytes and Blobs go up everywhere."
  }
]
