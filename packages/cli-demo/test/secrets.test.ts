/** Secrets on the command line, where others on the machine can see them and the shell keeps them. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, hello } from "./support.js"

const send = ["messages", "send", "--simulate", ...hello]
const withSecrets: ReadonlyArray<{ readonly name: string; readonly args: ReadonlyArray<string> }> = [
  { name: "an API access key", args: [...send, "--api-access-key", "MARKED"] },
  { name: "an API access key with =", args: [...send, "--api-access-key=MARKED"] },
  { name: "a key", args: ["webrtc", "token", "anna", "--simulate", "--key", "MARKED"] },
  { name: "a password", args: ["outbound", "query", "r.1", "--simulate", "--service-password=MARKED"] },
  { name: "a user group key", args: ["voice", "exists", "Bob", "--simulate", "--user-group-key", "MARKED"] },
  { name: "a token", args: [...send, "--token", "MARKED"] },
  { name: "a secret", args: ["security", "check", "--secret=MARKED"] },
  { name: "a file key", args: ["files", "upload", "x", "--simulate", "--encrypt", "--file-key", "MARKED"] }
]

describe("a secret on the command line", () => {
  it.effect.each(withSecrets)("is refused with a word about where it belongs: $name", ({ args }) =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("Nothing was sent.")
      expect(stderr).toContain("No secret is taken from the command line")
      expect(stderr).toContain("ACULAB_API_ACCESS_KEY")
      expect(stderr).not.toContain("MARKED")
    })
  )

  it.effect("is refused in the same words as JSON", () =>
    Effect.gen(function* () {
      const { stderr } = yield* aculabCloud([...send, "--json", "--password=MARKED"])
      expect(document(stderr)).toMatchObject({
        error: { exitCode: 2, advice: expect.stringContaining("No secret is taken from the command line") }
      })
    })
  )

  it.effect.each([
    { args: ["voice", "keys", "remove", "MARKED", "--simulate", "--yes"] },
    { args: ["voice", "keys", "list", "Staff", "MARKED", "--simulate"] },
    { args: ["webrtc", "token", "anna", "MARKED", "--simulate"] },
    { args: ["voice", "keys", "ak-MARKED/8kzAy", "--simulate"] }
  ])("is not said again where it stands by itself: $args", ({ args }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(args)
      expect(code).toBe(2)
      expect(stderr).toMatch(/Unexpected positional argument|Unknown subcommand/)
      expect(stderr).not.toContain("MARKED")
    })
  )

  it.effect.each([
    { args: [...send, "--status-page", "https://me:MARKED@example.com/status"], flag: "--status-page" },
    {
      args: ["voice", "verify", "Bob", "--simulate", "--url", "https://me:MARKED@example.com/a.wav"],
      flag: "url"
    }
  ])("is refused in an address: $flag", ({ args, flag }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(args)
      expect(code).toBe(2)
      expect(stderr).toContain(flag)
      expect(stderr).toContain("user name or password")
      expect(stderr).not.toContain("MARKED")
    })
  )

  it.effect("is not suspected behind any other flag that does not exist", () =>
    Effect.gen(function* () {
      const { stderr } = yield* aculabCloud([...send, "--nonsense", "x"])
      expect(stderr).toContain("Unrecognized flag: --nonsense")
      expect(stderr).not.toContain("No secret is taken")
    })
  )
})
