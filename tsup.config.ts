import { defineConfig } from "tsup"

// One output file for each source file: what a program does not import, no bundler has to shake off.
export default defineConfig({
  entry: ["src/**/*.ts", "!src/**/*.d.ts"],
  format: "esm",
  target: "es2023",
  bundle: false,
  sourcemap: true,
  dts: false,
  clean: false,
  silent: true
})
