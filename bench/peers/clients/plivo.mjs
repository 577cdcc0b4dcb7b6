// plivo, which keeps connections by itself. Its options take another address.
import plivo from "plivo"
import { stubAxios } from "../axios.mjs"

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

export const stubbed = () => {
  stubAxios(202, JSON.stringify({ message: "queued", message_uuid: ["bench-stub"], api_id: "bench" }))
  return makeWith("http://127.0.0.1")
}
