// @ts-check
// Sends one SMS as a program on Node does, with its pool of connections.
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"

const cloud = NodeCloud.make({ cloudId: "1-2-0", username: "you@example.com", apiAccessKey: "key" })

export const send = () =>
  cloud.run(Messages.send({ to: "441908273800", from: "441908273801", content: "Hello" }))
