// twilio-node, with `keepAlive` as its README says. Its address is fixed, so that a request client of one's own, which
// its documentation describes, has to turn requests to the local server.
import twilio from "twilio"

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

/** Its lowest interface is the request client: what that does with axios is not part of this. */
export const stubbed = () => {
  const answer = { statusCode: 201, body: JSON.stringify({ sid: "bench-stub", status: "queued" }) }
  return { send: sendWith(twilio(...credentials, { httpClient: { request: async () => answer } })) }
}
