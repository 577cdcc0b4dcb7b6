/** Calls `run` with the reason once any of the signals aborts, at once if one has. Returns how to stop listening. */
export const onAbort = (signals: readonly AbortSignal[], run: (reason: unknown) => void): (() => void) => {
  const aborted = signals.find((signal) => signal.aborted)
  if (aborted !== undefined) {
    run(aborted.reason)
    return () => {}
  }
  const listeners = signals.map((signal) => {
    const listener = () => {
      stop()
      run(signal.reason)
    }
    signal.addEventListener("abort", listener)
    return () => signal.removeEventListener("abort", listener)
  })
  const stop = () => {
    for (const remove of listeners) remove()
  }
  return stop
}

/** The promise, unless a signal aborts first: then a rejection with the signal's reason. */
export const orAborted = <Value>(promise: Promise<Value>, signals: readonly AbortSignal[]): Promise<Value> =>
  new Promise((resolve, reject) => {
    const stop = onAbort(signals, reject)
    promise.then(resolve, reject).finally(() => stop())
  })

/** Never resolves; rejects with the reason once a signal aborts. */
export const untilAborted = (signals: readonly AbortSignal[]): Promise<never> =>
  new Promise((_, reject) => {
    onAbort(signals, reject)
  })
