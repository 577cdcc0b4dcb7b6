/**
 * Reading the body of an incoming request, bounded.
 */
import * as Effect from "effect/Effect"

/** The body as text, or `undefined` when it is longer than the limit in bytes. Fails when it breaks off. */
export const readTextUpTo = (request: Request, limit: number): Effect.Effect<string | undefined, unknown> =>
  Effect.suspend(() => {
    const { body } = request
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
    // What is left unread is thrown away, also after an interruption.
    return Effect.ensuring(
      read,
      Effect.promise(() => reader.cancel().catch(() => undefined))
    )
  })
