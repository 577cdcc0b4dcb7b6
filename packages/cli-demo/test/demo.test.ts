import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud } from "./support.js"

/** The port is free again: nobody listens. */
const isClosed = (url: string) =>
  Effect.promise(() =>
    fetch(url).then(
      () => false,
      () => true
    )
  )

describe("demo", () => {
  it.live("shows the whole way of two messages, then what goes wrong, and cleans up", () =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(["demo", "--speed", "500"])
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      for (const name of ["SMS", "MMS"]) {
        const states = [...stdout.matchAll(new RegExp(`^  \\+[\\d.]+ s  ${name}  (.*)$`, "gm"))]
        expect(states.map(([, state]) => state)).toEqual([
          "queued",
          "submitted to carrier",
          "sent",
          "delivered"
        ])
      }
      expect(stdout).toMatch(/^State +SMS +MMS$/m)
      expect(stdout).toMatch(/^delivered +after [\d.]+ s +after [\d.]+ s$/m)
      const stops = [
        "Call",
        "Services",
        "Files",
        "Report",
        "Conference",
        "Numbers",
        "WebRTC",
        "Biometrics",
        "Security"
      ]
      for (const stop of stops) expect(stdout).toMatch(new RegExp(`^ {2}${stop} +[A-Z]\\w+\\.\\w+`, "m"))
      // So fast, not every state is seen.
      expect(stdout).toMatch(/^ +(queued → )?(running → )?completed$/m)
      expect(stdout).toMatch(/a token for the client reception until .*: <redacted>/)
      expect(stdout).toMatch(/state +failed \(unknown subscriber\)/)
      expect(stdout).toMatch(/reason +Unauthorized: /)
      expect(stdout).toMatch(/outcome +rejected: /)
      expect(stdout).toMatch(/outcome +unknown: /)
      expect(stdout).toMatch(/advice +The message may have been sent/)
      expect(stdout).toContain("Everything happened as it should.")

      const urls = stdout.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []
      expect(urls).toHaveLength(2)
      for (const url of urls) expect(yield* isClosed(url)).toBe(true)
    })
  )
})
