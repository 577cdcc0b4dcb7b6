import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

const page = (name: string): string => fileURLToPath(new URL(`${name}.html`, import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  logLevel: "warn",
  build: { rolldownOptions: { input: [page("voice"), page("phone")] }, emptyOutDir: true }
})
