import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const check = ["security", "check", "--simulate"]

describe("security check", () => {
  it.effect("prints what the cloud sees, as a table or as JSON", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(check)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(/^Secure +Protocol +Cipher +Your address +Your client\nyes +TLSv1\.3 /)
      const asJson = yield* aculabCloud([...check, "--json"])
      expect(document(asJson.stdout)).toEqual({
        pass: true,
        protocol: "TLSv1.3",
        cipher: expect.any(String),
        userAgent: expect.any(String),
        sourceAddress: expect.any(String),
        other: {}
      })
    })
  )

  it.effect("ends with 4 when the connection is not secure, and says why", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.security.setConnection({ protocol: "TLSv1.1" })
      const { code, stdout, stderr } = yield* aculabCloud(check, { simulator })
      expect(code).toBe(4)
      expect(stdout).toMatch(/^Secure +Reason\nno +\S/)
      expect(stderr).toContain("does not consider this connection secure")
      const asJson = yield* aculabCloud([...check, "--json"], { simulator })
      expect(asJson.code).toBe(4)
      expect(document(asJson.stdout)).toMatchObject({ pass: false, reason: expect.any(String) })
      expect(document(asJson.stderr)).toMatchObject({
        error: { operation: "Security.protocolCheck", outcome: "rejected", exitCode: 4 }
      })
    })
  )
})
