import plivo from "plivo"

const client = new plivo.Client("MA000000000000000000", "token")

export const send = () => client.messages.create({ src: "441908273801", dst: "441908273800", text: "Hello" })
