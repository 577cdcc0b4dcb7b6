/** Things that happen once, and those who wait for them, whoever comes first. */
export interface Meetings<Value> {
  readonly happened: (name: string, value: Value) => void
  /** Resolves with what happened first under the name. */
  readonly wait: (name: string) => Promise<Value>
  readonly forget: (name: string) => void
}

export const makeMeetings = <Value>(): Meetings<Value> => {
  const known = new Map<string, PromiseWithResolvers<Value>>()
  const named = (name: string) => {
    const meeting = known.get(name) ?? Promise.withResolvers<Value>()
    known.set(name, meeting)
    return meeting
  }
  return {
    happened: (name, value) => named(name).resolve(value),
    wait: (name) => named(name).promise,
    forget: (name) => void known.delete(name)
  }
}
