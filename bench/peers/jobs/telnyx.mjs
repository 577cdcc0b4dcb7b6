import Telnyx from "telnyx"

const client = new Telnyx({ apiKey: "key" })

export const send = () => client.messages.send({ to: "+441908273800", from: "+441908273801", text: "Hello" })
