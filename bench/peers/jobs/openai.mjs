import OpenAI from "openai"

const client = new OpenAI({ apiKey: "key" })

export const send = () =>
  client.chat.completions.create({ model: "gpt-5", messages: [{ role: "user", content: "Hello" }] })
