// @ts-check
// All clients by name. Each is loaded only in the process that uses it.

/** @typedef {import("../support/load.mjs").Client} Client */
/** @typedef {import("./aculab.mjs").Server} Server */

export const promises = "@aculab-cloud/node"
export const effects = "@aculab-cloud/node, one Effect program"
export const rawFetch = "raw fetch"
export const bareUndici = "bare undici.request"
export const peers = /** @type {const} */ (["twilio", "@vonage/sms", "telnyx", "plivo", "openai"])

const peerModule = (/** @type {string} */ name) =>
  import(`../peers/clients/${name.replace(/^@|\/.*$/g, "")}.mjs`)

/** A client of a local server. @param {string} name @param {Server} server @returns {Promise<Client>} */
export const makeClient = async (name, server) => {
  switch (name) {
    case promises:
      return (await import("./aculab.mjs")).promises(server)
    case effects:
      return (await import("./aculab.mjs")).effects(server)
    case rawFetch:
      return (await import("./bare.mjs")).rawFetch(server)
    case bareUndici:
      return (await import("./bare.mjs")).bareUndici(server)
    default:
      return (await peerModule(name)).make(server)
  }
}

export const spansOff = "@aculab-cloud/core, nobody listens to spans"
export const transportOfNode = "@aculab-cloud/core, a transport as @aculab-cloud/node's"
export const spansOn = "@aculab-cloud/core, spans on"
export const stubbedFetch = "raw fetch"
export const twilioAbove = "twilio without its HTTP client"

/** A client without a network, or `undefined` where there is no way to make one. @param {string} name @returns {Promise<Client | undefined>} */
export const makeStubbed = async (name) => {
  switch (name) {
    case spansOff:
      return (await import("./aculab.mjs")).stubbed()
    case transportOfNode:
      return (await import("./aculab.mjs")).stubbedTransport()
    case spansOn:
      return (await import("./aculab.mjs")).stubbedAndTraced()
    case stubbedFetch:
      return (await import("./bare.mjs")).stubbedFetch()
    case twilioAbove:
      return (await peerModule("twilio")).stubbedAbove()
    default:
      return (await peerModule(name)).stubbed?.()
  }
}
