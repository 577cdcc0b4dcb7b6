// Stands for your own sign-in: these people, one password, and a signed cookie. It keeps nothing in memory, since Next
// may load each route on its own, and on several machines.
import { createHmac, timingSafeEqual } from "node:crypto"

export const people = ["anna", "bob"]
const oneHour = 60 * 60

const setting = (name: "SIGN_IN_PASSWORD" | "SESSION_SECRET"): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
const signatureOf = (text: string): Buffer =>
  createHmac("sha256", setting("SESSION_SECRET")).update(text).digest()

/** The cookie of somebody who knows the password. */
export const signIn = (form: FormData): string | undefined => {
  const person = people.find((name) => name === form.get("name"))
  if (person === undefined || form.get("password") !== setting("SIGN_IN_PASSWORD")) return undefined
  const text = `${person}.${Math.floor(Date.now() / 1000) + oneHour}`
  const session = `${text}.${signatureOf(text).toString("base64url")}`
  // Add `Secure` where the page is not on this machine.
  return `session=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${oneHour}`
}

/** Who is signed in, if the cookie is one of ours and not too old. */
export const signedIn = (request: Request): string | undefined => {
  const cookie = /(?:^|; )session=(([a-z]+)\.(\d+))\.([\w-]+)/.exec(request.headers.get("cookie") ?? "")
  const [, text = "", person, until, signature = ""] = cookie ?? []
  const expected = signatureOf(text)
  const given = Buffer.from(signature, "base64url")
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  return isOurs && Number(until) > Date.now() / 1000 ? person : undefined
}
