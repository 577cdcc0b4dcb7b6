import { afterAll, vi } from "vitest"
import { webrtcTokenExample } from "../../tests/support/webrtcTokenExample.js"
import { POST as signIn } from "./app/api/sign-in/route.js"
import { POST as token } from "./app/api/webrtc-token/route.js"

const routes = new Map([
  ["/api/sign-in", signIn],
  ["/api/webrtc-token", token]
])

afterAll(() => vi.unstubAllEnvs())

webrtcTokenExample({
  signInPath: "/api/sign-in",
  tokenPath: "/api/webrtc-token",
  // Next calls the function that a route file exports. The routes are loaded before there are any keys, as by `next build`.
  start: async (environment) => {
    for (const [name, value] of Object.entries({ ...environment, SESSION_SECRET: crypto.randomUUID() })) {
      vi.stubEnv(name, value)
    }
    return async (path, init) => {
      const route = routes.get(path)
      if (route === undefined) throw new Error(`there is no route ${path}`)
      return route(new Request(new URL(path, "http://127.0.0.1:3000"), init))
    }
  }
})
