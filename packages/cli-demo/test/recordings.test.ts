import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { everythingIn, temporaryFolder } from "./filesSupport.js"
import { aculabCloud, document, lastingSimulator } from "./support.js"

const id = "0123456789abcdef.12345"
const list = ["recordings", "list", "--simulate", id]

describe("recordings list", () => {
  it.effect("prints a table, and JSON in the words of the SDK", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { name, bytes } = simulator.recordings.add({ applicationInstanceId: id })
      const { code, stdout } = yield* aculabCloud(list, { simulator })
      expect(code).toBe(0)
      expect(stdout.split("\n")).toEqual([
        `${"Recording".padEnd(name.length)}  Made                     Bytes`,
        `${name}  2026-01-01 00:00:00 UTC  ${bytes.length}`,
        ""
      ])
      const asJson = yield* aculabCloud([...list, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({
        recordings: [{ name, createdAt: "2026-01-01T00:00:00.000Z", size: bytes.length, other: {} }]
      })
    })
  )

  it.effect("says so when there are none", () =>
    Effect.gen(function* () {
      expect((yield* aculabCloud(list)).stdout).toBe("There are no recordings of it.\n")
      expect((yield* aculabCloud([...list, "--json"])).stdout).toBe('{"recordings":[]}\n')
    })
  )

  it.effect("names the argument that is missing or wrong", () =>
    Effect.gen(function* () {
      const missing = yield* aculabCloud(["recordings", "list", "--simulate"])
      expect(missing.code).toBe(2)
      expect(missing.stderr).toContain("INSTANCE_ID")
      const empty = yield* aculabCloud(["recordings", "list", "--simulate", ""])
      expect(empty.code).toBe(2)
      expect(empty.stderr).toContain("INSTANCE_ID: must not be empty")
    })
  )
})

describe("recordings download", () => {
  it.effect("saves a recording, or writes it to the standard output", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { name, bytes } = simulator.recordings.add({ applicationInstanceId: id })
      const path = join(yield* temporaryFolder, "call.wav")
      const download = ["recordings", "download", "--simulate", name]
      const { code, stdout } = yield* aculabCloud([...download, path], { simulator })
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Saved ${path}, ${bytes.length} bytes\n` })
      expect(Uint8Array.from(yield* Effect.promise(() => readFile(path)))).toEqual(bytes)
      const again = yield* aculabCloud([...download, path], { simulator })
      expect(again.code).toBe(2)
      const asJson = yield* aculabCloud([...download, path, "--overwrite", "--json"], { simulator })
      expect(document(asJson.stdout)).toMatchObject({ name, path, size: bytes.length })
      const raw = yield* aculabCloud([...download, "-"], { simulator })
      expect(Uint8Array.from(raw.bytes)).toEqual(bytes)
    })
  )

  it.effect("ends with 4 for a recording that nobody has, and names the argument that is wrong", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const download = ["recordings", "download", "--simulate"]
      expect((yield* aculabCloud([...download, "none.wav", join(folder, "x")])).code).toBe(4)
      expect(yield* everythingIn(folder)).toEqual([])
      const empty = yield* aculabCloud([...download, "", join(folder, "x")])
      expect(empty.code).toBe(2)
      expect(empty.stderr).toContain("NAME: must not be empty")
    })
  )
})

describe("recordings download-all", () => {
  it.effect("saves what is not here yet, as lines and as JSON", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { name, bytes } = simulator.recordings.add({ applicationInstanceId: id })
      const folder = yield* temporaryFolder
      const all = ["recordings", "download-all", "--simulate", id, folder]
      const first = yield* aculabCloud(all, { simulator })
      expect({ code: first.code, stdout: first.stdout }).toEqual({
        code: 0,
        stdout: `saved    ${name}  ${bytes.length} bytes\n1 saved, 0 skipped, 0 failed\n`
      })
      const again = yield* aculabCloud([...all, "--json"], { simulator })
      expect(document(again.stdout)).toMatchObject({ type: "skipped", name, reason: "same size" })
    })
  )

  it.effect("goes on after one that fails, and ends with 4", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.recordings.add({ applicationInstanceId: id })
      simulator.recordings.add({ applicationInstanceId: id })
      simulator.faults.next({ path: "/monitor_get", kind: "reset-body" })
      const folder = yield* temporaryFolder
      const { code, stdout, stderr } = yield* aculabCloud(
        ["recordings", "download-all", "--simulate", id, folder],
        { simulator }
      )
      expect(code).toBe(4)
      expect(stdout).toContain("1 saved, 0 skipped, 1 failed")
      expect(stderr).toContain("1 of 2 files were not saved")
      expect((yield* everythingIn(folder)).filter((name) => name.endsWith(".wav"))).toHaveLength(1)
    })
  )
})
