// @ts-check
// In place of a network: the answer is there at once.

/** @param {string} body */
export const stubResponse = (body) =>
  new Response(body, {
    status: 200,
    headers: { "content-type": "application/json", "content-length": String(body.length) }
  })

/** A `fetch` that answers each request with this body. @param {string} body @returns {typeof fetch} */
export const stubFetch = (body) => async () => stubResponse(body)
