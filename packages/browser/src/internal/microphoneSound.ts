/**
 * The sound of a stream, taken out of the browser's audio thread in pieces of samples.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { fromBrowser, problem, withName } from "./microphoneFailure.js"
import { text } from "./microphoneWorkletText.js"

/** How long the browser may take to load a few lines of code. */
const patience = /*#__PURE__*/ Duration.seconds(10)

const ignore = () => {}

/** Where sound is made into samples, until the scope is closed. */
const openContext = () =>
  Effect.acquireRelease(Effect.try({ try: () => new AudioContext(), catch: fromBrowser }), (context) =>
    Effect.sync(() => {
      // Nobody waits for it: nothing can be done when it fails, and what the person sees is the end of the tracks.
      context.close().catch(ignore)
    })
  )

const loadWorklet = (context: AudioContext, url: string | undefined) =>
  Effect.gen(function* () {
    // The specification leaves it out where the page is not secure, whatever the types say.
    const worklet: AudioWorklet | undefined = context.audioWorklet
    if (worklet === undefined) return yield* Effect.fail(problem("unsupported"))
    const address =
      url ??
      (yield* Effect.acquireRelease(
        Effect.sync(() => URL.createObjectURL(new Blob([text], { type: "text/javascript" }))),
        (made) => Effect.sync(() => URL.revokeObjectURL(made))
      ))
    yield* Effect.tryPromise({
      try: () => worklet.addModule(address),
      catch: (error) => withName("worklet-refused", error)
    })
  }).pipe(
    Effect.scoped,
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(problem("worklet-refused")) })
  )

/** Waits until the context runs. Where a browser wants a click first, it does not, until there was one. */
const running = (context: AudioContext) =>
  Effect.callback<void>((resume) => {
    const forget = () => context.removeEventListener("statechange", look)
    const look = () => {
      if (context.state !== "running") return
      forget()
      resume(Effect.void)
    }
    context.addEventListener("statechange", look)
    context.resume().catch(ignore)
    look()
    return Effect.sync(forget)
  }).pipe(
    Effect.timeoutOrElse({
      duration: Duration.seconds(3),
      orElse: () => Effect.fail(problem("suspended"))
    })
  )

export interface Sound {
  readonly sampleRate: number
  /** Begins to hand on pieces of 20 milliseconds, and tells if the audio thread fails. */
  readonly listen: (onPiece: (samples: Float32Array) => void, onFailure: () => void) => void
}

/** Takes the sound of a stream, until the scope is closed. */
export const openSound = /*#__PURE__*/ Effect.fnUntraced(function* (
  stream: MediaStream,
  workletUrl: string | undefined
) {
  const context = yield* openContext()
  yield* loadWorklet(context, workletUrl)
  const { node, source } = yield* Effect.try({
    try: () => ({
      source: context.createMediaStreamSource(stream),
      node: new AudioWorkletNode(context, "aculab-cloud-microphone", {
        numberOfInputs: 1,
        numberOfOutputs: 0,
        // The browser mixes what a microphone has of channels to one.
        channelCount: 1,
        channelCountMode: "explicit",
        channelInterpretation: "speakers"
      })
    }),
    catch: fromBrowser
  })
  const wakeUp = () => {
    // A call that comes in suspends all sound of a telephone, and nobody resumes it for us.
    if (context.state !== "running" && context.state !== "closed") context.resume().catch(ignore)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      source.connect(node)
      context.addEventListener("statechange", wakeUp)
    }),
    () =>
      Effect.sync(() => {
        context.removeEventListener("statechange", wakeUp)
        source.disconnect()
        node.port.onmessage = null
        node.port.close()
      })
  )
  yield* running(context)
  const listen: Sound["listen"] = (onPiece, onFailure) => {
    node.port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof Float32Array) onPiece(data)
    }
    node.onprocessorerror = onFailure
  }
  return { sampleRate: context.sampleRate, listen }
})
