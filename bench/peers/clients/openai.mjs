// openai's client, a well-made one of another trade; a second attempt would hide a fault of the measurement.
import OpenAI from "openai"
import { stubFetch } from "../../clients/stub.mjs"

const makeWith = (options) => {
  const client = new OpenAI({ apiKey: "key", maxRetries: 0, ...options })
  return {
    send: async () => {
      const { id } = await client.chat.completions.create({
        model: "bench",
        messages: [{ role: "user", content: "Hello" }]
      })
      return id
    }
  }
}

export const make = ({ url }) => makeWith({ baseURL: url })

export const stubbed = () =>
  makeWith({ fetch: stubFetch(JSON.stringify({ id: "bench-stub", object: "chat.completion", choices: [] })) })
