/** What a runtime is told of the cloud that it is tested against, and how the checks ask it for things. */
import * as Effect from "effect/Effect"

export interface Account {
  readonly cloudId: string
  readonly username: string
  readonly apiAccessKey: string
}

/** A simulated cloud, and beside it, under `/stage/`, what a test wants to see and to set up. */
export interface Stage {
  readonly url: string
  readonly account: Account
  /** Of a group of voice biometrics. */
  readonly groupKey: string
}

/** Files that the store holds before the first check, in order. */
export const storedNames = Array.from(
  { length: 20 },
  (_, index) => `list/${String(index).padStart(2, "0")}.txt`
)

/** How many of them are in a page. */
export const pageSize = 7

/** The file to download, and its content: different at each place, so that pieces in disorder are noticed. */
export const largeFile = { name: "large/file.bin", size: 1_000_003 } as const

export const patterned = (size: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(size).map((_, index) => (index * 31 + (index >> 8)) % 251)

/** Asks the stage for something. Rejects for any answer but 200. */
export const ask = (stage: Stage, path: string): Effect.Effect<Response, Error> =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(`${stage.url}/stage/${path}`, { signal })
      if (!response.ok) throw new Error(`the stage answered ${response.status} to ${path}`)
      return response
    },
    catch: (cause) => new Error(`the stage did not answer ${path}`, { cause })
  })

export const askJson = (stage: Stage, path: string): Effect.Effect<unknown, Error> =>
  Effect.flatMap(ask(stage, path), (response) =>
    Effect.tryPromise({ try: () => response.json(), catch: (cause) => new Error("not JSON", { cause }) })
  )

/** Fails unless both are the same as JSON. */
export const same = (actual: unknown, expected: unknown): Effect.Effect<void, Error> =>
  Effect.suspend(() => {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
    return is === should ? Effect.void : Effect.fail(new Error(`${is} instead of ${should}`))
  })
