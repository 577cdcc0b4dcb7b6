import { Clock, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, expect, test } from "vitest"
import { environmentOf, type Program, start } from "./programs.js"

/** How a test asks an example, at paths such as `/sign-in`. */
export type Ask = (path: string, init: RequestInit) => Promise<Response>

/** Where the example has its two routes, and how it is started and asked. */
export interface TokenExample {
  readonly signInPath: string
  readonly tokenPath: string
  /** Starts the example with its environment. */
  readonly start: (environment: Readonly<Record<string, string>>) => Promise<Ask>
}

const password = "correct horse"

/** What every backend that gives pages their tokens must do. */
export const webrtcTokenExample = ({ signInPath, tokenPath, start: startExample }: TokenExample): void => {
  const simulator: Simulator = makeSimulator({ clock: Clock.real() })
  const cloud = serve(simulator)
  afterAll(async () => (await cloud).close())

  const asked = cloud.then(({ url }) =>
    startExample({ ...environmentOf(simulator.account, url), SIGN_IN_PASSWORD: password })
  )
  const ask: Ask = async (path, init) => (await asked)(path, init)
  const signIn = (name: string, word: string) =>
    ask(signInPath, { method: "POST", body: new URLSearchParams({ name, password: word }) })
  const sessionOf = async (name: string): Promise<string> => {
    const response = await signIn(name, password)
    expect(response.status).toBe(204)
    return response.headers.get("set-cookie")?.split(";")[0] ?? ""
  }

  test("gives nothing to somebody who is not signed in", async () => {
    for (const cookie of ["", "session=made-up", "session=anna.99999999999.made-up"]) {
      const response = await ask(tokenPath, { method: "POST", headers: { cookie } })
      expect(response.status).toBe(401)
      expect(await response.json()).toEqual({ error: "signed-out" })
    }
    expect((await signIn("anna", "wrong")).status).toBe(401)
    expect((await signIn("eve", password)).status).toBe(401)
    expect(simulator.count("/webrtc_generate_token")).toBe(0)
  })

  test("gives a signed-in user a token of their own, which no cache keeps", async () => {
    const cookie = await sessionOf("anna")
    const response = await ask(tokenPath, {
      method: "POST",
      headers: { cookie, "content-type": "application/json" },
      body: JSON.stringify({ clientId: "bob", callableClients: ["*"] })
    })
    expect(response.status).toBe(200)
    expect(response.headers.get("cache-control")).toBe("no-store")
    const { token }: { readonly token: string } = await response.json()
    expect(simulator.webrtc.tokens().at(-1)).toMatchObject({
      token,
      clientId: "anna",
      callClients: ["anna", "bob"]
    })
  })

  test("gives nothing to a page of another origin", async () => {
    const cookie = await sessionOf("bob")
    const before = simulator.count("/webrtc_generate_token")
    const response = await ask(tokenPath, {
      method: "POST",
      headers: { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" }
    })
    expect(response.status).toBe(403)
    expect(simulator.count("/webrtc_generate_token")).toBe(before)
  })
}

/** The same for a program that listens, at `/sign-in` and `/webrtc-token`: and it ends cleanly. */
export const webrtcTokenServer = (file: string): void => {
  let program: Program | undefined
  afterAll(() => program?.signal("SIGKILL"))

  webrtcTokenExample({
    signInPath: "/sign-in",
    tokenPath: "/webrtc-token",
    start: async (environment) => {
      program = start("node", file, { environment: { ...environment, PORT: "0" } })
      const url = (await program.line(/^listening on /)).replace("listening on ", "")
      return (path, init) => fetch(new URL(path, url), init)
    }
  })

  test("ends cleanly", async () => {
    program?.signal("SIGTERM")
    expect(await program?.ended).toMatchObject({ code: 0, error: "" })
  })
}
