import { expect, it } from "vitest"
import type { Simulator } from "../src/Simulator.js"
import type { SocketFault } from "../src/Sockets.js"
import { addVoices, hum, lastSocket, socketUrlOf, startOf, stopText } from "./socketSupport.js"
import { baseUrl } from "./support.js"

const audio = hum()

/** What a page or a program does with the global `fetch` and `WebSocket`, in Node and in a browser alike. */
export const itConnects = (simulatorOf: () => Simulator): void => {
  const connect = async (fault?: SocketFault) => {
    const simulator = simulatorOf()
    if (fault !== undefined) simulator.socketFaults.next(fault)
    const url = await socketUrlOf(
      simulator,
      addVoices(simulator),
      { user_id: "Bob" },
      "register",
      baseUrl,
      (...asked) => fetch(...asked)
    )
    const socket = new WebSocket(url)
    const heard: string[] = []
    const opened = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<CloseEvent>()
    socket.onopen = () => opened.resolve()
    socket.onmessage = ({ data }) => heard.push(typeof data === "string" ? data : "bytes")
    socket.onclose = (event) => closed.resolve(event)
    const send = () => {
      socket.send(startOf(audio))
      socket.send(new Blob([audio.subarray(0, 5000)]))
      socket.send(audio.slice(5000, 9000).buffer)
      socket.send(audio.subarray(9000))
      socket.send(stopText)
    }
    return { simulator, socket, heard, opened: opened.promise, closed: closed.promise, send }
  }

  it("takes audio and answers", async () => {
    const { simulator, heard, opened, closed, send } = await connect()
    await opened
    send()
    expect((await closed).code).toBe(1000)
    expect(heard).toEqual(['{"type":"accept"}', expect.stringContaining('"type":"result"')])
    expect(lastSocket(simulator)).toMatchObject({ bytes: audio.length, ended: { by: "cloud", code: 1000 } })
    expect(simulator.clock.pending()).toBe(0)
  })

  it("hears of a client that closes", async () => {
    const { simulator, socket, opened, closed } = await connect()
    await opened
    socket.close(4000, "enough")
    expect((await closed).code).toBe(4000)
    await expect
      .poll(() => lastSocket(simulator).ended)
      .toMatchObject({ by: "client", code: 4000, reason: "enough" })
  })

  it.each([
    [{ kind: "refuse" }, 1006, 0],
    [{ kind: "reset" }, 1006, 0],
    [{ kind: "stall", when: "handshake" }, 1006, 0],
    [{ kind: "close", when: "open" }, 1011, 0],
    [{ kind: "close", when: 5000, code: 1001 }, 1001, 1],
    [{ kind: "reset", when: "stop" }, 1006, 1],
    [{ kind: "binary" }, 1000, 2],
    [{ kind: "reject", code: 60 }, 1000, 2]
  ] satisfies [SocketFault, number, number][])("fails with %o", async (fault, code, messages) => {
    const { simulator, heard, opened, closed, send } = await connect(fault)
    void opened.then(send)
    expect((await closed).code).toBe(code)
    expect(heard).toHaveLength(messages)
    expect(lastSocket(simulator)).toMatchObject({ fault: fault.kind, ended: expect.anything() })
  })
}
