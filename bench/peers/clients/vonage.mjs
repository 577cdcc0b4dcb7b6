// @vonage/sms. It gives its fetch (node-fetch) no agent, so the process's own, which keeps connections, is used.
import { globalAgent } from "node:http"
import { Auth } from "@vonage/auth"
import { SMS } from "@vonage/sms"

export const make = ({ url }) => {
  if (!globalAgent.options.keepAlive) throw new Error("the process does not keep connections")
  const sms = new SMS(new Auth({ apiKey: "key", apiSecret: "secret" }), { restHost: url })
  return {
    send: async () => {
      const { messages } = await sms.send({ to: "441908273800", from: "441908273801", text: "Hello" })
      return messages[0]["message-id"]
    }
  }
}
