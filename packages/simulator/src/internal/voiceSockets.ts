/** The WebSockets of voice biometrics: who may connect, the record, and what ends them. */
import type {
  RecordedSocket,
  SimulatedSocket,
  SocketEnd,
  SocketEvent,
  SocketFault,
  SocketHandshake
} from "../Sockets.js"
import { onAbort } from "./abort.js"
import type { Cloud } from "./operation.js"
import { momentOf, type SocketFaultQueue } from "./socketFaultQueue.js"
import { type Conversation, startConversation } from "./voiceConversation.js"
import { decide, type VoiceOperation } from "./voiceDecision.js"

/** The path of a socket, and the parameter with its token: both invented. */
const socketPath = (operation: VoiceOperation): string => `/voice_biometrics/v1/stream/${operation}`
const tokenParameter = "token"

/** Where a client that asked at this origin finds its socket: at the same place, by the same kind of connection. */
export const socketUrl = (origin: string, operation: VoiceOperation, token: string): string =>
  `${origin.replace(/^http/, "ws")}${socketPath(operation)}?${tokenParameter}=${token}`

/** A record, while its socket is there. */
type Recording = {
  -readonly [Field in keyof RecordedSocket]: RecordedSocket[Field] extends readonly string[]
    ? string[]
    : RecordedSocket[Field]
}

type Connect = (url: string | URL) => SimulatedSocket

const handshakeOf = (fault: SocketFault | undefined, ended: Promise<void>): SocketHandshake => {
  if (fault === undefined || momentOf(fault) !== "handshake") return { kind: "accepted" }
  switch (fault.kind) {
    case "refuse":
      return { kind: "refused", status: fault.status ?? 503 }
    case "stall":
      return { kind: "stall", ended }
    default:
      return { kind: "reset" }
  }
}

const statusOf = (handshake: SocketHandshake): number | undefined => {
  switch (handshake.kind) {
    case "accepted":
      return 101
    case "refused":
      return handshake.status
    default:
      return undefined
  }
}

export const makeVoiceSockets = (options: {
  readonly cloud: Cloud
  readonly faults: SocketFaultQueue
  readonly sockets: RecordedSocket[]
  readonly closing: AbortSignal
  readonly observe: (socket: RecordedSocket) => void
}): Connect => {
  const { cloud, faults, closing } = options
  const { clock, voiceSessions } = cloud

  const record = (path: string, about: Pick<Recording, "operation" | "userId" | "fault">): Recording => {
    const recording: Recording = {
      path,
      ...about,
      at: clock.now(),
      status: undefined,
      texts: [],
      binaryFrames: 0,
      bytes: 0,
      largestFrame: 0,
      sent: [],
      ended: undefined
    }
    options.sockets.push(recording)
    return recording
  }

  return (address) => {
    const url = new URL(address)
    const token = url.searchParams.get(tokenParameter) ?? ""
    const found = closing.aborted ? undefined : voiceSessions.find(token)
    // I: a token is good for the operation that it was given for, and at no other path.
    const session = found !== undefined && url.pathname === socketPath(found.operation) ? found : undefined
    const fault = session && faults.take(session.operation)
    const recording = record(url.pathname, {
      operation: session?.operation,
      userId: session?.userId,
      fault: fault?.kind
    })
    const gone = Promise.withResolvers<void>()
    let conversation: Conversation | undefined
    let listener: ((event: SocketEvent) => void) | undefined
    let forget = () => {}

    const end = (how: Omit<SocketEnd, "at">): void => {
      if (recording.ended !== undefined) return
      recording.ended = { ...how, at: clock.now() }
      forget()
      conversation?.end()
      gone.resolve()
      options.observe(recording)
    }

    const say = (event: SocketEvent): void => {
      if (recording.ended !== undefined) return
      if (event.kind === "text") recording.sent.push(event.text)
      if (event.kind === "close") end({ by: "cloud", code: event.code, reason: event.reason })
      if (event.kind === "reset") end({ by: "cloud", code: 1006, reason: "" })
      listener?.(event)
    }

    const handshake: SocketHandshake = closing.aborted
      ? { kind: "reset" }
      : session === undefined
        ? { kind: "refused", status: 404 }
        : handshakeOf(fault, gone.promise)
    recording.status = statusOf(handshake)
    if (handshake.kind === "refused" || handshake.kind === "reset") {
      end({ by: "cloud", code: 1006, reason: "" })
    } else {
      if (handshake.kind === "accepted") voiceSessions.use(token)
      const forgetClosing = onAbort([closing], () => say({ kind: "reset" }))
      const forgetReader = faults.addReader((bytes) => conversation?.readOn(bytes))
      forget = () => {
        forgetClosing()
        forgetReader()
      }
    }

    return {
      handshake,
      open: (hear) => {
        if (session === undefined || handshake.kind !== "accepted" || listener !== undefined) {
          throw new TypeError("a socket is opened once, if its handshake was accepted")
        }
        listener = hear
        // A client may be gone before its handshake is over.
        if (recording.ended !== undefined) return
        const { filename, ...intent } = session
        conversation = startConversation({
          clock,
          forms: cloud.forms,
          decide: (bytes) => decide(cloud, { ...intent, sources: [{ name: filename, bytes }] }),
          fault,
          say
        })
        conversation.begin()
      },
      takes: () => conversation?.takes() ?? true,
      send: (data) => {
        if (conversation === undefined || recording.ended !== undefined) return
        if (typeof data === "string") {
          recording.texts.push(data)
          return conversation.text(data)
        }
        recording.binaryFrames += 1
        recording.bytes += data.length
        recording.largestFrame = Math.max(recording.largestFrame, data.length)
        conversation.bytes(data)
      },
      close: (code, reason) => end({ by: "client", code, reason }),
      drop: () => end({ by: "client", code: 1006, reason: "" })
    }
  }
}
