/** The queue of faults of sockets, and the slow readers that wait to be told to read on. */
import type { SocketFault, SocketFaults, SocketMoment, VoiceSocketOperation } from "../Sockets.js"
import { makeQueue } from "./faultQueue.js"

export interface SocketFaultQueue extends SocketFaults {
  readonly take: (operation: VoiceSocketOperation) => SocketFault | undefined
  /** `readOn` is called with what a test allows. Returns how to forget the reader. */
  readonly addReader: (readOn: (bytes: number) => void) => () => void
}

/** When a fault strikes; undefined for one that has no moment of its own. */
export const momentOf = (fault: SocketFault): "handshake" | SocketMoment | undefined => {
  switch (fault.kind) {
    case "refuse":
      return "handshake"
    case "reset":
      return fault.when ?? "handshake"
    case "slow-reader":
      return undefined
    default:
      return fault.when ?? "stop"
  }
}

/** What may stand in a close frame: 1004, 1005, 1006 and 1015 never do. */
const isCloseCode = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999))

const checkBytes = (name: string, bytes: number): void => {
  if (!Number.isInteger(bytes) || bytes < 0) {
    throw new RangeError(`${name} is a whole number of bytes, 0 or more, not ${bytes}`)
  }
}

const check = (fault: SocketFault): void => {
  const moment = momentOf(fault)
  if (typeof moment === "number") checkBytes("when", moment)
  if (fault.kind === "slow-reader") checkBytes("after", fault.after ?? 0)
  if (fault.kind === "close" && !isCloseCode(fault.code ?? 1011)) {
    throw new RangeError(`no close frame has the code ${fault.code}; a connection that breaks is a reset`)
  }
  if (fault.kind === "refuse") {
    const { status = 503 } = fault
    if (!Number.isInteger(status) || status < 300 || status > 599) {
      throw new RangeError(`status is one of HTTP, from 300 to 599, not ${status}`)
    }
  }
}

export const makeSocketFaults = (): SocketFaultQueue => {
  const queue = makeQueue(
    (fault: SocketFault, operation: VoiceSocketOperation) => (fault.operation ?? operation) === operation
  )
  const readers = new Set<(bytes: number) => void>()
  return {
    ...queue,
    next: (fault) => {
      check(fault)
      queue.next(fault)
    },
    readOn: (bytes = Number.POSITIVE_INFINITY) => {
      if (bytes !== Number.POSITIVE_INFINITY) checkBytes("bytes", bytes)
      for (const readOn of [...readers]) readOn(bytes)
    },
    addReader: (readOn) => {
      readers.add(readOn)
      return () => readers.delete(readOn)
    }
  }
}
