/** `messages send --file` as a process that is interrupted and killed: the file against what the cloud received. */
import { existsSync } from "node:fs"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { ended, makeProgram } from "./processSupport.js"
import { type Folder, makeFolder, sheetOf, toOf } from "./sendFileSupport.js"

const { simulator, start, happened, close } = await makeProgram()

afterAll(close)

const send = ({ file }: Folder, ...more: ReadonlyArray<string>) =>
  start(["messages", "send", "--yes", "--file", file, "--concurrency", "4", ...more])

/** How often each recipient got something since a moment, which is told as the number of messages there were. */
const received = (since: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { to } of simulator.messages.list().slice(since)) counts.set(to, (counts.get(to) ?? 0) + 1)
  return counts
}

const inFolder = async (lines: number, body: (folder: Folder, since: number) => Promise<void>) => {
  const folder = await makeFolder(sheetOf(lines))
  try {
    await body(folder, simulator.messages.list().length)
  } finally {
    await folder.remove()
  }
}

describe("messages send --file", () => {
  it("at SIGINT finishes what is under way, writes down all of it, and goes on later", () =>
    inFolder(200, async (folder, since) => {
      const arrived = happened("message", 20)
      const child = send(folder)
      const end = ended(child)
      await arrived
      child.kill("SIGINT")
      const { code, stderr } = await end
      expect(code).toBe(130)
      expect(stderr).toContain("Stopping: waiting for the messages under way.")
      expect(stderr).toContain("The same command with --resume goes on.")
      // One row for each line, nothing unknown, and sent is what was received.
      const rows = folder.rows()
      expect(rows.map(({ line }) => Number(line))).toEqual(
        Array.from({ length: 200 }, (_, index) => index + 2)
      )
      expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["sent", "not-sent"]))
      const sent = rows.filter(({ outcome }) => outcome === "sent").map(({ to }) => to)
      expect(new Set(sent)).toEqual(new Set(received(since).keys()))

      expect(await ended(send(folder, "--resume"))).toMatchObject({ code: 0, stderr: "" })
      const all = received(since)
      expect(all.size).toBe(200)
      expect([...all.values()].every((count) => count === 1)).toBe(true)
      expect(folder.rows().every(({ outcome }) => outcome === "sent")).toBe(true)
    }))

  it("at a second SIGINT writes down as unknown what is under way, and does not wait for it", () =>
    inFolder(50, async (folder, since) => {
      simulator.faults.next({ path: "/msg_send", kind: "stall", when: "after", times: 4 })
      const arrived = happened("message", 4)
      const child = send(folder)
      const end = ended(child)
      const stopping = new Promise<void>((resolve) => {
        child.stderr?.on("data", (text) => {
          if (String(text).includes("Stopping")) resolve()
        })
      })
      await arrived
      child.kill("SIGINT")
      await stopping
      child.kill("SIGINT")
      const { code, stderr } = await end
      expect(code).toBe(130)
      expect(stderr).toContain("interrupted: 0 sent, 4 unknown, 46 not sent")
      const unknown = folder.rows().filter(({ outcome }) => outcome === "unknown")
      expect(new Set(unknown.map(({ to }) => to))).toEqual(new Set(received(since).keys()))
      expect(unknown.every(({ advice }) => advice.includes("may have been sent"))).toBe(true)

      // They were received, though nobody knows: they are not sent again.
      expect((await ended(send(folder, "--resume"))).code).toBe(6)
      expect([...received(since).values()].every((count) => count === 1)).toBe(true)
      expect(received(since).size).toBe(50)
    }))

  it("at SIGTERM stops as at SIGINT", () =>
    inFolder(200, async (folder, since) => {
      const arrived = happened("message", 10)
      const child = send(folder)
      const end = ended(child)
      await arrived
      child.kill("SIGTERM")
      expect((await end).code).toBe(143)
      const sent = folder.rows().filter(({ outcome }) => outcome === "sent")
      expect(new Set(sent.map(({ to }) => to))).toEqual(new Set(received(since).keys()))
      expect(folder.rows()).toHaveLength(200)
    }))

  it.each([5, 40, 111])(
    "killed after %d messages leaves no line that was sent and looks untried",
    (messages) =>
      inFolder(150, async (folder, since) => {
        const arrived = happened("message", messages)
        const child = send(folder)
        const end = ended(child)
        await arrived
        child.kill("SIGKILL")
        expect((await end).code).toBeNull()
        const tried = new Set(folder.rows().map(({ to }) => to))
        for (const to of received(since).keys()) expect(tried.has(to)).toBe(true)
        expect(existsSync(`${folder.results}.lock`)).toBe(true)

        const { code } = await ended(send(folder, "--resume"))
        const rows = new Map(folder.rows().map((row) => [row.to, row]))
        const all = received(since)
        expect([...all.values()].every((count) => count === 1)).toBe(true)
        expect(rows.size).toBe(150)
        let unknown = 0
        for (let index = 0; index < 150; index++) {
          const row = rows.get(toOf(index))
          if (row?.outcome === "unknown") unknown += 1
          else expect([row?.outcome, all.get(toOf(index))]).toEqual(["sent", 1])
        }
        // At most those that were under way, and as many whose answer was not written down yet.
        expect(unknown).toBeLessThanOrEqual(9)
        expect(code).toBe(unknown > 0 ? 6 : 0)
        expect(existsSync(`${folder.results}.lock`)).toBe(false)
      })
  )

  it("goes on when nobody reads its output any more: the file has all of it", () =>
    inFolder(60, async (folder, since) => {
      const child = send(folder, "--json")
      child.stdout?.destroy()
      const closed = new Promise((resolve) => child.once("close", resolve))
      expect(await closed).toBe(141)
      expect(received(since).size).toBe(60)
      expect(folder.rows().every(({ outcome }) => outcome === "sent")).toBe(true)
    }))

  it("tells that not all was sent when nobody reads its output any more, too", () =>
    inFolder(3, async (folder) => {
      simulator.faults.next({ path: "/msg_send", kind: "status", status: 400 })
      const child = send(folder, "--json")
      let stderr = ""
      child.stderr?.on("data", (bytes) => {
        stderr += bytes
      })
      child.stdout?.destroy()
      const closed = new Promise((resolve) => child.once("close", resolve))
      expect(await closed).toBe(4)
      expect(JSON.parse(stderr)).toMatchObject({ error: { reason: { sent: 2, rejected: 1 }, exitCode: 4 } })
    }))
})
