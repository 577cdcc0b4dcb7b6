/** The password of a service shows nowhere, whatever the cloud sends back. */
import * as CloudError from "@aculab-cloud/core/CloudError"
import * as Services from "@aculab-cloud/core/Services"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Formatter from "effect/Formatter"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inVirtualTime, withCloud } from "./support.js"

const password = "MARKED:ü/\\%'\"&"
const nested = "MARKED-nested'\"\\"

/** As Python writes a text that it quotes: services are checked by a program in Python (doc 30, I). */
const inPython = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

const echoes = (text: string): ReadonlyArray<string> => [
  `service_password: ${text} is too short`,
  `service_password: ${inPython(text)} is too short`,
  `{'service_password': ${inPython(text)}} is not valid`,
  JSON.stringify({ service_password: text }),
  new URLSearchParams({ text }).toString()
]

const formsOf = (error: CloudError.CloudError): string =>
  [
    String(error),
    error.message,
    error.stack ?? "",
    JSON.stringify(error),
    Formatter.format(error),
    Cause.pretty(Cause.fail(error)),
    JSON.stringify(Schema.encodeSync(Schema.toCodecJson(CloudError.CloudError))(error))
  ].join("\n")

const configuration = { service_password: Redacted.make(password), pages: [{ key: Redacted.make(nested) }] }

describe("the password of a service", () => {
  it.effect.each([200, 400, 401, 404, 500])(
    "is in no error after a write that is sent back with %i",
    (status) =>
      withCloud((simulator) =>
        Effect.gen(function* () {
          const details = [...echoes(password), ...echoes(nested)]
          const error = { code: password, text: details.join(" "), details, link: nested }
          simulator.faults.next({
            kind: "response",
            times: 10,
            response: () => Response.json({ error, service_password: [password], uas: nested }, { status })
          })
          for (const call of [
            Effect.asVoid(Services.write("outbound", "x", configuration)),
            Effect.asVoid(Services.modify("outbound", "x", configuration)),
            Effect.asVoid(Services.write("outbound", "x", { ...configuration, service_password: password })),
            Effect.asVoid(Services.modify("outbound", "x", { ...configuration, service_password: password }))
          ]) {
            const failed = yield* inVirtualTime(Effect.flip(call))
            const shown = formsOf(failed)
            expect(shown).not.toContain("MARKED")
          }
        })
      )
  )

  it.effect.each([
    { what: "cut off", body: `{"service_password":"${password.slice(0, 6)}` },
    { what: "of another shape", body: JSON.stringify({ service_password: { is: "MARKED" } }) },
    { what: "HTML", body: "<p>MARKED</p>" }
  ])("is in no error after a read whose answer is $what", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => new Response(body) })
        const failed = yield* Effect.flip(Services.read("outbound", "simulator-uas"))
        expect(failed.reason._tag).toBe("UnexpectedResponse")
        expect(formsOf(failed)).not.toContain("MARKED")
      })
    )
  )

  it.effect("is hidden in what is read", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () => Response.json({ service_password: password })
        })
        const read = yield* Services.read("outbound", "simulator-uas")
        for (const shown of [JSON.stringify(read), Formatter.format(read), String(read)]) {
          expect(shown).not.toContain("MARKED")
        }
        expect(Redacted.isRedacted(read.service_password)).toBe(true)
      })
    )
  )

  it.effect("is in no error of bad input", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const failed = yield* Effect.flip(
          Services.write("outbound", "", {
            ...configuration,
            service_password: password as unknown as Redacted.Redacted<string>,
            uas: { application_name: { password } as unknown as string }
          })
        )
        expect(failed.reason).toMatchObject({ _tag: "InvalidInput" })
        expect(formsOf(failed)).not.toContain("MARKED")
      })
    )
  )
})
