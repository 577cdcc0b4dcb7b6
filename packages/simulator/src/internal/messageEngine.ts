/** Keeps messages, and moves them from state to state as time passes. */
import type { Clock } from "../Clock.js"
import type { Files } from "../Files.js"
import type {
  BlockedPair,
  InboundMessage,
  Message,
  MessageDelays,
  MessageFailure,
  Messages,
  StatusPage
} from "../Messages.js"
import type { CarrierBehaviour } from "../SpecialNumbers.js"
import { isPhoneNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { behaviourOf, journey, type Step } from "./messageJourney.js"
import { smsParts } from "./smsParts.js"
import type { StatusUpdates, UpdateFields } from "./statusUpdates.js"

const day = 86_400_000

export interface OutboundMessage {
  readonly type: "sms" | "mms"
  readonly to: string
  readonly from: string
  readonly content: string | undefined
  readonly media: readonly string[]
  readonly alphanumericId: string | undefined
  readonly deliveryReport: boolean
  readonly statusPage: StatusPage | undefined
}

export interface MessageEngine extends Messages {
  readonly send: (message: OutboundMessage) => readonly Message[]
  /** `cancelled` if it worked, otherwise the status that the message has (I). */
  readonly cancel: (ref: string) => string
  /** Every update that is on its way, and those that wait for it. */
  readonly inFlight: ReadonlySet<Promise<void>>
}

/** The `multipart_*` fields, which only a part of a long message has. */
export const multipartFields = (message: Message): Readonly<Record<string, string | number>> =>
  message.multipart === undefined
    ? {}
    : {
        multipart_uid: message.multipart.uid,
        multipart_pos: message.multipart.pos,
        multipart_count: message.multipart.count
      }

const updateFields = (message: Message): UpdateFields => ({
  status: message.status,
  direction: message.direction,
  from: message.from,
  msg_ref: message.ref,
  timestamp: cloudDateTime(message.timestamp),
  ...(message.direction === "receive" && message.content !== undefined ? { content: message.content } : {}),
  to: message.to,
  aculab_msg_err: message.error,
  type: message.type,
  ...(message.direction === "receive" && message.type === "mms" ? { msg_media: message.media } : {}),
  ...multipartFields(message)
})

const checkNumber = (name: string, number: string): void => {
  if (!isPhoneNumber(number)) throw new TypeError(`${name} is not a full international number: ${number}`)
}

export const makeMessageEngine = (options: {
  readonly clock: Clock
  readonly files: Files
  readonly updates: StatusUpdates
  readonly delays: MessageDelays
  readonly notificationPage: StatusPage | undefined
  readonly numbers: readonly string[] | undefined
  readonly observe: (message: Message) => void
}): MessageEngine => {
  const { clock, files, updates } = options
  const messages = new Map<string, Message>()
  const blocked = new Map<string, BlockedPair>()
  const failures: MessageFailure[] = []
  const cancelTimers = new Map<string, () => void>()
  const lastUpdate = new Map<string, Promise<void>>()
  const inFlight = new Set<Promise<void>>()
  let counter = 10_000

  const next = (): number => {
    counter += 1
    return counter
  }
  const seconds = () => Math.floor(clock.now() / 1000)
  const newRef = (): string => `36e1766e_2.${seconds()}.${next()}`
  const pairKey = (pair: { readonly to: string; readonly from: string }) => `${pair.to} ${pair.from}`

  /** Updates of one message reach the page in order, even if the page is slow. */
  const tell = (message: Message, page: StatusPage | undefined): Promise<void> => {
    if (page === undefined) return Promise.resolve()
    const fields = updateFields(message)
    const before = lastUpdate.get(message.ref) ?? Promise.resolve()
    const update = before
      .then(() => updates.send(page, fields))
      .finally(() => {
        inFlight.delete(update)
        if (lastUpdate.get(message.ref) === update) lastUpdate.delete(message.ref)
      })
    lastUpdate.set(message.ref, update)
    inFlight.add(update)
    return update
  }

  const store = (message: Message): Message => {
    messages.set(message.ref, message)
    options.observe(message)
    return message
  }

  const change = (ref: string, status: string, error: string): Message | undefined => {
    const message = messages.get(ref)
    return message && store({ ...message, status, error, timestamp: clock.now() })
  }

  const follow = (ref: string, steps: readonly Step[]): void => {
    const [step, ...rest] = steps
    if (step === undefined) {
      cancelTimers.delete(ref)
      return
    }
    const cancel = clock.after(step.delay, () => {
      const message = change(ref, step.status, step.error)
      follow(ref, rest)
      return message && tell(message, message.statusPage)
    })
    cancelTimers.set(ref, cancel)
  }

  const takeBehaviour = (to: string, from: string): CarrierBehaviour | undefined => {
    if (blocked.has(pairKey({ to, from }))) return { kind: "blocked" }
    const index = failures.findIndex((failure) => failure.to === undefined || failure.to === to)
    const [failure] = index < 0 ? [] : failures.splice(index, 1)
    if (failure === undefined) return behaviourOf(to)
    const { reason, code = "903", after = "submitted to carrier" } = failure
    return { kind: "fails", after, reason, code }
  }

  /** One message for each part of the text; a text that fits is one message without `multipart`. */
  const addParts = (base: Omit<Message, "ref" | "multipart" | "timestamp">): readonly Message[] => {
    const { content, type } = base
    const parts = type === "sms" && content !== undefined ? smsParts(content) : [content]
    const uid = `${seconds()}-${next()}`
    return parts.map((part, index) =>
      store({
        ...base,
        ref: newRef(),
        content: part,
        timestamp: clock.now(),
        multipart: parts.length > 1 ? { uid, pos: index + 1, count: parts.length } : undefined
      })
    )
  }

  const block = (pair: { readonly to: string; readonly from: string }): void => {
    checkNumber("to", pair.to)
    checkNumber("from", pair.from)
    if (blocked.has(pairKey(pair))) return
    blocked.set(pairKey(pair), { to: pair.to, from: pair.from, timestamp: clock.now() })
  }

  const send = (outbound: OutboundMessage): readonly Message[] => {
    if (behaviourOf(outbound.to)?.kind === "blocked") block(outbound)
    const behaviour = takeBehaviour(outbound.to, outbound.from)
    const sent = addParts({ ...outbound, direction: "send", status: "queued", error: "000" })
    for (const { ref } of sent) follow(ref, journey(behaviour, outbound.deliveryReport, options.delays))
    return sent
  }

  const receive = (inbound: InboundMessage): readonly Message[] => {
    const { from, to, content, media = [] } = inbound
    const type = inbound.type ?? (media.length > 0 ? "mms" : "sms")
    checkNumber("from", from)
    checkNumber("to", to)
    if (options.numbers?.includes(to) === false)
      throw new TypeError(`${to} is not one of the account's numbers`)
    if (type === "sms" && content === undefined) throw new TypeError("an SMS has content")
    if (type === "sms" && media.length > 0) throw new TypeError("an SMS has no media")
    for (const file of media) files.put({ ...file, filetype: "msg_media", keepFor: 30 * day })
    if (content?.trim().toUpperCase() === "STOP") block({ to: from, from: to })
    const received = addParts({
      type,
      to,
      from,
      content,
      media: media.map((file) => file.name),
      direction: "receive",
      status: "received",
      error: "000",
      alphanumericId: undefined,
      deliveryReport: false,
      statusPage: undefined
    })
    for (const message of received) void tell(message, options.notificationPage)
    return received
  }

  const cancel = (ref: string): string => {
    const message = messages.get(ref)
    if (message?.status !== "queued") return message?.status ?? "unknown"
    cancelTimers.get(ref)?.()
    cancelTimers.delete(ref)
    change(ref, "cancelled", "000")
    return "cancelled"
  }

  return {
    list: () => [...messages.values()],
    get: (ref) => messages.get(ref),
    blocked: () => [...blocked.values()],
    failNext: (failure) => {
      if (failure.code !== undefined && !/^[0-9]{3}$/.test(failure.code)) {
        throw new TypeError(`a message error code is three digits, not ${failure.code}`)
      }
      failures.push(failure)
    },
    updates: updates.log,
    inFlight,
    block,
    send,
    receive,
    cancel
  }
}
