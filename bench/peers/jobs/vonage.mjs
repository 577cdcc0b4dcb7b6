import { Auth } from "@vonage/auth"
import { SMS } from "@vonage/sms"

const sms = new SMS(new Auth({ apiKey: "key", apiSecret: "secret" }))

export const send = () => sms.send({ to: "441908273800", from: "441908273801", text: "Hello" })
