import { cloudDateTime } from "./dateTime.js"

/** A request that the cloud does not carry out. `code` is four digits or `HTTP nnn` (D). */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly text: string
  readonly details?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What an error document says about the request that it answers. */
export interface RefusedRequest {
  readonly path: string
  readonly accept: string | null
  /** Milliseconds since the epoch. */
  readonly arrived: number
  readonly now: number
}

/** A refusal that has no four-digit code: its code is made of the HTTP status (D for the form). */
export const httpRefusal = (
  status: number,
  text: string,
  headers?: Readonly<Record<string, string>>
): Refusal => ({ status, code: `HTTP ${status}`, text, ...(headers ? { headers } : {}) })

// Without one of these the older services answer errors in XML or HTML (D).
const acceptsJson = (accept: string | null): boolean =>
  (accept ?? "")
    .split(",")
    .map((range) => range.split(";")[0]?.trim().toLowerCase())
    .some((type) => type === "application/json" || type === "text/json")

const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (character) => (character === "&" ? "&amp;" : character === "<" ? "&lt;" : "&gt;"))

type ErrorDocument = ReturnType<typeof errorDocument>

const errorDocument = (refusal: Refusal, request: RefusedRequest) => ({
  error: {
    code: refusal.code,
    text: refusal.text,
    ...(refusal.details ? { details: refusal.details } : {}),
    datetime: cloudDateTime(request.now),
    link: `https://www.aculab.com/cloud/web-services/web-service-errors?error=${encodeURIComponent(refusal.code)}`
  },
  request: { url: request.path, datetime: cloudDateTime(request.arrived) }
})

// I: that XML is an answer is documented, its element names are not.
const xml = ({ error, request }: ErrorDocument): string => {
  const element = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`
  const details = error.details?.map((detail) => element("detail", detail)).join("")
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<response><error>",
    element("code", error.code),
    element("text", error.text),
    details === undefined ? "" : `<details>${details}</details>`,
    element("datetime", error.datetime),
    element("link", error.link),
    "</error><request>",
    element("url", request.url),
    element("datetime", request.datetime),
    "</request></response>"
  ].join("")
}

/** The error document in JSON if the request asks for that, in XML otherwise. */
export const refusalResponse = (refusal: Refusal, request: RefusedRequest): Response => {
  const document = errorDocument(refusal, request)
  const json = acceptsJson(request.accept)
  return new Response(json ? JSON.stringify(document) : xml(document), {
    status: refusal.status,
    headers: { ...refusal.headers, "content-type": json ? "application/json" : "application/xml" }
  })
}
