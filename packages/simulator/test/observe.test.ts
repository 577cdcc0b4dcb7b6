import { expect, it } from "vitest"
import { makeSimulator, type SimulatorEvent } from "../src/Simulator.js"
import { makePage, sendOne } from "./support.js"

it("an observer hears of requests, of each status of a message, and of status updates", async () => {
  const page = makePage()
  const events: string[] = []
  const tell = (event: SimulatorEvent): string => {
    switch (event.kind) {
      case "request":
        return `${event.request.method} ${event.request.path} ${event.request.status}`
      case "message":
        return event.message.status
      case "invocation":
        return `invocation ${event.invocation.status}`
      case "application":
        return `application ${event.application.id}`
      case "socket":
        return `socket ${event.socket.status}`
      case "update":
        return `update ${event.update.fields.status} ${event.update.outcome}`
    }
  }
  const simulator = makeSimulator({ deliver: page.deliver, observe: (event) => events.push(tell(event)) })
  await sendOne(simulator, { status_page: "https://customer.example/" })
  await simulator.clock.advance(2000)
  expect(events).toEqual([
    "queued",
    "POST /msg_send 200",
    "submitted to carrier",
    "update submitted to carrier delivered",
    "sent",
    "update sent delivered"
  ])
})
