import { createCipheriv } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { requested, temporaryFolder } from "./filesSupport.js"
import { aculabCloud, document, interruptedWhen, lastingSimulator } from "./support.js"

const env = { ACULAB_FILE_KEY: "00112233445566778899aabbccddeeff", ACULAB_FILE_IV: "0f".repeat(16) }
const upload = (...args: ReadonlyArray<string>) => ["files", "upload", "--simulate", ...args]
const picture = new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>")

const pictureIn = Effect.fnUntraced(function* (folder: string) {
  const path = join(folder, "map.svg")
  yield* Effect.promise(() => writeFile(path, picture))
  return path
})

describe("files upload", () => {
  it.effect("uploads a file under its own name", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const path = yield* pictureIn(yield* temporaryFolder)
      const { code, stdout, stderr } = yield* aculabCloud(upload(path, "--store", "message-media"), {
        simulator
      })
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: "Uploaded map.svg, 41 bytes\n",
        stderr: ""
      })
      expect(simulator.files.get("msg_media", "map.svg")).toMatchObject({
        bytes: picture,
        contentType: "image/svg+xml",
        expires: undefined
      })
    })
  )

  it.effect("takes another name, a content type and a time to live, and tells JSON", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const path = yield* pictureIn(yield* temporaryFolder)
      const flags = ["--name", "maps/city.svg", "--content-type", "image/x-map", "--ttl", "7d", "--json"]
      const { stdout } = yield* aculabCloud(upload(path, "--store", "message-media", ...flags), { simulator })
      expect(document(stdout)).toEqual({ fileType: "messageMedia", name: "maps/city.svg", size: 41 })
      const stored = simulator.files.get("msg_media", "maps/city.svg")
      expect(stored?.contentType).toBe("image/x-map")
      expect((stored?.expires ?? 0) - (stored?.modified ?? 0)).toBe(7 * 86_400_000)
    })
  )

  it.effect("uploads the standard input", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const args = upload("-", "--store", "message-media", "--name", "a.svg")
      const stdin = [picture.subarray(0, 10), picture.subarray(10)]
      const { code, stdout } = yield* aculabCloud(args, { simulator, stdin })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Uploaded a.svg, 41 bytes\n" })
      expect(simulator.files.get("msg_media", "a.svg")?.bytes).toEqual(picture)
    })
  )

  it.effect("shows a bar where a person watches", () =>
    Effect.gen(function* () {
      const path = yield* pictureIn(yield* temporaryFolder)
      const { spinners } = yield* aculabCloud(upload(path, "--store", "message-media"), {
        terminals: ["stdout", "stderr"]
      })
      expect(spinners).toEqual(["Uploading ████████████████ 100 %  41 bytes of 41 bytes"])
    })
  )

  it.effect("leaves a file in the cloud alone, unless --overwrite is given", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.files.put({ filetype: "msg_media", name: "map.svg", bytes: new Uint8Array(3) })
      const path = yield* pictureIn(yield* temporaryFolder)
      const refused = yield* aculabCloud(upload(path, "--store", "message-media"), { simulator })
      expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: "" })
      expect(refused.stderr).toContain("--overwrite")
      expect(simulator.count("/file_write")).toBe(0)
      simulator.clearRequests()
      const done = yield* aculabCloud(upload(path, "--store", "message-media", "--overwrite"), { simulator })
      expect(done.code).toBe(0)
      expect(simulator.requests.map(({ path }) => path)).toEqual(["/file_write"])
      expect(simulator.files.get("msg_media", "map.svg")?.bytes).toEqual(picture)
    })
  )

  it.effect("encrypts on its way, and download decrypts", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      const path = join(folder, "secret.wav")
      yield* Effect.promise(() => writeFile(path, "to be said to nobody else"))
      const { code, stdout, stderr } = yield* aculabCloud(upload(path, "--store", "media", "--encrypt"), {
        simulator,
        env
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).not.toContain(env.ACULAB_FILE_KEY)
      const cipher = createCipheriv(
        "aes-128-cbc",
        Buffer.from(env.ACULAB_FILE_KEY, "hex"),
        Buffer.from(env.ACULAB_FILE_IV, "hex")
      )
      const expected = Buffer.concat([cipher.update("to be said to nobody else"), cipher.final()])
      const stored = simulator.files.get("media", "secret.wav")
      expect(stored?.encrypted).toBe(true)
      expect(Buffer.from(stored?.bytes ?? []).equals(expected)).toBe(true)
      const copy = join(folder, "copy.wav")
      const download = [
        "files",
        "download",
        "--simulate",
        "--store",
        "media",
        "secret.wav",
        copy,
        "--decrypt"
      ]
      expect((yield* aculabCloud(download, { simulator, env })).code).toBe(0)
      expect(yield* Effect.promise(() => readFile(copy, "utf8"))).toBe("to be said to nobody else")
      const wrong = { ...env, ACULAB_FILE_IV: "00".repeat(16), ACULAB_FILE_KEY: "0f".repeat(32) }
      const spoilt = yield* aculabCloud([...download, "--overwrite"], { simulator, env: wrong })
      expect(spoilt.code).toBe(7)
      expect(spoilt.stderr).toContain("Check ACULAB_FILE_KEY and ACULAB_FILE_IV.")
      expect(spoilt.stderr).not.toContain("0f0f")
      expect(yield* Effect.promise(() => readFile(copy, "utf8"))).toBe("to be said to nobody else")
    })
  )

  it.effect("says on Ctrl-C that the outcome is unknown", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const path = yield* pictureIn(yield* temporaryFolder)
      simulator.faults.next({ path: "/file_write", kind: "stall", when: "after" })
      const { exit, stderr } = yield* interruptedWhen(
        requested(simulator, "/file_write"),
        upload(path, "--store", "message-media", "--overwrite", "--json"),
        { simulator }
      )
      expect(Exit.hasInterrupts(exit)).toBe(true)
      expect(document(stderr)).toMatchObject({
        error: { operation: "Files.upload", outcome: "unknown", exitCode: 130 }
      })
    })
  )

  it.effect("does not send the standard input twice", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ path: "/file_write", kind: "reset" })
      const args = upload("-", "--store", "message-media", "--name", "a.svg", "--overwrite")
      const { code, stderr } = yield* aculabCloud(args, { simulator, stdin: [picture] })
      expect(code).toBe(6)
      expect(stderr).toContain("The cloud may have acted.")
      expect(simulator.count("/file_write")).toBe(1)
    })
  )

  it.effect.each([
    { args: ["-", "--store", "media"], says: "--name: is required" },
    { args: ["-", "--store", "media", "--name", "a.wav", "--encrypt"], says: "--encrypt: needs a file" },
    { args: ["x.wav", "--store", "rest-logs"], says: "message-media" },
    { args: ["x.wav"], says: "--store" },
    { args: ["x.wav", "--store", "media", "--ttl", "90s"], says: "30m, 12h or 7d" },
    { args: ["x.wav", "--store", "media", "--ttl", "0m"], says: "30m, 12h or 7d" },
    { args: ["x.wav", "--store", "media", "--encrypt"], says: "ACULAB_FILE_KEY: is not set" },
    {
      args: ["no such file.wav", "--store", "media", "--name", "a.wav", "--overwrite"],
      says: "no such file.wav"
    },
    { args: ["/", "--store", "media", "--name", "a.wav", "--overwrite"], says: "it is a folder" },
    { args: ["x.wav", "--store", "media", "--name", "a..b.wav"], says: "--name: must not hold .." }
  ])("refuses $args in words, and sends nothing", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud(upload(...args), { simulator })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )
})

