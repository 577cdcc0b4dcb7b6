/**
 * Reading the body of an incoming request, bounded.
 */
import * as Effect from "effect/Effect"

/** The body can be read once: a framework, or another part of the program, may have done so. */
export const wasRead = ({ bodyUsed, body }: Request): boolean => bodyUsed || body?.locked === true

export const wasReadWords = "the body has been read already: hand the request on before anybody reads it"

/** The body as text, or `undefined` when it is longer than the limit in bytes. Fails when it breaks off. That it was read before is a defect. */
export const readTextUpTo = (request: Request, limit: number): Effect.Effect<string | undefined, unknown> =>
  Effect.suspend(() => {
    const { body } = request
    if (wasRead(request)) return Effect.die(new Error(wasReadWords))
    if (body === null) return Effect.succeed("")
    const reader = body.getReader()
    const read = Effect.tryPromise(async () => {
      const decoder = new TextDecoder("utf-8", { fatal: true })
      let size = 0
      let text = ""
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return text + decoder.decode()
        size += value.length
        if (size > limit) return undefined
        text += decoder.decode(value, { stream: true })
      }
    })
    // What is left unread is thrown away, also after an interruption. Nobody waits until that is done: it may never be.
    return Effect.ensuring(
      read,
      Effect.sync(() => void reader.cancel().catch(() => undefined))
    )
  })
