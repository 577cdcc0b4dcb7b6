// Sends an SMS and follows it to its end.
//   deno run --allow-env="ACULAB_*,UNDICI_*,JEST_WORKER_ID" --allow-net=<the cloud's host> main.ts <to> <from> <text>

import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"

const [to = "", from = "", content = ""] = Deno.args

await using cloud = NodeCloud.make()

try {
  const references = await cloud.run(Messages.send({ to, from, content, deliveryReport: true }))
  for await (const { reference, state } of cloud.iterate(Messages.follow(references))) {
    console.log(`${reference} is ${state}`)
  }
} catch (error) {
  if (!isCloudError(error)) throw error
  console.error(error.message)
  Deno.exitCode = 1
}
