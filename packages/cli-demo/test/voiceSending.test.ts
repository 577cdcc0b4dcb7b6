import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { turn } from "./filesSupport.js"
import { aculabCloud, interruptedWhen, inVirtualTime } from "./support.js"
import { group, silence, spoken, voice, withFolder, withGroup } from "./voiceSupport.js"

const url = ["--url", "https://example.com/a.wav"]
const overSocket = ["--method", "websocket"]

describe("a command line with audio", () => {
  it.effect.each([
    { args: voice("verify", "Bob"), says: "FILE: is required, or --url" },
    { args: voice("register", "Bob"), says: "FILE: is required, or --url" },
    { args: voice("verify", "Bob", "a.wav", ...url), says: "--url: must be left out beside a FILE" },
    { args: voice("register", "Bob", "-", "-"), says: "FILE: must be the standard input only once" },
    { args: voice("register", "Bob", "a.wav", "b.wav", "--method", "put"), says: "put takes one FILE" },
    { args: voice("register", "Bob", "a.wav", "b.wav", ...overSocket), says: "websocket takes one FILE" },
    { args: voice("verify", "Bob", ...url, "--method", "put"), says: "put takes one FILE" },
    { args: voice("verify", "Bob", ...url, ...overSocket), says: "websocket takes one FILE" },
    { args: voice("update", "Bob", ...url, "--convert"), says: "--convert: is for a FILE" },
    { args: voice("update", "", ...url), says: "USER: must not be empty" },
    { args: voice("update", "", "a.wav", ...overSocket), says: "USER: must not be empty" },
    { args: voice("update", "Bob", "--url", "ftp://example.com/a.wav"), says: "--url: must" },
    { args: voice("verify", "Bob", "--url", "a.wav"), says: "--url: must" },
    { args: voice("verify", "Bob", "a.wav", "b.wav"), says: "Unexpected positional argument" },
    { args: voice("verify", "Bob", "a.wav", "--sensitivity", "10.5"), says: "--sensitivity: must be" },
    { args: voice("verify", "Bob", "a.wav", "--sensitivity", "high"), says: "--sensitivity" },
    { args: voice("verify", "Bob", "a.wav", "--method", "fax"), says: "websocket" },
    { args: voice("register", "Bob", ..."abcdefghijklm"), says: "FILE: must be at most 12 in one call" },
    { args: voice("register", "Bob", "/no/such/file.wav"), says: "/no/such/file.wav" },
    { args: voice("register", "Bob", "/no/such/file.wav", "--convert"), says: "/no/such/file.wav" },
    { args: voice("register", "Bob", "/no/such/file.wav", ...overSocket), says: "/no/such/file.wav" }
  ])("is refused before anything is sent: $args", ({ args, says }) =>
    Effect.gen(function* () {
      const { simulator, env } = yield* withGroup
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator, env, disk: true })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr.replace(/\s+/g, " ")).toContain(says)
      expect(stderr).toContain("Nothing was sent.")
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("names the file that is wrong, and what to do about it", () =>
    Effect.gen(function* () {
      const { simulator, env, save } = yield* withFolder
      const right = yield* save("right.wav", yield* spoken("en"))
      const long = yield* save("long.wav", silence({ seconds: 61 }))
      for (const flags of [[], ["--convert"]]) {
        const args = voice("register", "Bob", right, long, ...flags)
        const { code, stderr } = yield* aculabCloud(args, { simulator, env })
        expect(code).toBe(2)
        expect(stderr).toContain("long.wav cannot be used: more than 60 seconds")
        expect(stderr).toContain("Keep the phrase, and leave the silence around it out.")
      }
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect.each([{ flags: [] }, { flags: ["--convert"] }, { flags: overSocket }])(
    "takes the standard input: $flags",
    ({ flags }) =>
      Effect.gen(function* () {
        const { simulator, env } = yield* withGroup
        const bytes = yield* spoken("en")
        const stdin = [bytes.subarray(0, 1001), bytes.subarray(1001)]
        const args = voice("register", "Bob", "-", ...flags)
        expect(yield* aculabCloud(args, { simulator, env, stdin })).toMatchObject({
          code: 0,
          stdout: "Registered: Bob, with one recording.\n",
          stderr: ""
        })
      })
  )
})

describe("a WebSocket that fails", () => {
  const registering = Effect.gen(function* () {
    const { simulator, env, save } = yield* withFolder
    const args = voice("register", "Bob", yield* save("bob.wav", yield* spoken("en")), ...overSocket)
    return { simulator, env, args }
  })

  it.effect.each([
    { code: 51, says: "`aculab-cloud voice check FILE` says what is wrong with a file." },
    { code: 52, says: "Record a longer phrase, without long pauses." },
    { code: 61, says: "The key, or voice biometrics of the account, seems to be disabled." }
  ])("by a reject with $code says what to do, and ends with 4", ({ code, says }) =>
    Effect.gen(function* () {
      const { simulator, env, args } = yield* registering
      simulator.socketFaults.next({ kind: "reject", code })
      const outcome = yield* aculabCloud(args, { simulator, env })
      expect(outcome).toMatchObject({ code: 4, stdout: "" })
      expect(outcome.stderr).toContain("The cloud answered, and did nothing.")
      expect(outcome.stderr).toContain(says)
    })
  )

  it.effect("before it was open leaves nothing behind, and ends with 5", () =>
    Effect.gen(function* () {
      const { simulator, env, args } = yield* registering
      simulator.socketFaults.next({ kind: "refuse" })
      const { code, stderr } = yield* aculabCloud(args, { simulator, env })
      expect(code).toBe(5)
      expect(stderr).toContain("Nothing was sent.")
      expect(simulator.biometrics.users()).toEqual([])
    })
  )

  it.effect("later leaves the outcome unknown, ends with 6, and names the command that tells", () =>
    Effect.gen(function* () {
      const { simulator, env, args } = yield* registering
      simulator.socketFaults.next({ kind: "reset", when: "stop" })
      const { code, stderr } = yield* aculabCloud(args, { simulator, env })
      expect(code).toBe(6)
      expect(stderr).toContain("The cloud may have acted.")
      expect(stderr).toContain("Ask aculab-cloud voice exists whether the user is registered")
    })
  )

  it.effect("to answer ends when --timeout is over", () =>
    Effect.gen(function* () {
      const { simulator, env, args } = yield* registering
      simulator.socketFaults.next({ kind: "stall", when: "stop" })
      const { code, stderr } = yield* inVirtualTime(
        aculabCloud([...args, "--timeout", "3s"], { simulator, env })
      )
      expect(code).toBe(6)
      expect(stderr).toContain("no answer within 3 s")
      expect(simulator.sockets).toMatchObject([{ ended: { by: "client" } }])
    })
  )

  it.effect("is closed by an interrupt, which says that the cloud may have acted", () =>
    Effect.gen(function* () {
      const { simulator, env, args } = yield* registering
      simulator.socketFaults.next({ kind: "stall", when: "stop" })
      const stopped = Effect.gen(function* () {
        while (!simulator.sockets.some(({ texts }) => texts.length === 2)) yield* turn
      })
      const { exit, stdout, stderr } = yield* interruptedWhen(stopped, args, { simulator, env })
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(stdout).toBe("")
      expect(stderr).toContain("BiometricUsers.register: interrupted")
      expect(stderr).toContain("The cloud may have acted.")
      while (simulator.sockets[0]?.ended === undefined) yield* turn
      expect(simulator.sockets).toMatchObject([{ ended: { by: "client" } }])
      expect(simulator.biometrics.users(group)).toEqual([])
    })
  )
})
