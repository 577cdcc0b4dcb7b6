/** What every runtime must be able to do, written once, against the public interface of the packages. */
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Files from "@aculab-cloud/core/Files"
import * as Messages from "@aculab-cloud/core/Messages"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ask, askJson, largeFile, pageSize, patterned, type Stage, same, storedNames } from "./stage.js"

type Cloud = CloudAccount.CloudAccount | HttpClient.HttpClient

interface Check {
  readonly name: string
  readonly run: (stage: Stage) => Effect.Effect<void, unknown, Cloud>
}

const to = "441908273800"
const from = "441908273801"

/** Fails unless the store has a file with the content of the large one. */
const sameAsLarge = (name: string) =>
  Effect.gen(function* () {
    const content = yield* Stream.mkUint8Array(Files.download({ fileType: "messageMedia", name }))
    const expected = patterned(largeFile.size)
    const difference = content.findIndex((byte, at) => byte !== expected[at])
    yield* same({ length: content.length, difference }, { length: expected.length, difference: -1 })
  })

const uploadAndCompare = <E>(name: string, content: Files.UploadContent<E>) =>
  Effect.andThen(Files.upload({ fileType: "messageMedia", name, content }), sameAsLarge(name))

/** Registers somebody with a minute of speech. */
const registered = (stage: Stage) =>
  Effect.gen(function* () {
    const voice = yield* Effect.flatMap(ask(stage, "voice.wav"), (response) =>
      Effect.promise(() => response.arrayBuffer())
    )
    const sent: Array<number> = []
    const { sources } = yield* BiometricSocket.register({
      userId: `bob-${crypto.randomUUID()}`,
      audio: { content: new Uint8Array(voice), name: "voice.wav" },
      onProgress: ({ sentBytes, totalBytes }) => Effect.sync(() => sent.push(sentBytes / totalBytes))
    })
    return { sent, names: sources.map(({ name }) => name), accepted: sources.map(({ accepted }) => accepted) }
  }).pipe(Effect.provide(UserGroupKey.layer({ key: Redacted.make(stage.groupKey) })))

const CapturedRequest = Schema.Struct({
  method: Schema.String,
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.String
})

export const checks = [
  {
    name: "send a message and follow it",
    run: () =>
      Effect.gen(function* () {
        const references = yield* Messages.send({ to, from, content: "Grüße 👋", deliveryReport: true })
        const changes = yield* Stream.runCollect(
          Messages.follow(references, { schedule: Schedule.spaced("50 millis") })
        )
        yield* same([changes.at(-1)?.state, changes.at(-1)?.reference], ["delivered", references[0]])
      })
  },
  {
    name: "page through files",
    run: () =>
      Effect.gen(function* () {
        const listed = { fileType: "messageMedia", name: "list/*" } as const
        const page = yield* Files.listPage(listed)
        const files = yield* Stream.runCollect(Files.list(listed))
        const namesOf = (some: ReadonlyArray<Files.StoredFile>) => some.map(({ name }) => name)
        yield* same([namesOf(page.files), namesOf(files)], [storedNames.slice(0, pageSize), storedNames])
      })
  },
  {
    name: "upload bytes",
    run: () => uploadAndCompare("uploads/bytes.bin", patterned(largeFile.size))
  },
  {
    name: "upload a stream",
    run: () => {
      const content = patterned(largeFile.size)
      const pieces = Array.from({ length: 16 }, (_, index) =>
        content.subarray(index * 65_536, (index + 1) * 65_536)
      )
      return uploadAndCompare("uploads/stream.bin", { stream: Stream.fromIterable(pieces) })
    }
  },
  {
    name: "download",
    run: () => sameAsLarge(largeFile.name)
  },
  {
    name: "stream a voice over a WebSocket",
    run: (stage) =>
      Effect.flatMap(registered(stage), ({ names, accepted }) =>
        same({ names, accepted }, { names: ["voice.wav"], accepted: [true] })
      )
  },
  {
    name: "tell how much of a voice has been sent",
    run: (stage) => Effect.flatMap(registered(stage), ({ sent }) => same(sent.at(-1), 1))
  },
  {
    name: "mint a WebRTC token",
    run: () =>
      Effect.gen(function* () {
        const { token, expiresAt } = yield* WebRtcTokens.generate({
          clientId: "anna",
          lifetime: "10 minutes"
        })
        yield* same([Redacted.value(token).split(".").length, yield* DateTime.isFuture(expiresAt)], [3, true])
      })
  },
  {
    name: "answer and decode a status update",
    run: (stage) =>
      Effect.gen(function* () {
        const statusPage = {
          url: `${stage.url}/stage/updates`,
          username: "page",
          password: Redacted.make("secret")
        }
        const references = yield* Messages.send({ to, from, content: "Hello", statusPage })
        // What the cloud sent, byte for byte, as the server of this runtime would hand it over.
        const captured = yield* Effect.flatMap(
          askJson(stage, `update?reference=${references[0]}&status=sent`),
          Schema.decodeUnknownEffect(CapturedRequest)
        )
        const states: Array<unknown> = []
        const page = yield* StatusEndpoint.make({
          credentials: statusPage,
          onUpdate: ({ reference, state }) => Effect.sync(() => states.push([reference, state]))
        })
        const request = new Request(statusPage.url, captured)
        const response = yield* Effect.promise(() => page.handle(request))
        yield* page.settled
        yield* same([response.status, states], [200, [[references[0], "sent"]]])
      })
  },
  {
    name: "interrupt a hanging call",
    run: (stage) =>
      Effect.gen(function* () {
        const path = "/msg_list_blocked"
        yield* ask(stage, `stall?path=${path}`)
        const call = yield* Effect.forkChild(Messages.listBlocked({ from }))
        yield* ask(stage, `arrived?path=${path}`)
        yield* Fiber.interrupt(call)
        // Answers when the server has seen the connection close.
        yield* ask(stage, `broken-off?path=${path}`)
      })
  },
  {
    name: "tell wrong credentials by their error",
    run: (stage) =>
      Effect.gen(function* () {
        const wrong = CloudAccount.layer({
          ...stage.account,
          baseUrl: stage.url,
          apiAccessKey: Redacted.make("wrong")
        })
        const error = yield* Effect.flip(Effect.provide(Messages.query(["r1"]), wrong))
        yield* same(isCloudError(error) && [error.reason._tag, error.outcome], ["Unauthorized", "rejected"])
      })
  }
] as const satisfies ReadonlyArray<Check>

export type CheckName = (typeof checks)[number]["name"]
