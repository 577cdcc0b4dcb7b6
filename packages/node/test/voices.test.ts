/** Voices spoken by espeak-ng, over real sockets, by each of the three methods. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as NodeAudio from "@aculab-cloud/node/NodeAudio"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Speaking, speak } from "../../../tests/support/voices.js"
import { start, temporaryFolder } from "./filesSupport.js"

const words = "My voice is my password, please let me in."

/** The audio of one take, as a file on disk. */
const said = async (options: Omit<Speaking, "words">) => {
  const path = join(await temporaryFolder(), "take.wav")
  await writeFile(path, await speak({ words, ...options }))
  return NodeAudio.file(path)
}

/** A cloud with one group, and the key of it. */
const group = async () => {
  const { simulator, cloud } = await start()
  simulator.biometrics.addGroup("Voices")
  const key = UserGroupKey.layer({ key: Redacted.make(simulator.biometrics.addKey({ group: "Voices" }).key) })
  return {
    simulator,
    run: <A, E>(effect: Effect.Effect<A, E, Effect.Services<ReturnType<typeof BiometricUsers.remove>>>) =>
      cloud.run(Effect.provide(effect, key))
  }
}

const methods = [
  {
    method: "PUT",
    register: (audio: Audio) => BiometricUsers.register({ userId: "Anna", audio, method: "PUT" }),
    verify: (audio: Audio) => BiometricUsers.verify({ userId: "Anna", audio, method: "PUT" })
  },
  {
    method: "POST",
    register: (audio: Audio) => BiometricUsers.register({ userId: "Anna", audio, method: "POST" }),
    verify: (audio: Audio) => BiometricUsers.verify({ userId: "Anna", audio, method: "POST" })
  },
  {
    method: "WebSocket",
    register: (audio: Audio) => BiometricSocket.register({ userId: "Anna", audio }),
    verify: (audio: Audio) => BiometricSocket.verify({ userId: "Anna", audio })
  }
]

type Audio = ReturnType<typeof NodeAudio.file>

describe.each(methods)("by $method", ({ register, verify }) => {
  it("a speaker is known again, another is not, and a recording is found out", async () => {
    const { simulator, run } = await group()
    const { sources } = await run(register(await said({ voice: "en-us+f3" })))
    expect(sources).toMatchObject([{ name: "take.wav", accepted: true }])

    const again = await said({ voice: "en-us+f3", speed: 185 })
    const same = await run(verify(again))
    expect(same).toMatchObject({ verified: true })
    expect(same.confidence).toBeGreaterThan(1)
    expect(same.padDetected).toBeUndefined()

    const other = await run(verify(await said({ voice: "en-us+m7" })))
    expect(other).toMatchObject({ verified: false })
    expect(other.confidence).toBeLessThan(1)

    const replayed = await run(verify(again))
    expect(replayed.padDetected?.type).toBe("TypeA")
    expect(replayed.verified).toBe(false)

    const [user] = simulator.biometrics.users("Voices")
    expect(user).toMatchObject({ verificationsPassed: 1, verificationsFailed: 2 })
  })
})

it("a user is registered with several takes, and updated", async () => {
  const { run } = await group()
  const takes = [
    await said({ voice: "en-us+f3", speed: 165 }),
    await said({ voice: "en-us+f3", speed: 175 }),
    await said({ voice: "en-us+f3", speed: 185 })
  ]
  const { sources } = await run(BiometricUsers.register({ userId: "Anna", audio: takes }))
  expect(sources.map(({ accepted }) => accepted)).toEqual([true, true, true])
  await run(BiometricUsers.update({ userId: "Anna", audio: await said({ voice: "en-us+f3", speed: 195 }) }))
  const verification = await run(
    BiometricUsers.verify({ userId: "Anna", audio: await said({ voice: "en-us+f3", speed: 180 }) })
  )
  expect(verification.verified).toBe(true)
  const stats = await run(BiometricUsers.stats("Anna"))
  expect(stats.updatedAt).toBeDefined()
})
