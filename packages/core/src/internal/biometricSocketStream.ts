/**
 * One recording through one WebSocket: connect, announce, send in pieces no faster than they leave, and wait for
 * the result. Every wait has an end.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Announcement, CloudMessage, Codec, SocketMessage } from "../BiometricSocketCodec.js"
import type { WebSocketConstructor } from "../BiometricWebSocket.js"
import * as Ended from "./biometricSocketFailure.js"
import { type Line, openLine } from "./biometricSocketLine.js"
import type { Excerpt, Failure } from "./failure.js"

/** Limits of one stream. */
export interface Limits {
  /** Bytes of audio in one message. */
  readonly frameBytes: number
  /** Bytes that may wait in the socket before the next piece is handed over. */
  readonly bufferBytes: number
  readonly connectTimeout: Duration.Duration
  readonly stallTimeout: Duration.Duration
  readonly answerTimeout: Duration.Duration
}

export interface Delivery {
  readonly Socket: WebSocketConstructor
  readonly url: Redacted.Redacted<string>
  readonly codec: Codec
  readonly audio: Uint8Array
  readonly announcement: Announcement
  readonly limits: Limits
  /** Bytes of audio that have left. */
  readonly onSent: (bytes: number) => Effect.Effect<unknown>
  readonly onPhase: (phase: Ended.Phase) => void
}

/** The fields of the result, and the message that they were in. */
export interface Delivered {
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: SocketMessage | undefined
}

/** The longest message that can be an answer, in characters or bytes. */
const longestMessage = 64 * 1024

/** In milliseconds. No event tells that a socket has sent what it holds, so it is looked at: soon, then so often. */
const longestPause = 20

/** Turns of the event loop in which it is looked at before there are pauses: what is near takes no longer. */
const firstTurns = 4

/** What both sides of a conversation know: how far it is, and how it ended. */
interface Conversation extends Delivery {
  readonly excerpt: Excerpt
  readonly opened: Deferred.Deferred<void>
  readonly accepted: Deferred.Deferred<void>
  readonly end: Deferred.Deferred<Delivered, Failure>
  phase: Ended.Phase
  /** The last message that was passed over. */
  passedOver: SocketMessage | undefined
  /** The cloud said the last word, so that the socket is closed as one that has done its work. */
  answered: boolean
}

/** Sends the audio and gets the result. The socket is closed whatever happens, an interruption included. */
export const deliver = (delivery: Delivery): Effect.Effect<Delivered, Failure> =>
  Effect.suspend(() => {
    const conversation: Conversation = {
      ...delivery,
      excerpt: Ended.excerptFor(delivery.url),
      opened: Deferred.makeUnsafe(),
      accepted: Deferred.makeUnsafe(),
      end: Deferred.makeUnsafe(),
      phase: "connecting",
      passedOver: undefined,
      answered: false
    }
    const { codec, end } = conversation
    return Effect.acquireUseRelease(
      connect(conversation),
      (line) => Effect.raceFirst(Deferred.await(end), say(conversation, line)),
      (line) =>
        Effect.sync(() =>
          line.leave(conversation.answered ? codec.closeCodes.done : codec.closeCodes.givenUp)
        )
    )
  })

const connect = (conversation: Conversation): Effect.Effect<Line, Failure> =>
  Effect.try({
    try: () =>
      openLine(conversation.Socket, conversation.url, conversation.codec, {
        opened: () => Deferred.doneUnsafe(conversation.opened, Effect.void),
        message: (message) => hear(conversation, message),
        ended: (ending) => {
          const { phase, passedOver, excerpt } = conversation
          fail(
            conversation,
            passedOver === undefined
              ? Ended.brokenOff(phase, ending, excerpt)
              : Ended.notUnderstood("nothing else came before the WebSocket was closed", passedOver, excerpt)
          )
        }
      }),
    catch: (cause) => Ended.brokenOff("connecting", { description: wordsOf(cause) }, conversation.excerpt)
  })

/** The first end counts. */
const fail = ({ end }: Conversation, failure: Failure): void => {
  Deferred.doneUnsafe(end, Effect.fail(failure))
}

const hear = (conversation: Conversation, message: SocketMessage | undefined): void => {
  const { excerpt, codec } = conversation
  const heard = understood(message, codec)
  switch (heard.kind) {
    case "accepted":
      Deferred.doneUnsafe(conversation.accepted, Effect.void)
      break
    case "result":
      conversation.answered = true
      Deferred.doneUnsafe(conversation.end, Effect.succeed({ fields: heard.fields, message }))
      break
    case "rejected":
      conversation.answered = true
      fail(conversation, Ended.refused(heard, excerpt))
      break
    case "ignored":
      conversation.passedOver = message
      break
    case "unknown":
      fail(conversation, Ended.notUnderstood(heard.problem, message, excerpt))
      break
  }
}

