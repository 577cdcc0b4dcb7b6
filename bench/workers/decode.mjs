// @ts-check
// A list of 10,000 files, as text: decoded by the SDK, checked and typed, or by JSON.parse alone.
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Files from "@aculab-cloud/core/Files"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Redacted from "effect/Redacted"
import { serveTasks } from "../support/processes.mjs"

const [way = ""] = process.argv.slice(2)
const count = 10_000

const wire = Object.fromEntries(
  Array.from({ length: count }, (_, index) => [
    `recordings/2026/conversation-${index}.wav`,
    {
      modified: `2026-11-${String(1 + (index % 28)).padStart(2, "0")}_12:${String(index % 60).padStart(2, "0")}:00`,
      size: 1_000_000 + index,
      encrypted: index % 2 === 0,
      expiry_date: "2027-11-01_00:00:00"
    }
  ])
)
const text = JSON.stringify(wire)
const headers = { "content-type": "application/json", "content-length": String(text.length) }

// The web's Response would copy the text into bytes and back, which is no part of decoding.
const transport = HttpClient.make((request) =>
  Effect.sync(() => {
    const response = HttpClientResponse.fromWeb(request, new Response(null, { status: 200, headers }))
    return Object.defineProperty(response, "text", { value: Effect.succeed(text) })
  })
)
const account = Effect.runSync(
  CloudAccount.make({
    cloudId: "1-2-0",
    username: "bench@example.com",
    apiAccessKey: Redacted.make("bench-key")
  })
)
const page = Files.listPage({ fileType: "media" }).pipe(
  Effect.provideService(HttpClient.HttpClient, transport),
  Effect.provideService(CloudAccount.CloudAccount, account)
)

if (way === "compiled") await import("effect/schema/SchemaJITCompiler/enable")

/** @type {() => Promise<number>} */
const decode =
  way === "parse"
    ? async () => Object.keys(JSON.parse(text)).length
    : async () => (await Effect.runPromise(page)).files.length

serveTasks({}, async (/** @type {{ times: number }} */ { times }) => {
  const cpu = process.cpuUsage()
  for (let time = 0; time < times; time += 1) {
    if ((await decode()) !== count) throw new Error("files are missing")
  }
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / 1000 / times
})
