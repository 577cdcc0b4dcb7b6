import * as Messages from "@aculab-cloud/core/Messages"
import type { MessageUpdate } from "@aculab-cloud/core/MessageUpdates"
import * as StatusEndpoint from "@aculab-cloud/core/StatusEndpoint"
import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { cloudOf, from, to } from "./support.js"
import { logInto } from "./supportEndpoint.js"

const url = "https://example.com/status"
const update = { msg_ref: "r1", status: "delivered", direction: "send", to, from }
const post = (body: string, headers: HeadersInit = {}) => new Request(url, { method: "POST", body, headers })

describe("StatusEndpoint", () => {
  // What a program reads from its environment may be nothing, whatever its types say.
  it.each([{ password: "" }, { password: Redacted.make("") }, JSON.parse("{}")])(
    "is not made with the password forgotten: %j",
    ({ password }) => {
      const credentials = { username: "cloud", password }
      expect(() => StatusEndpoint.make({ credentials, onUpdate: () => Effect.void })).toThrow(
        new RangeError("StatusEndpoint.credentials must have a password that is not empty")
      )
    }
  )

  it.effect.each(["POST", "GET"] as const)(
    "hears of every change when the cloud calls it with %s",
    (method) =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const password = Redacted.make("p:ä ss")
        const page = yield* StatusEndpoint.make({
          credentials: { username: "cloud", password },
          onUpdate: ({ reference, state }) => Effect.sync(() => seen.push(`${reference} ${state}`))
        })
        const simulator = makeSimulator({ deliver: (request) => page.handle(request) })
        const [reference] = yield* Effect.provide(
          Messages.send({
            to,
            from,
            content: "Hello",
            deliveryReport: true,
            statusPage: { url, method, username: "cloud", password }
          }),
          cloudOf(simulator)
        )
        yield* Effect.promise(() => simulator.clock.advance(10_000))
        yield* page.settled
        expect(seen).toEqual([
          `${reference} submitted to carrier`,
          `${reference} sent`,
          `${reference} delivered`
        ])
        expect(simulator.messages.updates.map(({ outcome }) => outcome)).toEqual([
          "delivered",
          "delivered",
          "delivered"
        ])
      })
  )

  it.effect("hears of received messages", () =>
    Effect.gen(function* () {
      const seen: Array<MessageUpdate> = []
      const page = yield* StatusEndpoint.make({ onUpdate: (update) => Effect.sync(() => seen.push(update)) })
      const simulator = makeSimulator({
        notificationPage: { url },
        deliver: (request) => page.handle(request)
      })
      simulator.messages.receive({
        from: to,
        to: from,
        content: "Grüße 👋",
        media: [{ name: "cat.png", bytes: new Uint8Array([1]) }]
      })
      yield* Effect.promise(simulator.settled)
      yield* page.settled
      expect(seen).toHaveLength(1)
      expect(seen[0]).toMatchObject({
        state: "received",
        direction: "receive",
        content: "Grüße 👋",
        media: ["cat.png"],
        type: "mms"
      })
    })
  )

  it.effect("answers before the update is dealt with, and tells the platform to wait", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const done: Array<string> = []
      const waits: Array<Promise<unknown>> = []
      const page = yield* StatusEndpoint.make({
        onUpdate: ({ reference }) =>
          Effect.andThen(
            Deferred.await(gate),
            Effect.sync(() => done.push(reference))
          )
      })
      const response = yield* Effect.promise(() =>
        page.handle(post(JSON.stringify(update)), { waitUntil: (work) => void waits.push(work) })
      )
      expect(response.status).toBe(200)
      expect(done).toEqual([])
      expect(waits).toHaveLength(1)
      yield* Deferred.succeed(gate, undefined)
      yield* page.settled
      yield* Effect.promise(() => Promise.all(waits))
      expect(done).toEqual(["r1"])
    })
  )

  it.effect("takes a platform's own context, and never rejects where its waitUntil was taken off it", () =>
    Effect.gen(function* () {
      // As the context of a Cloudflare worker does.
      class Worker {
        readonly waits: Array<Promise<unknown>> = []
        waitUntil(work: Promise<unknown>) {
          if (!(this instanceof Worker)) throw new TypeError("Illegal invocation")
          this.waits.push(work)
        }
      }
      const lines: Array<string> = []
      const done: Array<string> = []
      const page = yield* Effect.provide(
        StatusEndpoint.make({ onUpdate: ({ reference }) => Effect.sync(() => done.push(reference)) }),
        logInto(lines)
      )
      const context = new Worker()
      const ask = (platform: StatusEndpoint.Platform) =>
        Effect.promise(() => page.handle(post(JSON.stringify(update)), platform))
      expect((yield* ask(context)).status).toBe(200)
      expect([context.waits.length, lines]).toEqual([1, []])
      expect((yield* ask({ waitUntil: context.waitUntil })).status).toBe(200)
      yield* page.settled
      expect(done).toEqual(["r1", "r1"])
      expect(lines.join()).toContain("Illegal invocation")
    })
  )

  it.effect("deals with an update also when its sender has gone", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const done: Array<string> = []
      const page = yield* StatusEndpoint.make({
        onUpdate: ({ reference }) =>
          Effect.andThen(
            Deferred.await(gate),
            Effect.sync(() => done.push(reference))
          )
      })
      const sender = new AbortController()
      const request = new Request(post(JSON.stringify(update)), { signal: sender.signal })
      yield* Effect.promise(() => page.handle(request))
      sender.abort()
      yield* Deferred.succeed(gate, undefined)
      yield* page.settled
      expect(done).toEqual(["r1"])
    })
  )

  it.effect("gives the effect what is known of the request besides, as it is", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const page = yield* StatusEndpoint.make({
        onUpdate: ({ reference }, customer: string) =>
          Effect.sync(() => seen.push(`${customer} ${reference}`))
      })
      yield* Effect.promise(() => page.handle(post(JSON.stringify(update)), {}, "shop"))
      yield* Effect.promise(() => page.handle(post(JSON.stringify(update)), undefined, "bank"))
      yield* page.settled
      expect(seen).toEqual(["shop r1", "bank r1"])
    })
  )

  it.effect("gives the effect the services of where it was made", () =>
    Effect.gen(function* () {
      class Box extends Context.Service<Box, { readonly put: (text: string) => void }>()("test/Box") {}
      const seen: Array<string> = []
      const page = yield* Effect.provideService(
        StatusEndpoint.make({
          onUpdate: ({ state }) =>
            Effect.flatMap(Box.use(Effect.succeed), (box) => Effect.sync(() => box.put(state)))
        }),
        Box,
        { put: (text) => void seen.push(text) }
      )
      yield* Effect.promise(() => page.handle(post(JSON.stringify(update))))
      yield* page.settled
      expect(seen).toEqual(["delivered"])
    })
  )

  it.effect.each([
    { name: "a failure", onUpdate: () => Effect.fail("no") },
    { name: "a defect", onUpdate: () => Effect.die(new Error("no")) },
    {
      name: "a thrown error",
      onUpdate: (): Effect.Effect<void> => {
        throw new Error("no")
      }
    }
  ])("logs $name and goes on", ({ onUpdate }) =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(
        ({ message, logLevel }) => void logged.push(`${logLevel} ${String(message)}`)
      )
      yield* Effect.gen(function* () {
        const page = yield* StatusEndpoint.make<unknown>({ onUpdate })
        for (const _ of [1, 2]) {
          const response = yield* Effect.promise(() => page.handle(post(JSON.stringify(update))))
          expect(response.status).toBe(200)
        }
        yield* page.settled
      }).pipe(Effect.provide(Logger.layer([logger])))
      expect(logged).toHaveLength(2)
      expect(logged[0]).toMatch(/^Error .*not dealt with/)
    })
  )

  it.effect.each([
    { name: "no update", request: () => post("{}"), status: 400 },
    { name: "no JSON", request: () => post("{"), status: 400 },
    {
      name: "wrong credentials",
      request: () => post(JSON.stringify(update), { authorization: "Basic eDp5" }),
      status: 401
    },
    {
      name: "another method",
      request: () => new Request(url, { method: "PUT", headers: authorized }),
      status: 405
    },
    { name: "a long body", request: () => post("x".repeat(70_000), authorized), status: 413 }
  ])("refuses $name with $status, and the user's effect does not run", ({ request, status, name }) =>
    Effect.gen(function* () {
      const ran: Array<string> = []
      const guarded = name.startsWith("no ")
        ? {}
        : { credentials: { username: "u", password: Redacted.make("p") } }
      const page = yield* StatusEndpoint.make({
        ...guarded,
        onUpdate: ({ reference }) => Effect.sync(() => ran.push(reference))
      })
      const response = yield* Effect.promise(() => page.handle(request()))
      expect(response.status).toBe(status)
      expect(yield* Effect.promise(() => response.text())).toBe("")
      if (status === 401) expect(response.headers.get("www-authenticate")).toMatch(/^Basic /)
      if (status === 405) expect(response.headers.get("allow")).toBe("GET, POST")
      yield* page.settled
      expect(ran).toEqual([])
    })
  )

  it.effect("answers 400 and logs why when the body has been read before it, such as by a framework", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const page = yield* Effect.provide(StatusEndpoint.make({ onUpdate: () => Effect.void }), logInto(lines))
      const request = post(JSON.stringify(update))
      yield* Effect.promise(() => request.text())
      const response = yield* Effect.promise(() => page.handle(request))
      expect(response.status).toBe(400)
      expect(lines.join()).toMatch(/^Error .*has been read already/)
    })
  )

  it.live("gives up on a body that does not come", () =>
    Effect.gen(function* () {
      const page = yield* StatusEndpoint.make({ onUpdate: () => Effect.void, bodyTimeout: "1 millis" })
      const request = post("x")
      Object.defineProperty(request, "body", { value: new ReadableStream() })
      const response = yield* Effect.promise(() => page.handle(request))
      expect(response.status).toBe(408)
    })
  )

  it.live("does not wait for the end of a body that it has given up", () =>
    Effect.gen(function* () {
      const page = yield* StatusEndpoint.make({ onUpdate: () => Effect.void, bodyTimeout: "1 millis" })
      let cancelled = 0
      const cancel = () => {
        cancelled += 1
        return new Promise<void>(() => {})
      }
      const request = post("x")
      Object.defineProperty(request, "body", { value: new ReadableStream({ cancel }) })
      const response = yield* Effect.promise(() => page.handle(request))
      expect(response.status).toBe(408)
      expect(cancelled).toBe(1)
    })
  )
})

const authorized = { authorization: `Basic ${btoa("u:p")}` }
