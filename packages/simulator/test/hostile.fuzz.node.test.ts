/** Whatever a client sends: the simulator answers as the cloud would, and goes on. */
import * as fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { hum, lastSocket, open, socketUrlOf, startOf, stopText, withVoices } from "./socketSupport.js"
import { baseUrl, headersOf, post, send } from "./support.js"

const times = Number(process.env.ACULAB_FUZZ_RUNS ?? 1)
// More runs take more time, and so does a machine that is busy.
vi.setConfig({ testTimeout: 30_000 * Math.max(1, times) })

/** `ACULAB_FUZZ_RUNS` multiplies the runs, `ACULAB_FUZZ_SEED` begins elsewhere. fast-check prints the seed of what fails. */
const runs = (usual: number) => ({
  numRuns: Math.max(1, Math.round(usual * times)),
  seed: Number(process.env.ACULAB_FUZZ_SEED ?? 20_260_101)
})

const audio = hum({ seconds: 1 })

/** Frames that a client should not send, among those that it should. */
const frame = fc.oneof(
  fc.constantFrom(
    startOf(audio),
    stopText,
    '{"type":"start"}',
    '{"type":"start","stream":"file","length":-1}'
  ),
  fc.constantFrom("", "null", "[]", "{", '{"__proto__":{"type":"stop"}}', '{"type":{}}', "[".repeat(10_000)),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.uint8Array({ maxLength: 200 }),
  fc.nat({ max: audio.length }).map((end) => audio.subarray(0, end))
)

describe("a socket of voice biometrics", () => {
  it("takes any frames, says only what its protocol knows, and ends once", () =>
    fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 12 }), fc.boolean(), async (frames, leave) => {
        const { simulator, key } = withVoices()
        const { socket, heard } = open(simulator, await socketUrlOf(simulator, key))
        for (const data of frames) socket.send(data)
        if (leave) socket.drop()
        else await simulator.clock.advance(600_000)
        const { ended, texts } = lastSocket(simulator)
        expect(ended).toBeDefined()
        expect(texts.length).toBeLessThanOrEqual(frames.length)
        const closes = heard.filter((event) => isEvent(event) && event.kind === "close")
        expect(closes.length).toBeLessThanOrEqual(1)
        for (const event of heard) expect(isEvent(event) || isMessage(event)).toBe(true)
        // The simulator still serves others.
        expect(await send(simulator)).toHaveLength(1)
      }),
      runs(300)
    ))
})

const isEvent = (value: unknown): value is { readonly kind: string } =>
  typeof value === "object" && value !== null && "kind" in value

const isMessage = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  ["accept", "reject", "result"].includes(String(value.type))

const paths = [
  "/msg_send",
  "/msg_query",
  "/file_write",
  "/service/v1/inbound/x",
  "/number_lookup/v1/check",
  "/nowhere"
]
const types = [
  "application/x-www-form-urlencoded",
  "application/json",
  "multipart/form-data; boundary=x",
  "text/plain"
]
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "__proto__=1&constructor=2",
    "to=1&to=2",
    "%",
    "%ff%fe",
    "&&&===",
    "--x\r\n\r\n\r\n--x--\r\n",
    "--x--"
  )
)

describe("the HTTP side", () => {
  it("answers any body with a status of the documentation, and with JSON where it refuses", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom("POST", "PUT", "PATCH", "DELETE"),
        fc.constantFrom(...types),
        body,
        async (path, method, type, content) => {
          const { simulator } = withVoices()
          const response = await simulator.fetch(baseUrl + path, {
            method,
            body: content,
            headers: { ...headersOf(simulator), "content-type": type }
          })
          expect([200, 201, 204, 400, 403, 404, 405, 409, 413, 415]).toContain(response.status)
          const text = await response.text()
          if (response.status >= 400) expect(JSON.parse(text)).toHaveProperty("error")
          expect((await post(simulator, "/msg_list_blocked", { to: "15550001234" })).status).toBe(200)
        }
      ),
      runs(500)
    ))
})
