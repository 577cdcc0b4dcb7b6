// @ts-check
// By hand, without checks: what an HTTP client alone costs.
import { Agent, request } from "undici"
import { stubFetch } from "./stub.mjs"

/** @typedef {import("./aculab.mjs").Server} Server */

const body = () =>
  new URLSearchParams({ to: "441908273800", from: "441908273801", content: "Hello" }).toString()

/** @param {Server["account"]} account */
const headersOf = ({ cloudId, username, apiAccessKey }) => ({
  accept: "application/json",
  authorization: `Basic ${Buffer.from(`${cloudId}/${username}:${apiAccessKey}`).toString("base64")}`,
  "content-type": "application/x-www-form-urlencoded"
})

/** @param {typeof globalThis.fetch} send @param {Server} server @returns {import("../support/load.mjs").Client} */
const withFetch = (send, { url, account }) => {
  const headers = headersOf(account)
  return {
    send: async () => {
      const response = await send(`${url}/msg_send`, { method: "POST", headers, body: body() })
      const [reference] = await response.json()
      return reference
    }
  }
}

/** Node's own. @param {Server} server */
export const rawFetch = (server) => withFetch(fetch, server)

export const stubbedFetch = () =>
  withFetch(stubFetch('["bench-stub"]'), {
    url: "http://127.0.0.1",
    account: { cloudId: "1-2-0", username: "bench@example.com", apiAccessKey: "bench-key" }
  })

/** @param {Server} server @returns {import("../support/load.mjs").Client} */
export const bareUndici = ({ url, account }) => {
  const headers = headersOf(account)
  const dispatcher = new Agent()
  return {
    send: async () => {
      const response = await request(`${url}/msg_send`, { method: "POST", headers, body: body(), dispatcher })
      const [reference] = /** @type {string[]} */ (await response.body.json())
      return reference
    }
  }
}
