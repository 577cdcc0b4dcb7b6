import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { afterAll, expect, test } from "vitest"
import { environmentOf, type Program, start } from "../../tests/support/programs.js"

const simulator = makeSimulator({ clock: Clock.real({ speed: 20 }) })
const cloud = await serve(simulator)
const programs: Array<Program> = []
afterAll(async () => {
  for (const program of programs) program.signal("SIGKILL")
  await cloud.close()
})

const startBackend = async () => {
  const program = start("node", "examples/effect-backend/main.ts", {
    environment: { ...environmentOf(simulator.account, cloud.url), PORT: "0" }
  })
  programs.push(program)
  const url = (await program.line(/^listening on /)).replace("listening on ", "")
  const send = (message: object, signal?: AbortSignal) =>
    fetch(`${url}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ to: "441908273800", from: "441908273801", content: "Hello", ...message }),
      signal: signal ?? null
    })
  return { program, url, send }
}

/** The cloud takes the next message, and does not answer before it is told to. */
const holdNextSend = () => {
  const arrived = Promise.withResolvers<string>()
  const released = Promise.withResolvers<void>()
  simulator.faults.next({
    path: "/msg_send",
    kind: "response",
    when: "after",
    response: async () => {
      const reference = simulator.messages.list().at(-1)?.ref ?? ""
      arrived.resolve(reference)
      await released.promise
      return Response.json([reference])
    }
  })
  return { arrived: arrived.promise, release: released.resolve }
}

test("sends a message, follows it, and says where it is", async () => {
  const { program, url, send } = await startBackend()
  const response = await send({})
  expect(response.status).toBe(202)
  const { references }: { readonly references: ReadonlyArray<string> } = await response.json()
  await program.line(/ is delivered$/)
  const state = await fetch(`${url}/messages/${references[0]}`)
  expect(await state.json()).toEqual({ state: "delivered" })
  expect((await fetch(`${url}/messages/unknown`)).status).toBe(404)
  program.signal("SIGTERM")
  expect(await program.ended).toMatchObject({ code: 0, error: "" })
})

test("tells wrong input, a failure, and a message that may be on its way", async () => {
  const { send } = await startBackend()
  const wrong = await send({ to: "0123" })
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({ _tag: "WrongInput", problems: [{ field: "to" }] })
  simulator.faults.next({ path: "/msg_send", kind: "status", status: 400 })
  expect((await send({})).status).toBe(503)
  simulator.faults.next({ path: "/msg_send", kind: "reset" })
  const maybe = await send({})
  expect(maybe.status).toBe(502)
  expect(await maybe.json()).toMatchObject({
    _tag: "MaybeSent",
    advice: expect.stringContaining("may have been sent")
  })
})

test("goes on with a message when the client that asked for it goes away", async () => {
  const { program, send } = await startBackend()
  const before = simulator.messages.list().length
  const held = holdNextSend()
  const client = new AbortController()
  const answer = send({}, client.signal)
  const reference = await held.arrived
  client.abort()
  await expect(answer).rejects.toThrow("aborted")
  held.release()
  await program.line(new RegExp(`^${reference} is delivered$`))
  expect(simulator.messages.list().length).toBe(before + 1)
})

test("on SIGTERM takes no new requests, and ends when the message that is being sent is sent", async () => {
  const { program, url, send } = await startBackend()
  const before = simulator.messages.list().length
  const held = holdNextSend()
  const answer = send({})
  const reference = await held.arrived
  program.signal("SIGTERM")
  await program.line(/^closing/)
  await expect(fetch(`${url}/messages/${reference}`)).rejects.toThrow()
  held.release()
  const response = await answer
  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ references: [reference] })
  expect(await program.ended).toMatchObject({ code: 0, error: "" })
  expect(simulator.messages.list().length).toBe(before + 1)
})