const understood = (message: SocketMessage | undefined, codec: Codec): CloudMessage => {
  if (message === undefined) return { kind: "unknown", problem: "it is neither text nor an ArrayBuffer" }
  if (message.length > longestMessage)
    return { kind: "unknown", problem: "it is longer than any answer can be" }
  try {
    return codec.read(message)
  } catch (cause) {
    // Out of an event of a WebSocket it would end the whole program, and nobody here would hear of it.
    return { kind: "unknown", problem: `the codec failed at it: ${wordsOf(cause)}` }
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** What it takes to say something, no faster than it leaves. */
const makeSpeech = (conversation: Conversation, line: Line) => {
  const { stallTimeout } = conversation.limits
  let handedOver = 0
  let left = 0
  /** A wait that has an end. */
  const within = <A>(limit: Duration.Duration, wait: Effect.Effect<A>): Effect.Effect<A, Failure> =>
    Effect.timeoutOrElse(wait, {
      duration: limit,
      orElse: () => Effect.fail(Ended.tooSlow(conversation.phase, limit))
    })
  const put = (message: SocketMessage | undefined, audioBytes = 0): Effect.Effect<void, Failure> =>
    Effect.suspend(() => {
      // A socket that closes takes messages and drops them. Its end is about to be told.
      if (!line.isOpen()) return within(stallTimeout, Effect.never)
      if (message !== undefined) line.send(message)
      handedOver += audioBytes
      return Effect.void
    })
  const report = Effect.suspend(() => {
    const now = Math.max(left, handedOver - line.buffered())
    if (now === left) return Effect.void
    left = now
    return conversation.onSent(now)
  })
  /** Waits until the socket holds no more than so much, and tells what leaves meanwhile. */
  const drain = Effect.fnUntraced(function* (most: number): Effect.fn.Return<void, Failure> {
    yield* report
    if (line.buffered() <= most) return
    // Sockets take note of what has left between turns of the event loop.
    for (let turn = 0; turn < firstTurns && line.buffered() > most; turn += 1) {
      yield* Effect.yieldNow
      yield* report
    }
    let least = line.buffered()
    let since = yield* Clock.currentTimeMillis
    for (let pause = 1; line.buffered() > most; pause = Math.min(2 * pause, longestPause)) {
      yield* Effect.sleep(pause)
      const now = yield* Clock.currentTimeMillis
      if (line.buffered() < least) {
        least = line.buffered()
        since = now
      } else if (now - since >= Duration.toMillis(stallTimeout)) {
        return yield* Effect.fail(Ended.tooSlow(conversation.phase, stallTimeout))
      }
      yield* report
    }
  })
  /** No wait while there is room. Then for half of it, or each piece would wait for the one before. */
  const makeRoom = (most: number): Effect.Effect<void, Failure> =>
    Effect.suspend(() => (line.buffered() > most ? drain(most / 2) : report))
  return { within, put, drain, makeRoom }
}

/** All that this side has to say. It never ends well: the answer does that. */
const say = /*#__PURE__*/ Effect.fnUntraced(function* (
  conversation: Conversation,
  line: Line
): Effect.fn.Return<never, Failure> {
  const { codec, audio, announcement, limits, opened, accepted } = conversation
  const { frameBytes, bufferBytes, connectTimeout, stallTimeout, answerTimeout } = limits
  const { within, put, drain, makeRoom } = makeSpeech(conversation, line)
  const enter = (phase: Ended.Phase): void => {
    conversation.phase = phase
    conversation.onPhase(phase)
  }
  yield* within(connectTimeout, Deferred.await(opened))
  enter("sending")
  yield* put(codec.start(announcement))
  if (codec.waitsForAccept) yield* within(stallTimeout, Deferred.await(accepted))
  let heardAt = 0
  for (let position = 0; position < audio.length; position += frameBytes) {
    const piece = audio.subarray(position, position + frameBytes)
    yield* put(codec.piece(piece), piece.length)
    yield* makeRoom(bufferBytes)
    // The cloud may have said no by now. Not after each piece: a page in the background has few turns.
    if (position - heardAt >= bufferBytes) {
      heardAt = position
      yield* Effect.yieldNow
    }
  }
  yield* put(codec.stop(announcement))
  enter("answer")
  yield* drain(0)
  return yield* within(answerTimeout, Effect.never)
})
