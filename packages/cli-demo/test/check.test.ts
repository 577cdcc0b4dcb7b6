import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud } from "./support.js"
describe("x", () => { it.effect("y", () => Effect.gen(function* () {
  const r = yield* aculabCloud(["check","--simulate"], { env: { ACULAB_SERVICE_NAME: "simulator-uas", ACULAB_SERVICE_PASSWORD: "simulator-uas-password" }})
  console.info(r.stdout + r.stderr + r.code)
  const j = yield* aculabCloud(["check","--simulate", "--json"])
  console.info(j.stdout.slice(0, 3000) + j.stderr + j.code)
}))})
