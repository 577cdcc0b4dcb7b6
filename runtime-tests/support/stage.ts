/**
 * The cloud that all runtimes are tested against: one simulator behind its server, and in front of that a server that
 * forwards what is for the cloud and answers itself, under `/stage/`, what is for the tests. A page then has one origin
 * for everything, which it needs: neither the cloud nor the simulator allows other origins.
 */
import { createServer, type IncomingMessage, type Server } from "node:http"
import { text } from "node:stream/consumers"
import { Clock, makeSimulator, type Simulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import { largeFile, pageSize, patterned, type Stage, storedNames } from "../suite/stage.js"
import { forward, forwardSocket } from "./forward.js"
import { makeMeetings } from "./meetings.js"
import { minuteOfVoice } from "./voice.js"

export interface RunningStage {
  readonly stage: Stage
  /** Serves JavaScript as `/stage/<name>`. */
  readonly serveModule: (name: string, code: string) => void
  readonly close: () => Promise<void>
}

type Answer = (query: URLSearchParams, request: IncomingMessage) => Promise<string | Uint8Array>

const prefix = "/stage/"

export const startStage = async (): Promise<RunningStage> => {
  const simulator = makeSimulator({ clock: Clock.real({ speed: 20 }), files: { listLimit: pageSize } })
  fill(simulator)
  const cloud = await serve(simulator)
  const voice = await minuteOfVoice()
  const modules = new Map<string, string>()
  const updates = makeMeetings<object>()
  const calls = makeMeetings<string>()
  const pathOf = (query: URLSearchParams) => query.get("path") ?? ""

  const answers: Record<string, Answer> = {
    page: async () => "<!doctype html><title>Runtime tests</title>",
    "voice.wav": async () => voice,
    // The next call of a path hangs. Whether it arrived, and was broken off, can be asked, and is waited for.
    stall: async (query) => {
      calls.forget(`${pathOf(query)} arrived`)
      calls.forget(`${pathOf(query)} broken off`)
      simulator.faults.next({ path: pathOf(query), kind: "stall" })
      return ""
    },
    arrived: (query) => calls.wait(`${pathOf(query)} arrived`),
    "broken-off": (query) => calls.wait(`${pathOf(query)} broken off`),
    // A status page, and what arrived there, by reference and status.
    updates: async (_query, request) => {
      const body = await text(request)
      const { msg_ref, status } = JSON.parse(body)
      updates.happened(`${msg_ref} ${status}`, { method: request.method, headers: request.headers, body })
      return ""
    },
    update: async (query) =>
      JSON.stringify(await updates.wait(`${query.get("reference")} ${query.get("status")}`))
  }

  const front = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://stage")
    if (!pathname.startsWith(prefix)) {
      calls.happened(`${pathname} arrived`, "")
      return forward(cloud.port, request, response, () => calls.happened(`${pathname} broken off`, ""))
    }
    const name = pathname.slice(prefix.length)
    const code = modules.get(name)
    if (code !== undefined) return response.setHeader("content-type", "text/javascript").end(code)
    const answer = answers[name]
    if (answer === undefined) return response.writeHead(404).end()
    answer(searchParams, request).then(
      (body) => response.end(body),
      () => response.destroy()
    )
  })
  front.on("upgrade", (request, socket, head) => forwardSocket(cloud.port, request, socket, head))
  const url = await listen(front)

  return {
    stage: {
      url,
      account: simulator.account,
      groupKey: simulator.biometrics.addKey({ group: "voices" }).key
    },
    serveModule: (name, code) => void modules.set(name, code),
    close: async () => {
      const closed = new Promise((resolve) => front.close(resolve))
      front.closeAllConnections()
      await cloud.close()
      await closed
    }
  }
}

const fill = (simulator: Simulator): void => {
  const filetype = "msg_media"
  for (const name of storedNames)
    simulator.files.put({ filetype, name, bytes: new TextEncoder().encode(name) })
  simulator.files.put({ filetype, name: largeFile.name, bytes: patterned(largeFile.size) })
  simulator.biometrics.addGroup("voices")
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address === null || typeof address === "string") return reject(new Error("the stage has no port"))
      resolve(`http://127.0.0.1:${address.port}`)
    })
  })
