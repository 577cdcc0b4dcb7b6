/**
 * All calls of one transport: a server for each, and one more that tells the program what to call, and hears from it
 * how that ended.
 */
import * as http from "node:http"
import { text } from "node:stream/consumers"
import * as Schema from "effect/Schema"
import type { Approach, CellPlan, Ending, ProbeName, Remains } from "../plan.js"
import { probeNames } from "../plan.js"
import { goodAnswers } from "../probes.js"
import { type CellServer, startCell } from "./cell.js"
import { startDeaf } from "./deaf.js"
import { type Fault, faults } from "./faults.js"

/** One call, and all that is known of it afterwards. */
export interface Cell {
  readonly fault: Fault
  readonly probe: ProbeName
  readonly ending: Ending
  /** What arrived at the server. */
  readonly requests: number
  /** What arrived at the host that a redirect names. */
  readonly elsewhere: number
  /** Connections that the client had open long after the call was over. */
  readonly sockets: number
}

export interface Report {
  readonly cells: ReadonlyArray<Cell>
  readonly remains: Remains
}

const EndingSchema: Schema.Codec<Ending> = Schema.Struct({
  result: Schema.String,
  outcome: Schema.optionalKey(Schema.String),
  words: Schema.String,
  timeouts: Schema.Number,
  fibers: Schema.Number
})
const RemainsSchema: Schema.Codec<Remains> = Schema.Struct({
  resources: Schema.Array(Schema.String),
  warnings: Schema.Array(Schema.String)
})
const decodeEnding = Schema.decodeUnknownSync(Schema.fromJsonString(EndingSchema))
const decodeRemains = Schema.decodeUnknownSync(Schema.fromJsonString(RemainsSchema))

/** A connection that is not closed by then stays open: an error, not a matter of time. */
const patience = 60_000

interface Place {
  readonly plan: CellPlan
  readonly fault: Fault
  readonly server: CellServer
}

export interface Stage {
  readonly url: string
  /** What the program has told when it has told everything. Rejects when it is over before. */
  readonly report: Promise<Report>
  readonly giveUp: (reason: Error) => void
  readonly close: () => Promise<void>
}

const warmUps: Readonly<Record<Approach, number>> = {
  "at once": 0,
  "on a used connection": 1,
  "after the connection was closed": 1,
  // The first of the two is the call that counts.
  twice: 0
}

/** What a browser gets, and after which faults connections are known to stay open for longer than a test can wait. */
export interface Setting {
  readonly page: string
  readonly script: string
  readonly lingers: (fault: string) => boolean
}

/** `page` and `script` are served at `/` and `/program.js`. */
export const startStage = async ({ page, script, lingers }: Setting): Promise<Stage> => {
  const elsewhere = await startCell({ name: "another host", answer: ({ end }) => end() }, nothing)
  const deaf = await startDeaf()
  const places = await Promise.all(
    faults
      .flatMap((fault) => probeNames.map((probe) => ({ fault, probe })))
      .map(async (each, id) => {
        const { fault, probe } = each
        const approach = fault.approach ?? "at once"
        const server = await startCell(fault, {
          good: goodAnswers[probe],
          elsewhere: `http://127.0.0.1:${elsewhere.port}/`,
          warm: warmUps[approach]
        })
        const plan: CellPlan = {
          id,
          url: urlOf(fault, fault.listening === "deaf" ? deaf.port : server.port),
          probe,
          approach,
          still: fault.still === true,
          connecting: fault.listening === "deaf" || fault.listening === "no handshake"
        }
        return { plan, fault, server } satisfies Place
      })
  )
  const cells = new Map<number, Cell>()
  const { promise, resolve, reject } = Promise.withResolvers<Report>()

  const over = async ({ plan, fault, server }: Place, ending: Ending): Promise<void> => {
    await server.closeIdle()
    if (!lingers(fault.name)) {
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, patience)
      await Promise.race([server.quiet(), late.promise])
      clearTimeout(timer)
    }
    const { probe } = plan
    const counts = { requests: server.requests(), elsewhere: elsewhere.requests() }
    cells.set(plan.id, { fault, probe, ending, ...counts, sockets: server.openConnections() })
  }
  const tell = async (path: string, body: string): Promise<string> => {
    const [, what = "", id = "", count = ""] = path.split("/")
    if (what === "") return page
    if (what === "program.js") return script
    if (what === "cells") return JSON.stringify(places.map(({ plan }) => plan))
    if (what === "remains") {
      resolve({
        cells: [...cells.entries()].sort(([a], [b]) => a - b).map(([, cell]) => cell),
        remains: decodeRemains(body)
      })
      return ""
    }
    const place = places[Number(id)]
    if (place === undefined) throw new Error(`no cell ${id}`)
    if (what === "ended") await over(place, decodeEnding(body))
    else if (what === "close-idle") await place.server.closeIdle()
    // Of what never arrives, nothing can be seen here.
    else if (what === "stood" && place.fault.listening !== "deaf") await place.server.stood(Number(count))
    return ""
  }
  const control = http.createServer(async (request, response) => {
    try {
      const answer = await tell(request.url ?? "", await text(request))
      const type = request.url === "/program.js" ? "text/javascript" : "text/html"
      response.writeHead(200, { connection: "close", "content-type": type }).end(answer)
    } catch (error) {
      response.writeHead(500, { connection: "close" }).end()
      reject(error)
    }
  })
  await new Promise<void>((done) => control.listen(0, "127.0.0.1", done))
  const address = control.address()
  if (address === null || typeof address === "string") throw new Error("not listening")
  return {
    url: `http://127.0.0.1:${address.port}`,
    report: promise,
    giveUp: reject,
    close: async () => {
      control.close()
      control.closeAllConnections()
      const servers = places.map(({ server }) => server)
      await Promise.all([...servers, elsewhere, deaf].map((server) => server.close()))
    }
  }
}

const nothing = { good: "", elsewhere: "", warm: 0 }

/** One label of a host name has at most 63 letters, so that no name server needs to be asked. */
const nobody = "a".repeat(64)

const urlOf = ({ listening }: Fault, port: number): string => {
  if (listening === "nameless") return `http://${nobody}.test:${port}`
  // The same port of another address of this machine: as long as the server has its own, no other one takes it.
  if (listening === "closed") return `http://127.0.0.2:${port}`
  const secure = listening === "untrusted" || listening === "not TLS" || listening === "no handshake"
  return `http${secure ? "s" : ""}://127.0.0.1:${port}`
}
