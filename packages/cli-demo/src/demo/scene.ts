/** What the scenes of the demo share. */
import * as Effect from "effect/Effect"
import { fail } from "../failure.js"
import { bold, cyan, print, type Words } from "../output.js"

/** Invented numbers; the simulated cloud sends to any. */
export const numbers = { to: "441908273800", from: "441908273801" }

export const heading = (number: number, title: string) =>
  print("", [cyan(bold(`${number}. `)), bold(title)], "")

/** A line of a list of names and what they mean. */
export const item = (name: string, words: Words): Words => [`     ${name.padEnd(9)}`, words]

/** The demo is a test, too: it fails when something is not as it should be. */
export const shouldBe = (what: string, is: string | undefined, should: string) =>
  is === should
    ? Effect.void
    : fail({
        operation: "demo",
        outcome: "rejected",
        reason: { _tag: "NotAsExpected", what, is, should },
        message: `${what}: ${is ?? "nothing"} instead of ${should}`,
        consequence: "Nothing has left this machine.",
        exit: "unexpected"
      })
