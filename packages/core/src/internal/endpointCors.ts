/**
 * Pages of other origins: those that are named may ask, and no others.
 */
import type { Cors } from "../BrowserEndpoint.js"

/** What no page can have as its origin would be a page that is refused, and nobody would know why. */
export const checkCors = (cors: Cors | undefined): void => {
  if (cors?.origins.every(isOrigin) === false) {
    throw new RangeError("cors.origins must be origins such as https://app.example.com")
  }
}

/** Schemes that the web does not know, such as those of packed apps, have their origin in the same form. */
const isOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { origin, protocol, host } = new URL(text)
  return text === (origin === "null" ? `${protocol}//${host}` : origin)
}

const originOf = (request: Request, cors: Cors | undefined): string | undefined => {
  const origin = request.headers.get("origin")
  return origin !== null && cors?.origins.includes(origin) === true ? origin : undefined
}

/**
 * Whether a page of another origin asks that is not named. The browser says so itself; comparing addresses would
 * fail behind a proxy. Whoever is no browser may say anything, and is stopped by the sign-in.
 */
export const isForeign = (request: Request, cors: Cors | undefined): boolean =>
  /^(cross-site|same-site)$/.test(request.headers.get("sec-fetch-site") ?? "") &&
  originOf(request, cors) === undefined

/** What lets the page read the answer, errors included. */
export const corsHeaders = (request: Request, cors: Cors | undefined): Readonly<Record<string, string>> => {
  if (cors === undefined) return {}
  const origin = originOf(request, cors)
  if (origin === undefined) return { vary: "Origin" }
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "retry-after",
    ...(cors.credentials === true ? { "access-control-allow-credentials": "true" } : {})
  }
}

/** The answer to a browser that asks beforehand whether a page may ask; `undefined` where nobody does. */
export const preflight = (request: Request, cors: Cors | undefined): Response | undefined => {
  if (request.method !== "OPTIONS" || originOf(request, cors) === undefined) return undefined
  const headers = ["authorization", "content-type", ...(cors?.headers ?? [])].join(", ")
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(request, cors),
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": headers,
      "access-control-max-age": "600",
      "cache-control": "no-store"
    }
  })
}
