// telnyx, with its own defaults; a second attempt would hide a fault of the measurement.
import Telnyx from "telnyx"
import { stubFetch } from "../../clients/stub.mjs"

const makeWith = (options) => {
  const client = new Telnyx({ apiKey: "key", maxRetries: 0, ...options })
  return {
    send: async () => {
      const { data } = await client.messages.send({
        to: "+441908273800",
        from: "+441908273801",
        text: "Hello"
      })
      return data.id
    }
  }
}

export const make = ({ url }) => makeWith({ baseURL: url })

export const stubbed = () =>
  makeWith({ fetch: stubFetch(JSON.stringify({ data: { id: "bench-stub", record_type: "message" } })) })
