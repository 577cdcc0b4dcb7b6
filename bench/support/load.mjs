// @ts-check
// Keeps a client busy, and tells what it did and what that cost.

/**
 * @typedef {object} Client A way of sending one message.
 * @property {() => Promise<unknown>} send Gives the reference that the server made.
 * @property {(lanes: number, isOver: () => boolean, check: (reference: unknown) => void) => Promise<void>} [keepSending]
 *   Its own way of having several under way; the usual one is as many loops of `await`.
 */

/** @typedef {{ count: number, seconds: number, cpuSeconds: number }} Effort */

/** @param {Client} client @param {{ lanes: number, milliseconds: number, atMost?: number }} limits @returns {Promise<Effort>} */
export const keepBusy = async (client, { lanes, milliseconds, atMost = Number.POSITIVE_INFINITY }) => {
  let begun = 0
  let count = 0
  const start = performance.now()
  const cpu = process.cpuUsage()
  const isOver = () => performance.now() - start >= milliseconds || begun++ >= atMost
  const check = (/** @type {unknown} */ reference) => {
    if (typeof reference !== "string" || !reference.startsWith("bench-")) {
      throw new Error("the answer is not the server's")
    }
    count += 1
  }
  const { send, keepSending } = client
  const lane = async () => {
    while (!isOver()) check(await send())
  }
  if (keepSending === undefined) await Promise.all(Array.from({ length: lanes }, lane))
  else await keepSending(lanes, isOver, check)
  const { user, system } = process.cpuUsage(cpu)
  return { count, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }
}
