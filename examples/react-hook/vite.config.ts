import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

// The page's own backend, such as the example webrtc-token-hono. There you sign in first.
const proxy = { "/webrtc-token": process.env.BACKEND ?? "http://127.0.0.1:3000" }

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  server: { proxy },
  preview: { proxy }
})