describe("files sync", () => {
  const sync = (...args: ReadonlyArray<string>) => [
    "files",
    "sync",
    ...args,
    "--simulate",
    "--store",
    "message-media"
  ]

  it.effect("uploads what the cloud has not got, a line for each file", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      yield* pictureIn(folder)
      yield* Effect.promise(() => mkdir(join(folder, "old")))
      yield* pictureIn(join(folder, "old"))
      simulator.files.put({ filetype: "msg_media", name: "maps/map.svg", bytes: picture })
      const up = [...sync("up", folder), "--cloud-folder", "maps"]
      const refused = yield* aculabCloud(up, { simulator })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain("are replaced for good")
      expect(simulator.requests).toEqual([])
      const { code, stdout, stderr } = yield* aculabCloud([...up, "--yes"], { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout.split("\n").sort()).toEqual([
        "",
        "1 uploaded, 1 skipped, 0 failed",
        "skipped   maps/map.svg  same size",
        "uploaded  maps/old/map.svg  41 bytes"
      ])
      expect(simulator.files.list("msg_media").map(({ name }) => name)).toEqual([
        "maps/map.svg",
        "maps/old/map.svg"
      ])
    })
  )

  it.effect("tells JSON lines, takes a pattern, and ends with 4 when a file has failed", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      yield* pictureIn(folder)
      yield* Effect.promise(() => writeFile(join(folder, "Grüße.svg"), picture))
      yield* Effect.promise(() => writeFile(join(folder, "left out.txt"), picture))
      const up = [...sync("up", folder), "--pattern", "*.svg", "--ttl", "30m", "--yes", "--json"]
      const { code, stdout, stderr } = yield* aculabCloud(up, { simulator })
      expect(code).toBe(4)
      const events = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      expect(events).toContainEqual({
        name: "map.svg",
        path: join(folder, "map.svg"),
        type: "done",
        bytes: 41
      })
      expect(events).toContainEqual({
        name: "Grüße.svg",
        path: join(folder, "Grüße.svg"),
        type: "failed",
        error: expect.objectContaining({ operation: "Files.upload", outcome: "not-sent" })
      })
      expect(stdout).not.toContain("left out")
      expect(document(stderr)).toMatchObject({
        error: { reason: { _tag: "SomeFailed", failed: 1, done: 1, skipped: 0 }, exitCode: 4 }
      })
      expect(simulator.files.get("msg_media", "map.svg")?.expires).toBeDefined()
    })
  )

  it.effect("downloads what is not here, and replaces nothing by itself", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      for (const name of ["a.svg", "b.svg", "c/d.svg"])
        simulator.files.put({ filetype: "msg_media", name, bytes: picture })
      yield* Effect.promise(() => writeFile(join(folder, "a.svg"), "mine"))
      yield* Effect.promise(() => writeFile(join(folder, "b.svg"), picture))
      const { code, stdout, stderr } = yield* aculabCloud(sync("down", folder), { simulator })
      expect(code).toBe(4)
      expect(stdout).toContain("saved    c/d.svg  41 bytes\n")
      expect(stdout).toContain("skipped  b.svg  same size\n")
      expect(stdout).toContain("failed   a.svg\n")
      expect(stdout).toContain("1 saved, 1 skipped, 1 failed\n")
      expect(stderr).toContain("1 of 3 files were not saved")
      expect(yield* Effect.promise(() => readFile(join(folder, "a.svg"), "utf8"))).toBe("mine")
      const again = yield* aculabCloud([...sync("down", folder), "--overwrite"], { simulator })
      expect({ code: again.code, last: again.stdout.trim().split("\n").at(-1) }).toEqual({
        code: 0,
        last: "1 saved, 2 skipped, 0 failed"
      })
    })
  )

  it.effect("shows on a terminal how far all of it is", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const folder = yield* temporaryFolder
      simulator.files.put({ filetype: "msg_media", name: "a.svg", bytes: picture })
      const { spinners } = yield* aculabCloud(sync("down", folder), {
        simulator,
        terminals: ["stdout", "stderr"]
      })
      expect(spinners).toEqual(["Downloading 1 done"])
    })
  )

  it.effect.each([
    { args: sync("up", "no such folder").concat("--yes"), says: "no such folder" },
    { args: sync("down", "x", "--concurrency", "0"), says: "1 to 32" },
    { args: ["files", "sync", "down", "x", "--simulate"], says: "--store" }
  ])("refuses $args in words", ({ args, says }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(args)
      expect(code).toBe(2)
      expect(stderr).toContain(says)
    })
  )

  it.effect.each(["sync", "sync up", "sync down"])("explains %s with examples", (words) =>
    Effect.gen(function* () {
      const { code, stdout } = yield* aculabCloud(["files", ...words.split(" "), "--help"])
      expect(code).toBe(0)
      expect(stdout.split("\nEXAMPLES\n")[1]).toContain(`aculab-cloud files ${words}`)
    })
  )
})
