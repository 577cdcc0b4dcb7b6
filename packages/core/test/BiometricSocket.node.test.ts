/** The WebSocket of Node, and a server that listens. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as Wav from "@aculab-cloud/core/Wav"
import { makeSimulator, type SocketFault } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Redacted from "effect/Redacted"
import { humming } from "./supportWav.js"

const voice = Wav.encode(Wav.fromFloat32(humming(3), 16_000))

const served = Effect.acquireRelease(
  Effect.promise(async () => {
    const simulator = makeSimulator()
    simulator.biometrics.addGroup("Staff")
    const { key } = simulator.biometrics.addKey({ group: "Staff" })
    const server = await serve(simulator)
    const layer = UserGroupKey.layerAlone({
      cloudId: simulator.account.cloudId,
      username: simulator.account.username,
      key: Redacted.make(key),
      baseUrl: server.url
    })
    return { simulator, server, layer }
  }),
  ({ server }) => Effect.promise(server.close)
)

const register = BiometricSocket.register({ userId: "Bob", audio: { content: voice } })

describe("over a real connection", () => {
  it.live("registers and verifies with the WebSocket of the runtime", () =>
    Effect.gen(function* () {
      const { simulator, layer } = yield* served
      const run = Effect.provide([layer, FetchHttpClient.layer])
      const { sources } = yield* run(register)
      expect(sources).toEqual([{ name: "audio.wav", accepted: true, other: {} }])
      const again = { content: Wav.encode(Wav.fromFloat32(humming(3.5), 16_000)) }
      const { verified } = yield* run(BiometricSocket.verify({ userId: "Bob", audio: again }))
      expect(verified).toBe(true)
      expect(simulator.sockets.map(({ bytes, status }) => [bytes, status])).toEqual([
        [voice.length, 101],
        [again.content.length, 101]
      ])
    })
  )

  const faults: ReadonlyArray<{
    readonly fault: SocketFault
    readonly outcome: string
    readonly tag: string
  }> = [
    { fault: { kind: "refuse" }, outcome: "not-sent", tag: "TransportFailure" },
    { fault: { kind: "reset" }, outcome: "not-sent", tag: "TransportFailure" },
    { fault: { kind: "reset", when: 20_000 }, outcome: "unknown", tag: "TransportFailure" },
    { fault: { kind: "close", when: "stop" }, outcome: "unknown", tag: "TransportFailure" },
    { fault: { kind: "garbage" }, outcome: "unknown", tag: "UnexpectedResponse" },
    { fault: { kind: "reject", code: 51 }, outcome: "rejected", tag: "Rejected" }
  ]

  it.live.each(faults)("ends as $outcome with $tag: $fault", ({ fault, outcome, tag }) =>
    Effect.gen(function* () {
      const { simulator, server, layer } = yield* served
      simulator.socketFaults.next(fault)
      const error = yield* register.pipe(
        CallPolicy.with({ maxAttempts: 1 }),
        Effect.flip,
        Effect.provide([layer, FetchHttpClient.layer])
      )
      expect(error).toMatchObject({ outcome, reason: { _tag: tag } })
      expect(JSON.stringify(error)).not.toContain(new URL(server.url).host)
    })
  )
})
