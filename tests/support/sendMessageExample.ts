import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, describe, expect, test } from "vitest"
import { environmentOf, type RuntimeName, start } from "./programs.js"

/** What both programs that send a message must do, in each runtime. */
export const sendMessageExample = (file: string, runtimes: ReadonlyArray<RuntimeName>): void => {
  const simulator = makeSimulator({ clock: Clock.real({ speed: 20 }) })
  const server = serve(simulator)
  afterAll(async () => (await server).close())
  const run = async (runtime: RuntimeName, ...words: ReadonlyArray<string>) => {
    const environment = environmentOf(simulator.account, (await server).url)
    return start(runtime, file, { arguments: words, environment }).ended
  }

  describe.each(runtimes)("on %s", (runtime) => {
    test("sends a message and follows it to its delivery", async () => {
      const { code, out, error } = await run(runtime, "441908273800", "441908273801", "Grüße 👋")
      expect(error).toBe("")
      const [first = "", ...rest] = out.trim().split("\n")
      const reference = first.replace("queued as ", "")
      expect(simulator.messages.get(reference)?.content).toBe("Grüße 👋")
      expect(rest.at(-1)).toBe(`${reference} is delivered`)
      expect(code).toBe(0)
    })

    test("says which field is wrong", async () => {
      const { code, out, error } = await run(runtime, "0123", "441908273801", "Hello")
      expect(code).toBe(1)
      expect(out).toBe("")
      expect(error).toContain("Please correct to: must be an E.164 number")
    })

    test("does not call a message unsent that could not be followed", async () => {
      simulator.faults.next({ path: "/msg_query", kind: "status", status: 403 })
      const { code, out, error } = await run(runtime, "441908273800", "441908273801", "Hello")
      expect(code).toBe(1)
      expect(out).toMatch(/^queued as \S+\n$/)
      expect(error).toContain("Messages.query: the credentials were refused")
      expect(error).not.toMatch(/not sent|not be sent/i)
    })

    test("says whether a message may be on its way", async () => {
      simulator.clearRequests()
      simulator.faults.next({ path: "/msg_send", kind: "reset" })
      const { code, out, error } = await run(runtime, "441908273800", "441908273801", "Hello")
      expect(code).toBe(1)
      expect(out).toBe("")
      expect(error).toContain("The message may have been sent")
      expect(error).toContain("[unknown]")
      // A runtime that repeats a broken request by itself would send the message twice.
      expect(simulator.count("/msg_send")).toBe(1)
    })
  })
}
