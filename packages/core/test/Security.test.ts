import * as Security from "@aculab-cloud/core/Security"
import type { AnswerForms } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inVirtualTime, present, withCloud } from "./support.js"

const answering = (body: unknown) => ({ kind: "response", response: () => Response.json(body) }) as const

describe("Security.protocolCheck", () => {
  it.effect("asks by GET without parameters, with the account's credentials", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const check = yield* Security.protocolCheck()
        expect(check).toMatchObject({ pass: true, protocol: "TLSv1.3", other: {} })
        expect(check.reason).toBeUndefined()
        const request = present(simulator.requests[0])
        expect(request.method).toBe("GET")
        expect(request.url).toBe("https://ws-1-2-0.aculabcloud.net/security/protocol_check")
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
        expect(request.text).toBe("")
      })
    )
  )

  it.effect.each<{ form: AnswerForms["failedProtocolCheck"] }>([{ form: "reason" }, { form: "everything" }])(
    "answers a check that failed, which tells the $form",
    ({ form }) =>
      withCloud(
        (simulator) =>
          Effect.gen(function* () {
            simulator.security.setConnection({ protocol: "TLSv1.1" })
            const check = yield* Security.protocolCheck()
            expect(check.pass).toBe(false)
            expect(check.reason).toBeDefined()
            expect(check.protocol).toBe(form === "reason" ? undefined : "TLSv1.1")
          }),
        { forms: { failedProtocolCheck: form } }
      )
  )

  it.effect("reads the documented example (D-16), with whatever is new", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const agent = "Aculab PHP Web Services wrapper v1.0.5 (PHP 7.4.4, OpenSSL 1.1.1d  10 Sep 2019, WINNT)"
        simulator.faults.next(
          answering({
            pass: true,
            protocol: "TLSv1.2",
            cipher: "ECDHE-RSA-AES128-GCM-SHA256",
            user_agent: agent,
            source_address: "203.0.113.34",
            reason: null,
            curve: "x25519"
          })
        )
        expect(yield* Security.protocolCheck()).toEqual({
          pass: true,
          protocol: "TLSv1.2",
          cipher: "ECDHE-RSA-AES128-GCM-SHA256",
          userAgent: agent,
          sourceAddress: "203.0.113.34",
          other: { curve: "x25519" }
        })
      })
    )
  )

  it.effect("does not take an answer without a verdict for one", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next(answering({ protocol: "TLSv1.2" }))
        const error = yield* Effect.flip(Security.protocolCheck())
        expect(error.reason).toMatchObject({ _tag: "UnexpectedResponse", problem: "pass: is required" })
      })
    )
  )

  it.effect("is repeated after 503", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "status", status: 503 })
        expect((yield* inVirtualTime(Security.protocolCheck())).pass).toBe(true)
        expect(simulator.requests).toHaveLength(2)
      })
    )
  )
})
