import twilio from "twilio"

const client = twilio("AC00000000000000000000000000000000", "token")

export const send = () =>
  client.messages.create({ to: "+441908273800", from: "+441908273801", body: "Hello" })
