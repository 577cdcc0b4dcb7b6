import type { ManualClock, Simulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { namesIn, stored } from "./filesSupport.js"
import { aculabCloud, document, documents, lastingSimulator } from "./support.js"

const bodies = (simulator: Simulator<ManualClock>, path: string) =>
  simulator.requests.filter((request) => request.path === path).map(({ text }) => text)

describe("files list", () => {
  it.effect("prints a line for each file: time, size and name", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("hello.wav", "greetings/bye.wav")
      simulator.files.put({
        filetype: "media",
        name: "secret.wav",
        bytes: new Uint8Array(3),
        encrypted: true,
        keepFor: 3_600_000
      })
      const { code, stdout, stderr } = yield* aculabCloud(
        ["files", "list", "--simulate", "--store", "media"],
        {
          simulator
        }
      )
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n")).toEqual([
        "2026-01-01 00:00:01 UTC            17  greetings/bye.wav",
        "2026-01-01 00:00:00 UTC             9  hello.wav",
        "2026-01-01 00:00:02 UTC             3  secret.wav  encrypted  until 2026-01-01 01:00:02 UTC",
        ""
      ])
    })
  )

  it.effect("prints JSON lines in the words of the SDK", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav", "b.wav")
      const list = ["files", "list", "--simulate", "--store", "media", "--json"]
      const { code, stdout } = yield* aculabCloud(list, { simulator })
      expect(code).toBe(0)
      expect(documents(stdout)).toEqual([
        { name: "a.wav", modifiedAt: "2026-01-01T00:00:00.000Z", size: 5, encrypted: false, other: {} },
        { name: "b.wav", modifiedAt: "2026-01-01T00:00:01.000Z", size: 5, encrypted: false, other: {} }
      ])
    })
  )

  it.effect("asks for the next page when it is needed, and not before", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav", "b.wav", "c.wav", "d.wav", "e.wav")
      const list = ["files", "list", "--simulate", "--store", "media", "--page-size", "2"]
      const all = yield* aculabCloud(list, { simulator })
      expect(all.stdout.match(/\w\.wav/g)).toEqual(["a.wav", "b.wav", "c.wav", "d.wav", "e.wav"])
      expect(simulator.count("/file_list")).toBe(3)
      simulator.clearRequests()
      const some = yield* aculabCloud([...list, "--limit", "2"], { simulator })
      expect(some.stdout.match(/\w\.wav/g)).toEqual(["a.wav", "b.wav"])
      expect(simulator.count("/file_list")).toBe(1)
    })
  )

  it.effect("prints what has come before a page fails", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("a.wav", "b.wav", "c.wav")
      let asked = 0
      const spoiltPage = () => {
        asked += 1
        return new Response("{}", { status: 400 })
      }
      const list = ["files", "list", "--simulate", "--store", "media", "--page-size", "2"]
      simulator.faults.next({
        path: "/file_list",
        kind: "response",
        response: () =>
          Response.json({
            "a.wav": { modified: 0, size: 1, encrypted: false },
            "b.wav": { modified: 0, size: 1, encrypted: false, startafter: true }
          })
      })
      simulator.faults.next({ path: "/file_list", kind: "response", response: spoiltPage })
      const { code, stdout, stderr } = yield* aculabCloud(list, { simulator })
      expect({ code, asked }).toEqual({ code: 4, asked: 1 })
      expect(stdout.match(/\w\.wav/g)).toEqual(["a.wav", "b.wav"])
      expect(stderr).toContain("Files.list")
    })
  )

  it.effect("hands on the name and the times, in each form", () =>
    Effect.gen(function* () {
      const simulator = yield* stored()
      const times = ["--from", "2026-01-31", "--to", "2026-02-01T01:00:00+01:00"]
      const list = ["files", "list", "--simulate", "--store", "message-media", "--name", "cats/*"]
      const { stdout } = yield* aculabCloud([...list, ...times], { simulator })
      expect(stdout).toBe("There are no such files.\n")
      expect(Object.fromEntries(new URLSearchParams(bodies(simulator, "/file_list")[0]))).toEqual({
        filetype: "msg_media",
        filename: "cats/*",
        from: "2026-01-31_00:00:00",
        to: "2026-02-01_00:00:00"
      })
      yield* aculabCloud([...list, "--from", "2026-01-01 00:00:04 UTC", "--json"], { simulator })
      expect(bodies(simulator, "/file_list")[1]).toContain("2026-01-01_00%3A00%3A04")
    })
  )

  it.effect.each([
    { args: [], says: "--store" },
    { args: ["--store", "rest"], says: "rest-logs" },
    { args: ["--store", "media", "--limit", "0"], says: "1 or more" },
    {
      args: ["--store", "media", "--page-size", "0"],
      says: "--page-size: must be a whole number of 1 or more"
    },
    { args: ["--store", "media", "--from", "yesterday"], says: "2026-01-31T09:30:00" },
    { args: ["--store", "media", "--from", "20260131"], says: "2026-01-31T09:30:00" },
    { args: ["--store", "media", "--from", "2026-02-31"], says: "2026-01-31T09:30:00" },
    {
      args: ["--store", "media", "--from", "2026-02-01", "--to", "2026-01-01"],
      says: "--to: must not be before from"
    },
    { args: ["--store", "media", "--name", "*.wav"], says: "--name: must not hold a *" }
  ])("refuses $args in words, and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(["files", "list", "--simulate", ...args], {
        simulator
      })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )
})

