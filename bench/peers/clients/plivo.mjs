// plivo, which keeps connections by itself. Its options take another address.
import { createRequire } from "node:module"
import plivo from "plivo"

const makeWith = (url) => {
  const client = new plivo.Client("MA000000000000000000", "token", { url })
  return {
    send: async () => {
      const { messageUuid } = await client.messages.create({
        src: "441908273801",
        dst: "441908273800",
        text: "Hello"
      })
      return messageUuid[0]
    }
  }
}

export const make = ({ url }) => makeWith(url)

/** axios has adapters. plivo uses the defaults of its CommonJS form, which is another one than the module's. */
export const stubbed = () => {
  const axios = createRequire(import.meta.url)("axios")
  const data = JSON.stringify({ message: "queued", message_uuid: ["bench-stub"], api_id: "bench" })
  axios.defaults.adapter = async (config) => ({
    data,
    status: 202,
    statusText: "",
    headers: {},
    config,
    request: {}
  })
  return makeWith("http://127.0.0.1")
}
