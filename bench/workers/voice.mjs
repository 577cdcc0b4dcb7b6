// @ts-check
// 60 seconds of audio through a WebSocket, as fast as it goes: by the SDK, or by a bare `ws`.
import { createRequire } from "node:module"
import { serveTasks } from "../support/processes.mjs"

/** @type {typeof import("../../packages/simulator/node_modules/@types/ws/index.js")} */
const { WebSocket } = createRequire(new URL("../../packages/simulator/package.json", import.meta.url))("ws")

const [way = "", url = ""] = process.argv.slice(2)

const sampleRate = 16_000
const samples = 60 * sampleRate
const frameBytes = 16_384

/** A mono WAV of 16-bit samples: noise, which compresses as badly as it gets. */
const makeWav = () => {
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write("RIFF", 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write("WAVEfmt ", 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write("data", 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let word = 1, at = 44; at < wav.length; at += 2) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0
    wav.writeInt16LE((word >>> 16) - 32_768, at)
  }
  return new Uint8Array(wav)
}

const wav = makeWav()

/** @returns {Promise<() => Promise<boolean>>} */
const makeSdk = async () => {
  const BiometricSocket = await import("@aculab-cloud/core/BiometricSocket")
  const { CurrentWebSocket } = await import("@aculab-cloud/core/BiometricWebSocket")
  const { StreamSession } = await import("@aculab-cloud/core/StreamSession")
  const Effect = await import("effect/Effect")
  const Schema = await import("effect/Schema")
  const session = Schema.decodeSync(StreamSession())({
    operation: "verify",
    url,
    openedAt: new Date().toISOString(),
    rules: { encodings: ["pcm16"], channels: 1, lowestSampleRate: 8_000, longestSeconds: 60 }
  })
  const verified = Effect.map(
    BiometricSocket.stream(session, wav, { frameBytes }),
    (verification) => "verified" in verification && verification.verified
  )
  // The process's own WebSocket, or the same as the bare one.
  const program =
    way === "sdk with ws" ? Effect.provideService(verified, CurrentWebSocket, WebSocket) : verified
  return () => Effect.runPromise(program)
}

/** @returns {Promise<boolean>} */
const bare = () =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    socket.on("error", reject)
    socket.on("open", () => {
      socket.send(JSON.stringify({ type: "start", stream: "file", length: wav.length }))
      for (let at = 0; at < wav.length; at += frameBytes) socket.send(wav.subarray(at, at + frameBytes))
      socket.send('{"type":"stop"}')
    })
    let verified = false
    socket.on("message", (data) => {
      const answer = JSON.parse(data.toString())
      if (answer.type === "accept") return
      verified = answer.verified === true
      socket.close(1000)
    })
    socket.on("close", () => resolve(verified))
  })

// "bare, as large" has loaded what the SDK has, and does what "bare" does.
const sdk = way === "bare" ? undefined : await makeSdk()
const stream = sdk === undefined || way === "bare, as large" ? bare : sdk

serveTasks({ bytes: wav.length }, async (/** @type {{ times: number }} */ { times }) => {
  const start = performance.now()
  const cpu = process.cpuUsage()
  for (let time = 0; time < times; time += 1) {
    if (!(await stream())) throw new Error("the audio did not arrive")
  }
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - start) / 1000 / times, cpuSeconds: (user + system) / 1e6 / times }
})
