// The same without Effect: sends an SMS and follows it to its end.
//   node main.ts <to> <from> <text>
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"

const [to = "", from = "", content = ""] = process.argv.slice(2)

const cloud = NodeCloud.make()
let sent = false
try {
  const references = await cloud.run(Messages.send({ to, from, content, deliveryReport: true }))
  sent = true
  console.log(`queued as ${references.join(", ")}`)

  for await (const status of cloud.iterate(Messages.follow(references))) {
    console.log(`${status.reference} is ${status.state}`)
  }
} catch (error) {
  if (!isCloudError(error)) throw error
  process.exitCode = 1
  // The error is of the call that failed: what is known of the message came before it.
  if (sent) console.error(`It was sent, and could not be followed. ${error.message}`)
  else if (error.reason._tag === "InvalidInput") console.error(`Please correct ${error.reason.message}`)
  else if (error.outcome === "unknown") console.error(`It may have been sent. ${error.message}`)
  else console.error(`It was not sent. ${error.message}`)
} finally {
  await cloud.dispose()
}
