import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, from, hello, lastingSimulator, to } from "./support.js"

const send = ["messages", "send", "--simulate"]

/** The fields that the simulator got with its last request. */
const fieldsOf = (simulator: { readonly requests: ReadonlyArray<{ readonly text: string }> }) =>
  Object.fromEntries(new URLSearchParams(simulator.requests.at(-1)?.text ?? ""))

describe("messages send", () => {
  it.effect("prints the references as JSON, and sends UTF-8 in a form by POST", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      const { code, stdout, stderr } = yield* aculabCloud(
        [...send, "--to", to, "--from", from, "--content", "Grüße 👋", "--json"],
        { simulator }
      )
      const [message] = simulator.messages.list()
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toBe(`{"references":["${message?.ref}"]}\n`)

      expect(simulator.requests).toHaveLength(1)
      const [request] = simulator.requests
      expect(request).toMatchObject({ method: "POST", path: "/msg_send", query: "", authorized: true })
      expect(request?.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/)
      expect(Buffer.from(request?.body ?? []).toString("latin1")).toBe(
        `to=${to}&from=${from}&type=sms&content=Gr%C3%BC%C3%9Fe+%F0%9F%91%8B`
      )
      expect(message).toMatchObject({ content: "Grüße 👋", to, from, type: "sms" })
    })
  )

  it.effect("prints a table for people, without a frame where nobody watches", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      const { code, stdout, stderr } = yield* aculabCloud([...send, ...hello], { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toBe(`Reference\n${simulator.messages.list()[0]?.ref}\n`)
    })
  )

  it.effect("gives one reference for each part of a long text", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      const { stdout } = yield* aculabCloud(
        [...send, "--to", to, "--from", from, "--content", "long ".repeat(60)],
        { simulator }
      )
      const [first, second] = simulator.messages.list()
      expect(stdout.split("\n")).toEqual([
        expect.stringMatching(/^Reference +Part$/),
        `${first?.ref}  1 of 2`,
        `${second?.ref}  2 of 2`,
        ""
      ])
    })
  )

  it.effect("takes numbers as people write them", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      yield* aculabCloud([...send, "--to", "+44 1908 273-800", "--from", from, "--content", "Hello"], {
        simulator
      })
      expect(simulator.messages.list()[0]?.to).toBe(to)
    })
  )

  it.effect("sends an MMS when there is media", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      for (const name of ["cat.jpg", "dog.jpg"]) {
        simulator.files.put({ filetype: "msg_media", name, bytes: new Uint8Array([1]) })
      }
      const { code } = yield* aculabCloud(
        [...send, "--to", to, "--from", from, "--media", "cat.jpg", "--media", "dog.jpg"],
        { simulator }
      )
      expect(code).toBe(0)
      expect(simulator.messages.list()[0]).toMatchObject({ type: "mms", media: ["cat.jpg", "dog.jpg"] })
    })
  )

  it.effect("passes every option on, the page's password from the environment", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      const page = ["--status-page", "https://example.com/status", "--status-page-method", "GET"]
      const { code, stdout, stderr } = yield* aculabCloud(
        [
          ...[...send, ...hello, "--sender-id", "ACME", "--delivery-report", ...page],
          ...["--status-page-username", "me", "--check-certificate"]
        ],
        { simulator, env: { ACULAB_STATUS_PAGE_PASSWORD: "MARKED-PAGE-PASSWORD" } }
      )
      expect(code).toBe(0)
      expect(fieldsOf(simulator)).toEqual({
        to,
        from,
        type: "sms",
        content: "Hello",
        alphanumeric_id: "ACME",
        request_delivery_report: "true",
        status_page: "https://example.com/status",
        status_method: "GET",
        status_authentication_name: "me",
        status_authentication_password: "MARKED-PAGE-PASSWORD",
        status_ssl_check: "true"
      })
      expect(stdout + stderr).not.toContain("MARKED")
    })
  )

  it.effect("leaves out what is not said", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      yield* aculabCloud([...send, ...hello], { simulator })
      expect(fieldsOf(simulator)).toEqual({ to, from, type: "sms", content: "Hello" })
    })
  )

  it.effect("reads the text from the standard input, without its last line end", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      const bytes = new TextEncoder().encode("Grüße 👋\nfrom here\r\n")
      // Cut in the middle of characters.
      const stdin = [bytes.subarray(0, 3), bytes.subarray(3, 10), bytes.subarray(10)]
      yield* aculabCloud([...send, "--to", to, "--from", from, "--content", "-"], { simulator, stdin })
      expect(simulator.messages.list()[0]?.content).toBe("Grüße 👋\nfrom here")
    })
  )

  it.effect("sends a text that starts with - as it is", () =>
    Effect.gen(function* () {
      const simulator = makeSimulator({ clock: Clock.manual() })
      yield* aculabCloud([...send, "--to", to, "--from", from, "--content=-5°C"], { simulator })
      expect(simulator.messages.list()[0]?.content).toBe("-5°C")
    })
  )

  const people = ["--to", to, "--from", from]
  it.effect.each([
    { args: people, says: "--content: is required for an SMS" },
    { args: [...people, "--content", ""], says: "--content: must not be empty" },
    { args: [...people, "--type", "mms"], says: "--media" },
    { args: [...people, "--media", "a,b"], says: "--media" },
    {
      args: [...people, "--type", "sms", "--media", "cat.jpg", "--content", "x"],
      says: "--media: is for an MMS, and --type says sms"
    },
    { args: [...hello, "--check-certificate"], says: "--status-page: is required" },
    { args: [...hello, "--status-page", "ftp://example.com"], says: "--status-page: must be" },
    { args: ["--to", "0044123456", "--from", from, "--content", "x"], says: "--to: must be" },
    { args: ["--to", "abc", "--from", "", "--content", "x"], says: "--from: must be" },
    { args: [...hello, "--sender-id", ""], says: "--sender-id: must" },
    {
      args: [...hello, "--status-page", "https://example.com", "--status-page-username", "me"],
      says: "ACULAB_STATUS_PAGE_PASSWORD: is not set"
    },
    { args: ["--from", from, "--content", "x"], says: "Missing required flag: --to" },
    { args: [...hello, "--type", "fax"], says: "--type" },
    { args: [...hello, "--to", to], says: "--to" },
    { args: [...hello, "--timeout", "0s"], says: "500ms, 30s, 10m or 1h" }
  ])("refuses $args and sends nothing: $says", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud([...send, ...args], { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(stderr).toContain("Nothing was sent.")
      expect(simulator.requests).toEqual([])

      const asJson = yield* aculabCloud([...send, ...args, "--json"], { simulator })
      expect({ code: asJson.code, stdout: asJson.stdout }).toEqual({ code: 2, stdout: "" })
      expect(document(asJson.stderr)).toMatchObject({ error: { outcome: "not-sent", exitCode: 2 } })
    })
  )

  it.effect("refuses a text that is not UTF-8", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const stdin = [new Uint8Array([0x47, 0x72, 0xfc])]
      const { code, stderr } = yield* aculabCloud([...send, "--to", to, "--from", from, "--content", "-"], {
        simulator,
        stdin
      })
      expect(code).toBe(2)
      expect(stderr).toContain("--content: the standard input must be UTF-8")
      expect(simulator.requests).toEqual([])
    })
  )
})
