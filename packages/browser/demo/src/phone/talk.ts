/** One call on the page, from its first state to its end. */
import type { Call } from "@aculab-cloud/browser/WebRtcCall"
import type { WebRtcError } from "@aculab-cloud/browser/WebRtcError"
import * as WebRtcMedia from "@aculab-cloud/browser/WebRtcMedia"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as View from "./view.js"

export const clicks = (button: HTMLElement): Stream.Stream<Event> =>
  Stream.fromEventListener<Event>(button, "click")

/** Says what did not work, and goes on. */
const told = <A, R>(effect: Effect.Effect<A, WebRtcError, R>) =>
  Effect.catch(effect, (error) => Effect.sync(() => View.showMessage(`${error.message}.`)))

/** Shows a call, lets the person steer it, and waits for its end. */
export const talk = (peer: string, call: Call) =>
  Effect.gen(function* () {
    View.showTalk(peer, call)
    View.showMessage("")
    const show = <A>(stream: Stream.Stream<A>, into: (value: A) => void) =>
      Effect.forkScoped(Stream.runForEach(stream, (value) => Effect.sync(() => into(value))))
    const onClick = (
      button: HTMLElement,
      act: (event: Event) => Effect.Effect<void, WebRtcError, Scope.Scope>
    ) => Effect.forkScoped(Stream.runForEach(clicks(button), (event) => told(act(event))))

    yield* show(call.state, View.showState)
    yield* show(call.remoteMedia, (streams) => View.showMedia("remote", streams))
    yield* show(call.localMedia, (streams) => View.showMedia("local", streams))
    let muted = false
    yield* show(call.muting, ({ microphone }) => {
      muted = microphone
      View.showPressed(View.muteButton, microphone)
    })
    yield* onClick(View.muteButton, () =>
      Effect.suspend(() => (muted ? call.unmute({ microphone: true }) : call.mute({ microphone: true })))
    )
    yield* onClick(View.keypad, ({ target }) =>
      target instanceof HTMLButtonElement ? call.sendDtmf(target.value) : Effect.void
    )
    yield* onClick(View.hangUpButton, () => call.hangUp)
    yield* onClick(View.cameraButton, yield* cameraSwitch(call))
    yield* Effect.forkScoped(measure(call))
    const end = yield* call.ended
    View.showMessage(View.wordsOf(end))
  }).pipe(Effect.scoped, Effect.ensuring(Effect.sync(View.showIdle)))

/** Adds a camera to the call, and takes it away again. */
const cameraSwitch = Effect.fnUntraced(function* (call: Call) {
  const outer = yield* Effect.scope
  let on: Scope.Closeable | undefined
  return () =>
    Effect.gen(function* () {
      if (on !== undefined) {
        const scope = on
        on = undefined
        yield* Scope.close(scope, Exit.void)
      } else {
        const scope = yield* Scope.fork(outer)
        yield* WebRtcMedia.devices({ video: true }).pipe(
          Effect.flatMap(call.addStream),
          Scope.provide(scope),
          Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
        )
        on = scope
      }
      View.showPressed(View.cameraButton, on !== undefined)
    })
})

/** Call time and statistics, each second while it is connected. */
const measure = (call: Call) =>
  Effect.gen(function* () {
    yield* call.connected
    const since = yield* DateTime.now
    const once = Effect.gen(function* () {
      View.showTime(((yield* Clock.currentTimeMillis) - DateTime.toEpochMillis(since)) / 1000)
      View.showStatistics(yield* call.statistics)
    })
    yield* Effect.repeat(once, Schedule.spaced("1 second"))
  }).pipe(Effect.ignore)
