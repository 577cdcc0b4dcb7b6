/** Tokens for WebRTC clients, and the clients that are registered (wire reference, B 5). */
import { flag, listOf, orEmpty, wholeNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { json, type Operation } from "./operation.js"
import { type Check, malformed, optional, repeatable, required, valid } from "./parameters.js"
import { isClientId } from "./webRtcEngine.js"

const clientId: Check<string> = (text) =>
  isClientId(text) ? valid(text) : malformed("letters, digits and + - . _")

/** A client, or with a `*` at the end all clients whose ids begin so (D). */
const clientPattern: Check<string> = (text) =>
  text === "*" || isClientId(text.replace(/\*$/, ""))
    ? valid(text)
    : malformed("letters, digits and + - . _ with perhaps a * at the end")

const client = required("client_id", "D", clientId)
const ttl = optional("ttl", "D", wholeNumber({ from: 600, to: 86_400 }), 3600)
const enableIncoming = optional("enable_incoming", "D", flag, true)
// The one list that may also be repeated (D). Aculab's own programs send it empty when there is nobody to call.
const callClient = repeatable(
  ",",
  optional("call_client", "D", orEmpty(listOf(",", clientPattern)), undefined)
)

const generateToken: Operation = {
  path: "/webrtc_generate_token",
  parameters: [client, ttl, enableIncoming, callClient],
  findProblems: () => [],
  run: async (input, cloud) => {
    const { token } = await cloud.webrtc.issue({
      clientId: input.get(client),
      ttl: input.get(ttl),
      enableIncoming: input.get(enableIncoming),
      callClients: input.get(callClient) ?? []
    })
    return json({ token })
  }
}

const registeredClients: Operation = {
  path: "/webrtc_registered_clients",
  parameters: [],
  findProblems: () => [],
  run: (_, cloud) => {
    // I: the form of the times.
    const clients = cloud.webrtc.clients().map(({ clientId, lastModified, expires }) => ({
      client_id: clientId,
      last_modified: cloudDateTime(lastModified),
      expires: cloudDateTime(expires)
    }))
    return json(cloud.forms.registeredClients === "array" ? clients : { clients })
  }
}

export const webRtcOperations: readonly Operation[] = [generateToken, registeredClients]
