import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { harmless } from "../src/output.js"
import {
  aculabCloud,
  documents,
  hello,
  inVirtualTime,
  lastingSimulator,
  type Surroundings
} from "./support.js"

const esc = "\u001b"

/** What a hostile cloud, or someone who speaks through it, may put into any text. */
const hostile = [
  `${esc}[2J`,
  `${esc}]0;title\u0007`,
  "\u009b31m",
  "\r\nerror: fake",
  "\u007f",
  "\u202eevil",
  "\u2066x\u2069",
  "\ufeff",
  "\u2028",
  "\u00ad"
].join("")

/** Characters that a terminal would act upon, or that deceive those who read. */
const dangerous = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** A simulator whose answers are hostile from top to bottom. */
const hostileCloud = (path: string, body: unknown, status = 200) => {
  const simulator = lastingSimulator()
  simulator.faults.next({ path, kind: "response", response: () => Response.json(body, { status }) })
  return simulator
}

describe("what the cloud says", () => {
  const status = {
    status: `failed (${hostile})`,
    type: hostile,
    msg_from: hostile,
    aculab_msg_err: hostile,
    extra: hostile
  }
  const error = { error: { code: hostile, text: hostile, details: [hostile], link: hostile } }
  const cases = [
    { command: ["query", "r1"], path: "/msg_query", body: { r1: status }, http: 200 },
    { command: ["follow", "r1"], path: "/msg_query", body: { r1: status }, http: 200 },
    { command: ["cancel", "r1"], path: "/msg_cancel", body: { r1: hostile }, http: 200 },
    { command: ["send", ...hello], path: "/msg_send", body: [hostile], http: 200 },
    { command: ["query", "r1"], path: "/msg_query", body: error, http: 400 },
    { command: ["query", "r1"], path: "/msg_query", body: hostile, http: 200 }
  ]
  const watched: Surroundings = { terminals: ["stdout", "stderr"], env: { NO_COLOR: "1" }, columns: 1000 }

  it.effect.each(cases)(
    "does nothing to the terminal: $command.0, HTTP $http",
    ({ command, path, body, http }) =>
      Effect.gen(function* () {
        const run = (...more: ReadonlyArray<string>) =>
          aculabCloud(["messages", ...command, "--simulate", ...more], {
            ...watched,
            simulator: hostileCloud(path, body, http)
          })
        const words = yield* run()
        expect(words.stdout + words.stderr).not.toMatch(dangerous)
        expect(words.stdout + words.stderr).toContain(
          http === 200 && body === hostile ? "not understood" : "\\u{1b}[2J"
        )
        const json = yield* run("--json")
        expect(json.stdout + json.stderr).not.toMatch(dangerous)
      })
  )

  it.effect("is the same data in JSON", () =>
    Effect.gen(function* () {
      const simulator = hostileCloud("/msg_cancel", { r1: hostile })
      const { stdout } = yield* aculabCloud(["messages", "cancel", "r1", "--simulate", "--json"], {
        simulator
      })
      expect(documents(stdout)).toEqual([{ cancellations: [{ reference: "r1", result: hostile }] }])
    })
  )

  it.effect("cannot fake a state with the name of something that every object has", () =>
    Effect.gen(function* () {
      const simulator = hostileCloud("/msg_query", { r1: { status: "constructor" } })
      const { code, stdout } = yield* aculabCloud(["messages", "query", "r1", "--simulate"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Reference  State\nr1         constructor\n" })
    })
  )

  it("keeps letters, emoji and what joins them", () => {
    const text = "Grüße 👋🏽 👨‍👩‍👧 नमस्ते 日本語"
    expect(harmless(text)).toBe(text)
  })

  it("shows halves of pairs and line ends as what they are", () => {
    expect(harmless("a\ud800b\n\tc")).toBe("a\\u{d800}b\\n\\tc")
  })
})

describe("colour, frames and spinners", () => {
  const query = ["messages", "query", "--simulate", "r1"]
  const both = ["stdout", "stderr"] as const

  it.effect("are on a terminal", () =>
    Effect.gen(function* () {
      const { stdout, stderr, spinners } = yield* aculabCloud(query, { terminals: both })
      expect(stdout).toContain("┌")
      expect(stdout).toContain(`${esc}[33munknown${esc}[39m`)
      expect(stderr).toContain(`${esc}[2m`)
      expect(spinners).toEqual(["Asking where the messages are"])
    })
  )

  it.effect.each([
    { name: "a pipe", surroundings: {} },
    { name: "NO_COLOR", surroundings: { terminals: both, env: { NO_COLOR: "1" } } },
    { name: "a terminal that can do nothing", surroundings: { terminals: both, env: { TERM: "dumb" } } },
    { name: "a pipe, whatever FORCE_COLOR says", surroundings: { env: { FORCE_COLOR: "1" } } }
  ])("$name gets no escape codes", ({ surroundings }) =>
    Effect.gen(function* () {
      for (const args of [query, ["--help"], ["messages", "send", "--help"], ["messages", "nonsense"]]) {
        const { stdout, stderr } = yield* aculabCloud(args, surroundings)
        expect(stdout + stderr).not.toContain(esc)
        expect(stdout + stderr).not.toBe("")
      }
    })
  )

  it.effect("stay away from JSON", () =>
    Effect.gen(function* () {
      const { stdout } = yield* aculabCloud([...query, "--json"], { terminals: both })
      expect(stdout).toBe('{"messages":[{"reference":"r1","state":"unknown","other":{}}]}\n')
    })
  )

  it.effect("do not spin where only one of the streams is watched", () =>
    Effect.gen(function* () {
      for (const terminals of [["stdout"], ["stderr"], []] as const) {
        expect((yield* aculabCloud(query, { terminals })).spinners).toEqual([])
      }
    })
  )

  it.effect("spin while messages are followed", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      yield* aculabCloud(["messages", "send", "--simulate", ...hello], { simulator })
      const follow = [
        "messages",
        "follow",
        "--simulate",
        "--until",
        "sent",
        simulator.messages.list()[0]?.ref ?? ""
      ]
      const { code, spinners } = yield* inVirtualTime(
        aculabCloud(follow, { simulator, terminals: both }),
        simulator
      )
      expect({ code, spinners }).toEqual({ code: 0, spinners: ["Waiting for news"] })
    })
  )

  it.effect("become one line a field where the terminal is too narrow for columns", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      yield* aculabCloud(["messages", "send", "--simulate", ...hello], { simulator })
      const reference = simulator.messages.list()[0]?.ref ?? ""
      const { stdout } = yield* aculabCloud(["messages", "query", "--simulate", reference, "r1"], {
        simulator,
        terminals: both,
        columns: 50,
        env: { NO_COLOR: "1" }
      })
      expect(stdout.split("\n")).toEqual([
        `Reference  ${reference}`,
        "State      queued",
        "Since      2026-01-01 00:00:00 UTC",
        "Type       sms",
        "From       441908273801",
        "",
        "Reference  r1",
        "State      unknown",
        ""
      ])
    })
  )

  it.effect("break long lines between words", () =>
    Effect.gen(function* () {
      const { stderr } = yield* aculabCloud(["messages", "send"], {
        terminals: both,
        columns: 40,
        env: { NO_COLOR: "1" }
      })
      for (const line of stderr.split("\n")) expect(line.length).toBeLessThanOrEqual(40)
    })
  )
})

