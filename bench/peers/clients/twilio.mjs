// twilio-node, with `keepAlive` as its README says. Its address is fixed, so that a request client of one's own, which
// its documentation describes, has to turn requests to the local server.
import twilio from "twilio"
import { stubAxios } from "../axios.mjs"

const answer = JSON.stringify({ sid: "bench-stub", status: "queued" })
const credentials = ["AC00000000000000000000000000000000", "token"]

class LocalClient extends twilio.RequestClient {
  constructor(url) {
    super({ keepAlive: true, maxSockets: 128 })
    this.url = url
  }
  request(options) {
    return super.request({ ...options, uri: options.uri.replace("https://api.twilio.com", this.url) })
  }
}

const sendWith = (client) => async () => {
  const { sid } = await client.messages.create({ to: "+441908273800", from: "+441908273801", body: "Hello" })
  return sid
}

export const make = ({ url }) => ({
  send: sendWith(twilio(...credentials, { httpClient: new LocalClient(url) }))
})

/** At the adapter of axios, where requests are sent: what makes the form and the headers is part of it. */
export const stubbed = () => {
  stubAxios(201, answer)
  return {
    send: sendWith(twilio(...credentials, { httpClient: new twilio.RequestClient({ keepAlive: true }) }))
  }
}

/** At its request client, which is above axios: neither form nor headers have been made there. */
export const stubbedAbove = () => {
  const response = { statusCode: 201, body: answer }
  return { send: sendWith(twilio(...credentials, { httpClient: { request: async () => response } })) }
}
