/**
 * Sends so many messages: `sender.ts <url> <messages> <report>`. Into the report goes a line for each result: the
 * message, its key, the outcome, the reason of an error, and the references. It says how far it is after each hundredth.
 */
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { writeLines } from "../lines.js"
import { account, attemptMillis, attempts, concurrency, contentOf, from, haste, toOf } from "../plan.js"
import { hurrying } from "./clock.js"

const [url = "", count = "", reportFile = ""] = process.argv.slice(2)
const messages = Number(count)
const report = writeLines(reportFile)

const source = Stream.range(0, messages - 1).pipe(
  Stream.map((index) => ({ key: `key ${index}`, to: toOf(index), from, content: contentOf(index) }))
)

const mebibytes = (kibibytes: number): number => Math.round(kibibytes / 1024)

let done = 0

const note = (result: Messages.BatchResult<string>): void => {
  const reason = "error" in result ? (result.error?.reason._tag ?? "") : ""
  const references = result.outcome === "sent" ? result.references.join(" ") : ""
  report.write(result.index, result.key ?? "", result.outcome, reason, references)
  done += 1
  const percent = Math.floor((done * 100) / messages)
  if (percent > Math.floor(((done - 1) * 100) / messages)) {
    console.log(`at ${percent} ${mebibytes(process.memoryUsage.rss() / 1024)}`)
  }
}

const program = Stream.runForEach(Messages.sendAll(source, { concurrency }), (result) =>
  Effect.sync(() => note(result))
).pipe(
  CallPolicy.with({
    attemptTimeout: attemptMillis * haste,
    // Longer than all attempts with their rests can take: of the limits, only that of an attempt is meant to be met.
    deadline: attemptMillis * haste * 100,
    maxAttempts: attempts
  }),
  Effect.provide(
    NodeCloud.layer({ ...account, apiAccessKey: Redacted.make(account.apiAccessKey), baseUrl: url })
  )
)

await Effect.runPromise(
  Effect.flatMap(hurrying(haste), (clock) => Effect.provideService(program, Clock.Clock, clock))
)
report.close()
console.log(`ended ${JSON.stringify({ peakMebibytes: mebibytes(process.resourceUsage().maxRSS) })}`)
