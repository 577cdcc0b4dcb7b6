import { fileURLToPath } from "node:url"
import { defineConfig, loadEnv } from "vite"

export default defineConfig(({ mode }) => {
  const root = fileURLToPath(new URL(".", import.meta.url))
  const { VITE_ACULAB_CLOUD_ID, BACKEND = "http://127.0.0.1:3000" } = loadEnv(mode, root, [
    "VITE_",
    "BACKEND"
  ])
  // The page's own backend, such as the example webrtc-token-hono.
  const proxy = { "/sign-in": BACKEND, "/webrtc-token": BACKEND }
  // All that this page needs. Calls need the WebSocket; the token needs 'self'.
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "img-src data:",
    `connect-src 'self' wss://webrtc-${VITE_ACULAB_CLOUD_ID}.aculabcloud.net`
  ].join("; ")
  return {
    root,
    server: { proxy },
    preview: { proxy, headers: { "content-security-policy": policy } }
  }
})
