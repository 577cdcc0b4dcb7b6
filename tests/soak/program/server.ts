/**
 * A cloud that sends messages and misbehaves: `server.ts <seed> <ledger>`. Into the ledger goes a line for each request:
 * the message, what became of the request, and the reference if it was sent. It keeps nothing else of a message, so that
 * it cannot spare the client a mistake.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout as wait } from "node:timers/promises"
import { writeLines } from "../lines.js"
import {
  account,
  contentOf,
  delayOf,
  type Fate,
  type FateName,
  fateOf,
  from,
  indexOf,
  isRepeated,
  wrongRequest
} from "../plan.js"

const [seed = "", ledgerFile = ""] = process.argv.slice(2)
const ledger = writeLines(ledgerFile)

/** How often a message was tried that was told to come again. All others are forgotten. */
const tried = new Map<number, number>()
let sent = 0
let underWay = 0
let mostUnderWay = 0

const authorization = `Basic ${Buffer.from(
  `${account.cloudId}/${account.username}:${account.apiAccessKey}`
).toString("base64")}`

/** The message that a request asks for, if it asks for one exactly. */
const messageOf = (request: IncomingMessage, body: string): number | undefined => {
  const form = new URLSearchParams(body)
  const index = indexOf(form.get("to") ?? "")
  const expected = { to: form.get("to"), from, content: contentOf(index) }
  const asked =
    request.method === "POST" &&
    request.url === "/msg_send" &&
    request.headers.authorization === authorization &&
    Number.isSafeInteger(index) &&
    [...form].length === 3 &&
    Object.entries(expected).every(([name, value]) => form.get(name) === value)
  return asked ? index : undefined
}

interface Turn {
  readonly response: ServerResponse
  /** The answer that a cloud in good order gives. */
  readonly answer: string
}

const json = (
  { response }: Turn,
  status: number,
  body: string,
  headers: Record<string, string> = {}
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body)
}

const error = (code: string): string => JSON.stringify({ error: { code, text: code, details: [] } })

const reset = ({ response }: Turn): void => void response.socket?.resetAndDestroy()

/** The client has to give up by itself. */
const silence = (): void => {}

const misbehaviours: Readonly<Record<FateName, (turn: Turn) => void>> = {
  good: (turn) => json(turn, 200, turn.answer),
  "429": (turn) => json(turn, 429, error("too fast")),
  "429, Retry-After: 1": (turn) => json(turn, 429, error("too fast"), { "retry-after": "1" }),
  "400": (turn) => json(turn, 400, error("no")),
  "reset before it acts": reset,
  "reset after it has acted": reset,
  "reset in the answer": (turn) => {
    const { response, answer } = turn
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.length })
    response.write(answer.slice(0, -4), () => reset(turn))
  },
  "no answer, and it does not act": silence,
  "no answer, though it has acted": silence,
  "503 before it acts": (turn) => json(turn, 503, error("busy")),
  "503 after it has acted": (turn) => json(turn, 503, error("busy")),
  "500 after it has acted": (turn) => json(turn, 500, error("broken")),
  "half of the JSON": (turn) => json(turn, 200, turn.answer.slice(0, turn.answer.length / 2)),
  garbage: ({ response }) => {
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(Uint8Array.of(0xff, 0xfe, 0, 0x5b, 0x80))
  },
  HTML: ({ response }) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>Good morning</p>")
  }
}

const isFateName = (name: string): name is FateName => Object.hasOwn(misbehaviours, name)

/** What becomes of this attempt. Of a message that has had its last one, nothing is remembered. */
const fateOfNext = (index: number): Fate => {
  const attempt = tried.get(index) ?? 0
  const fate = fateOf(Number(seed), index, attempt)
  if (isRepeated(fate)) tried.set(index, attempt + 1)
  else tried.delete(index)
  return fate
}

const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const index = messageOf(request, await text(request))
  const { name, acts: sends } = index === undefined ? { name: wrongRequest, acts: false } : fateOfNext(index)
  if (sends) sent += 1
  const reference = sends ? `soak.${sent}` : ""
  ledger.write(index ?? -1, name, reference)
  await wait(delayOf(index ?? 0))
  const turn = { response, answer: JSON.stringify([reference]) }
  if (isFateName(name)) misbehaviours[name](turn)
  else json(turn, 400, error(name))
}

const server = createServer(async (request, response) => {
  underWay += 1
  mostUnderWay = Math.max(mostUnderWay, underWay)
  response.once("close", () => {
    underWay -= 1
  })
  try {
    await take(request, response)
  } catch {
    // A request that broke off before it was here as a whole: nobody was asked for anything.
    response.destroy()
  }
})
// An idle connection stays open: its end is no fault of this plan.
server.keepAliveTimeout = 0
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") console.log(`port ${address.port}`)
})

process.once("SIGTERM", () => {
  server.close()
  server.closeAllConnections()
  ledger.close()
  const peakMebibytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    `ended ${JSON.stringify({ sent, underWay, mostUnderWay, remembered: tried.size, peakMebibytes })}`
  )
})

// Whoever started this may be killed before it can end it.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit(1)
}, 1000).unref()