describe("errors", () => {
  it.effect.each([
    { flags: ["--json"], json: true },
    { flags: ["--json=true"], json: true },
    { flags: ["--json=1"], json: true },
    { flags: ["--json", "yes"], json: true },
    { flags: ["--json=false"], json: false },
    { flags: ["--json", "no"], json: false },
    { flags: ["--no-json"], json: false },
    { flags: [], json: false }
  ])("are JSON where answers are: $flags", ({ flags, json }) =>
    Effect.gen(function* () {
      const answer = yield* aculabCloud(["lookup", "441908273800", "--simulate", ...flags])
      expect(answer.stdout.startsWith("{")).toBe(json)
      const error = yield* aculabCloud(["lookup", "0", "--simulate", ...flags])
      expect(error.stderr.startsWith("{")).toBe(json)
    })
  )
})

describe("a standard output that cannot be written", () => {
  const query = ["messages", "query", "--simulate", "r1"]

  it.effect.each(["ENOSPC", "EDQUOT", "EFBIG", "EIO"])(
    "is told, and is no reader who has stopped, when the disk says %s",
    (code) =>
      Effect.gen(function* () {
        const outcome = yield* aculabCloud(query, { stdoutFails: code })
        expect(outcome.code).toBe(7)
        expect(outcome.stderr).toContain(`the standard output cannot be written (${code})`)
        expect(outcome.stderr).toContain("What was asked for may be done")
        const asJson = yield* aculabCloud([...query, "--json"], { stdoutFails: code })
        expect(documents(asJson.stderr)).toMatchObject([{ error: { reason: { code }, exitCode: 7 } }])
      })
  )

  it.effect.each(["EPIPE", "ERR_STREAM_DESTROYED"])("is a reader who has stopped at %s", (code) =>
    Effect.gen(function* () {
      const outcome = yield* aculabCloud(query, { stdoutFails: code })
      expect(outcome).toMatchObject({ code: 141, stdout: "" })
    })
  )
})
