/** Does with a redirect what `fetch` does, so that a client that follows them is found out. */

const redirectStatuses = new Set([301, 302, 303, 307, 308])
const mostRedirects = 20

/** The request that follows a redirect, as `fetch` makes it. */
const following = (
  request: Request,
  body: Uint8Array<ArrayBuffer> | undefined,
  status: number,
  location: string
): Request => {
  const url = new URL(location, request.url)
  const headers = new Headers(request.headers)
  if (url.origin !== new URL(request.url).origin) headers.delete("authorization")
  const becomesGet = status === 303 || (request.method === "POST" && (status === 301 || status === 302))
  if (becomesGet) headers.delete("content-type")
  const { signal } = request
  if (becomesGet || request.method === "GET") return new Request(url, { headers, signal })
  if (body === undefined)
    throw new TypeError("fetch failed", { cause: new Error("a streamed body cannot be sent again") })
  return new Request(url, { headers, signal, method: request.method, body })
}

/**
 * `redirect: "error"` rejects, `"follow"` (the default) asks again at the new place, which is this simulator again
 * whatever the host. `"manual"` returns the answer, as Node does.
 */
export const fetchFollowing = async (
  request: Request,
  once: (
    request: Request
  ) => Promise<{ readonly response: Response; readonly body: Uint8Array<ArrayBuffer> | undefined }>
): Promise<Response> => {
  const { redirect } = request
  let current = request
  for (let count = 0; count <= mostRedirects; count += 1) {
    const { response, body } = await once(current)
    const location = response.headers.get("location")
    if (!redirectStatuses.has(response.status) || location === null || redirect === "manual") return response
    if (redirect === "error") throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") })
    current = following(current, body, response.status, location)
  }
  throw new TypeError("fetch failed", { cause: new Error("redirect count exceeded") })
}
