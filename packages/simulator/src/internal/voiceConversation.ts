/** What is said on one WebSocket: start, audio, stop; accept, and a result or a reject (wire reference, B 2.5). */
import type { AnswerForms } from "../AnswerForms.js"
import type { Clock } from "../Clock.js"
import type { SocketEvent, SocketFault, SocketMoment } from "../Sockets.js"
import { momentOf } from "./socketFaultQueue.js"
import { audioProblems, longestFile } from "./voiceAudio.js"
import type { VoiceDecision } from "./voiceDecision.js"
import {
  acceptMessage,
  badAudio,
  badRequest,
  codeOfProblem,
  type Rejection,
  readMessage,
  rejectMessage,
  resultMessage,
  serverException
} from "./voiceSocketMessages.js"

/** The largest frame that the cloud takes (invented). In bytes. */
export const largestFrame = 1024 * 1024

/** How long a client may send nothing (invented), and how long its stop is waited for. In milliseconds. */
const idleLimit = 30_000
const stopLimit = 5000

/** `silent`: a fault has struck, after which the cloud only listens. */
type Phase = "start" | "audio" | "silent" | "over"

export interface Conversation {
  /** The handshake is over. */
  readonly begin: () => void
  readonly text: (text: string) => void
  readonly bytes: (bytes: Uint8Array) => void
  readonly takes: () => boolean
  /** Lets a slow reader take so many more bytes. */
  readonly readOn: (bytes: number) => void
  /** It is over, whoever ended it. Nothing is said after that. */
  readonly end: () => void
}

const encoder = new TextEncoder()

export const startConversation = (options: {
  readonly clock: Clock
  readonly forms: AnswerForms
  /** What becomes of the audio. */
  readonly decide: (audio: Uint8Array) => VoiceDecision
  readonly fault: SocketFault | undefined
  /** Called with a `close` or a `reset` it has to end the conversation. */
  readonly say: (event: SocketEvent) => void
}): Conversation => {
  const { clock, forms, fault, say } = options
  let phase: Phase = "start"
  let audio = new Uint8Array(0)
  let received = 0
  let faultIsDue = fault !== undefined
  // How many bytes of audio a slow reader still takes.
  let appetite = fault?.kind === "slow-reader" ? (fault.after ?? 0) : Number.POSITIVE_INFINITY
  let paused = false
  let stopWaiting = () => {}

  const sayText = (text: string): void => say({ kind: "text", text })
  const close = (code = 1000, reason = ""): void => say({ kind: "close", code, reason })

  const reject = (rejection: Rejection): void => {
    sayText(rejectMessage(forms, rejection))
    close()
  }

  /** The fault of this moment, if there is one: then what the cloud would have said is left out. */
  const strike = (moment: SocketMoment): boolean => {
    if (!faultIsDue || fault === undefined) return false
    const due = momentOf(fault)
    if (typeof due === "number" && typeof moment === "number" ? moment < due : moment !== due) return false
    faultIsDue = false
    switch (fault.kind) {
      case "reset":
        say({ kind: "reset" })
        break
      case "close":
        close(fault.code ?? 1011, fault.reason)
        break
      case "reject":
        reject({
          code: fault.code,
          text: fault.text ?? `The simulator was told to reject with ${fault.code}`
        })
        break
      case "stall":
        phase = "silent"
        break
      case "garbage":
        sayText('{"type": garbage, <html>')
        break
      case "binary":
        say({ kind: "bytes", bytes: new Uint8Array([0x00, 0xff, 0xfe, 0x7b]) })
        break
    }
    return true
  }

  const isOver = (): boolean => phase === "silent" || phase === "over"

  /** What becomes of the audio; or a server exception (D for the meaning): there is nobody here to throw at. */
  const outcome = (): Extract<VoiceDecision, { readonly kind: "result" }> | Rejection => {
    try {
      const decision = options.decide(audio)
      return decision.kind === "result"
        ? decision
        : { code: codeOfProblem[decision.problem], text: decision.text }
    } catch (cause) {
      return serverException(cause)
    }
  }

  const conclude = (): void => {
    const decided = outcome()
    if ("code" in decided) reject(decided)
    else {
      if (forms.socketAccept === "late") sayText(acceptMessage(forms))
      sayText(resultMessage(forms, decided.body))
      close()
    }
  }

  const stop = (): void => {
    stopWaiting()
    if (!strike("stop")) conclude()
    else if (!isOver()) close()
  }

  const wait = (): void => {
    stopWaiting()
    if (isOver() || paused) return
    const complete = phase === "audio" && received === audio.length
    stopWaiting = complete
      ? clock.after(stopLimit, stop)
      : clock.after(idleLimit, () => reject(badRequest("nothing came for 30 seconds")))
  }

  const pauseIfFull = (): void => {
    if (isOver() || paused || appetite > 0) return
    paused = true
    say({ kind: "pause" })
  }

  const start = (length: number): Rejection | undefined => {
    if (phase !== "start") return badRequest("there was a start already")
    if (length === 0) return badAudio(audioProblems.empty)
    if (length > longestFile) return badAudio(audioProblems.long)
    phase = "audio"
    audio = new Uint8Array(length)
    if (!strike("start") && forms.socketAccept === "start") sayText(acceptMessage(forms))
    pauseIfFull()
    return undefined
  }

  const text = (frame: string): Rejection | undefined => {
    const message = readMessage(frame)
    if ("code" in message) return message
    if (message.type === "start") return start(message.length)
    if (phase === "start") return badRequest("a start comes before the stop")
    if (received < audio.length) {
      return badRequest(`the start said ${audio.length} bytes, but there were ${received} at the stop`)
    }
    stop()
    return undefined
  }

  const bytes = (frame: Uint8Array): Rejection | undefined => {
    if (phase === "start") return badRequest("a start comes before the audio")
    if (received + frame.length > audio.length) {
      return badRequest(`the start said ${audio.length} bytes, but there are more`)
    }
    audio.set(frame, received)
    received += frame.length
    appetite -= frame.length
    strike(received)
    pauseIfFull()
    return undefined
  }

  const receive = (size: number, read: () => Rejection | undefined): void => {
    if (isOver()) return
    if (size > largestFrame) close(1009, "the frame is too large")
    else {
      const problem = read()
      if (problem !== undefined) reject(problem)
      wait()
    }
  }

  return {
    begin: () => {
      strike("open")
      wait()
    },
    text: (data) => receive(encoder.encode(data).length, () => text(data)),
    bytes: (data) => receive(data.length, () => bytes(data)),
    takes: () => !paused,
    readOn: (more) => {
      appetite = Math.max(appetite, 0) + more
      if (!paused || appetite <= 0) return
      paused = false
      say({ kind: "resume" })
      wait()
    },
    end: () => {
      phase = "over"
      paused = false
      audio = new Uint8Array(0)
      stopWaiting()
    }
  }
}
