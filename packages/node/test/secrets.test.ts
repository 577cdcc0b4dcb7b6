/** What a program on Node may print by accident holds no secret: the cloud itself, its errors, those of files. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { inspect } from "node:util"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import type { Fault } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { rejection, start, temporaryFolder } from "./filesSupport.js"

const key = "MARKED-key:ü"
const pair = Buffer.from(`1-2-0/you@example.com:${key}`).toString("base64")
const fileKey = Buffer.from("MARKED-file-key!")
const encryption = { key: Redacted.make(new Uint8Array(fileKey)), iv: new Uint8Array(16) }

/** The ways in which a value is printed in Node, and the forms in which a secret could be in them. */
const shownOf = (value: unknown): string =>
  [
    inspect(value, {
      depth: Number.POSITIVE_INFINITY,
      showHidden: true,
      getters: true,
      maxArrayLength: null
    }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.stack}` : ""
  ].join("\n")

const traces = ["MARKED", pair, fileKey.toString("hex"), fileKey.toString("base64"), [...fileKey].join(", ")]

const expectNoSecret = (value: unknown) => {
  const shown = shownOf(value)
  for (const trace of traces) expect(shown).not.toContain(trace)
}

const echo: Fault = {
  kind: "response",
  response: (request) =>
    Response.json({ error: { code: key, text: request.headers.get("authorization") } }, { status: 400 })
}

describe("the key of an account", () => {
  it.each<{ name: string; fault: Fault }>([
    { name: "a reset", fault: { kind: "reset" } },
    { name: "a reset in the answer", fault: { kind: "reset-body" } },
    { name: "a redirect", fault: { kind: "redirect", location: "http://127.0.0.1:1/" } },
    { name: "an answer that says all that it got", fault: echo },
    { name: "garbage", fault: { kind: "garbage" } }
  ])("is in nothing that can be printed after $name", async ({ fault }) => {
    const { simulator, cloud } = await start({ apiAccessKey: key })
    simulator.faults.next(fault)
    const error = await rejection(
      cloud.run(Messages.send({ to: "441908273800", from: "441908273801", content: "x" }))
    )
    expect(shownOf(error)).toContain("Messages.send")
    expectNoSecret(error)
    expectNoSecret(cloud)
  })

  it("is in nothing that can be printed when nobody listens", async () => {
    await using cloud = NodeCloud.make({
      cloudId: "1-2-0",
      username: "you@example.com",
      apiAccessKey: key,
      baseUrl: "http://127.0.0.1:1"
    })
    const error = await rejection(cloud.run(Messages.query(["r.1"])))
    expect(shownOf(error)).toContain("ECONNREFUSED")
    expectNoSecret(error)
  })

  it("is in nothing that can be printed when an option breaks a rule", async () => {
    await using cloud = NodeCloud.make({
      cloudId: key,
      username: `${key}:`,
      apiAccessKey: key,
      baseUrl: `https://u:${key}@x`
    })
    const error = await rejection(cloud.run(Messages.query(["r.1"])))
    expect(shownOf(error)).toContain("InvalidInput")
    expectNoSecret(error)
    expectNoSecret(cloud)
  })
})

describe("the key of an encrypted file", () => {
  it("is in nothing that can be printed, whatever fails", async () => {
    const { simulator, cloud } = await start()
    const folder = await temporaryFolder()
    const path = join(folder, "a.wav")
    await writeFile(path, "RIFF, more or less")
    // Encrypted with nothing at all: the padding is wrong.
    simulator.files.put({ filetype: "media", name: "plain.wav", bytes: new Uint8Array(33) })
    const upload = { fileType: "media", encrypt: encryption } as const
    simulator.faults.next({ path: "/file_write", kind: "status", status: 400, text: "no" })
    const errors = [
      await rejection(cloud.run(NodeFiles.upload(path, { ...upload, name: "a.wav" }))),
      await rejection(cloud.run(NodeFiles.upload(join(folder, "none"), { ...upload, name: "b.wav" }))),
      await rejection(
        cloud.run(
          NodeFiles.download({
            fileType: "media",
            name: "plain.wav",
            to: join(folder, "c.wav"),
            decrypt: encryption
          })
        )
      )
    ]
    for (const error of [...errors, upload]) expectNoSecret(error)
  })
})