describe("files folder", () => {
  it.effect("prints the folders in a folder, then its files", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("greetings/hello.wav", "greetings/old/hi.wav", "other.wav")
      const folder = ["files", "folder", "greetings", "--simulate", "--store", "media"]
      const { code, stdout } = yield* aculabCloud(folder, { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        "folder                              -  greetings/old/",
        "2026-01-01 00:00:00 UTC            19  greetings/hello.wav",
        ""
      ])
      const asJson = yield* aculabCloud([...folder, "--json"], { simulator })
      expect(documents(asJson.stdout)).toMatchObject([
        { type: "folder", name: "greetings/old/" },
        { type: "file", name: "greetings/hello.wav", size: 19 }
      ])
    })
  )

  it.effect("takes the outermost folder, a beginning and a limit", () =>
    Effect.gen(function* () {
      const simulator = yield* stored("hello.wav", "help.wav", "other.wav")
      const folder = ["files", "folder", "--simulate", "--store", "media", "--prefix", "hel"]
      const { stdout } = yield* aculabCloud(folder, { simulator })
      expect(stdout.match(/\w+\.wav/g)).toEqual(["hello.wav", "help.wav"])
      const one = yield* aculabCloud([...folder, "--limit", "1"], { simulator })
      expect(one.stdout.match(/\w+\.wav/g)).toEqual(["hello.wav"])
    })
  )

  it.effect("says so when there is nothing, and names the argument that is wrong", () =>
    Effect.gen(function* () {
      const folder = ["files", "folder", "--simulate", "--store", "media"]
      expect((yield* aculabCloud(folder)).stdout).toBe("There is nothing in this folder.\n")
      const { code, stderr } = yield* aculabCloud([...folder, "a..b"])
      expect(code).toBe(2)
      expect(stderr).toContain("FOLDER: must not hold ..")
    })
  )
})

describe("files move", () => {
  it.effect("renames a file", () =>
    Effect.gen(function* () {
      const simulator = yield* stored()
      // Only what is a sound keeps the name of one.
      const { bytes } = simulator.recordings.add({ applicationInstanceId: "1.1" })
      simulator.files.put({ filetype: "media", name: "new.wav", bytes })
      const move = ["files", "move", "--simulate", "--store", "media"]
      const { code, stdout } = yield* aculabCloud([...move, "new.wav", "greetings/hello.wav"], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Renamed to greetings/hello.wav\n" })
      expect(namesIn(simulator)).toEqual(["greetings/hello.wav"])
      const back = yield* aculabCloud([...move, "--json", "greetings/hello.wav", "new.wav"], { simulator })
      expect(document(back.stdout)).toEqual({
        fileType: "media",
        name: "greetings/hello.wav",
        newName: "new.wav"
      })
    })
  )

  it.effect.each([
    { args: ["--store", "media", "none.wav", "b.wav"], code: 4, says: "not found" },
    { args: ["--store", "media", "a.wav", "b.mp3"], code: 2, says: "NEW_NAME: must end with .wav" },
    { args: ["--store", "media", "a.wav", "a.wav"], code: 2, says: "NEW_NAME: must not be the name" },
    { args: ["--store", "rest-logs", "a.log", "b.log"], code: 2, says: "rest-logs" }
  ])("refuses $args", ({ args, code, says }) =>
    Effect.gen(function* () {
      const outcome = yield* aculabCloud(["files", "move", "--simulate", ...args])
      expect(outcome.code).toBe(code)
      expect(outcome.stderr).toContain(says)
    })
  )
})
