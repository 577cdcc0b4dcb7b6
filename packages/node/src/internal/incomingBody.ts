/**
 * The bytes of a response, from undici's parser to whoever reads them.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { Dispatcher } from "undici"
import { errors } from "./undici.js"

/**
 * How many bytes wait here for a reader before the socket is paused: 64 KiB. What is
 * smaller and never read still arrives, and its connection is free for the next call.
 */
const holdLimit = 65_536

/** As many for who reads a stream, and comes for all of them once in a turn of the event loop: 128 KiB. */
const streamHoldLimit = 131_072

export class IncomingBody {
  private readonly controller: Dispatcher.DispatchController
  private state: "arriving" | "complete" | "failed" = "arriving"
  private reader: "none" | "whole" | "stream" = "none"
  private failure: Error | undefined
  private chunks: Array<Uint8Array> = []
  private held = 0
  private whole: Uint8Array | undefined
  private waiting: Array<() => void> = []
  private turnEnding = false

  constructor(controller: Dispatcher.DispatchController) {
    this.controller = controller
  }

  push(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.held += chunk.length
    if (this.reader === "whole") return
    if (this.held > (this.reader === "stream" ? streamHoldLimit : holdLimit)) {
      this.controller.pause()
      this.wake()
    } else this.wakeAtEndOfTurn()
  }

  complete(): void {
    this.state = "complete"
    this.wake()
  }

  fail(cause: Error): void {
    this.state = "failed"
    this.failure = cause
    this.wake()
  }

  /** All the bytes, once they are here. Can be read again. */
  readWhole(): Effect.Effect<Uint8Array, Error> {
    return Effect.suspend(() => {
      if (this.reader === "stream") return Effect.fail(alreadyStreamed())
      this.reader = "whole"
      if (this.state !== "arriving") return this.wholeNow()
      this.controller.resume()
      return this.whenWhole()
    })
  }

  /** The bytes as they come, once. The socket is paused while nobody pulls. */
  readStream(): Stream.Stream<Uint8Array, Error> {
    return Stream.suspend(() => {
      if (this.reader === "stream") return Stream.fail(alreadyStreamed())
      if (this.reader === "whole") return Stream.fromEffect(this.readWhole())
      this.reader = "stream"
      return Stream.ensuring(
        Stream.fromPull(Effect.succeed(this.pull())),
        // A reader that stops early wants no more: the connection closes.
        Effect.sync(() => {
          if (this.state === "arriving") this.controller.abort(new errors.RequestAbortedError())
        })
      )
    })
  }

  private whenWhole(): Effect.Effect<Uint8Array, Error> {
    return Effect.andThen(this.woken(), () =>
      this.state === "arriving" ? this.whenWhole() : this.wholeNow()
    )
  }

  private wholeNow(): Effect.Effect<Uint8Array, Error> {
    if (this.failure !== undefined) return Effect.fail(this.failure)
    if (this.whole === undefined) {
      const [first] = this.chunks
      this.whole = first !== undefined && this.chunks.length === 1 ? first : Buffer.concat(this.chunks)
      this.chunks = []
    }
    return Effect.succeed(this.whole)
  }

  private pull(): Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array>, Error> {
    return Effect.suspend(() => {
      const { chunks } = this
      if (Arr.isArrayNonEmpty(chunks)) {
        this.chunks = []
        this.held = 0
        if (this.state === "arriving") this.controller.resume()
        return Effect.succeed(chunks)
      }
      if (this.failure !== undefined) return Effect.fail(this.failure)
      return this.state === "complete" ? Cause.done() : Effect.andThen(this.woken(), () => this.pull())
    })
  }

  private woken(): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const wake = () => resume(Effect.void)
      this.waiting.push(wake)
      return Effect.sync(() => {
        this.waiting = this.waiting.filter((other) => other !== wake)
      })
    })
  }

  /** To wake a fiber costs more than to hand it a chunk: it gets all that the socket has now. */
  private wakeAtEndOfTurn(): void {
    if (this.turnEnding || this.waiting.length === 0) return
    this.turnEnding = true
    setImmediate(() => {
      this.turnEnding = false
      this.wake()
    })
  }

  /** Outside the parser's stack, as the whole call: see `Exchange.settle`. */
  private wake(): void {
    if (this.waiting.length === 0) return
    const { waiting } = this
    this.waiting = []
    queueMicrotask(() => {
      for (const resume of waiting) resume()
    })
  }
}

const alreadyStreamed = () => new TypeError("the body was already read as a stream")
