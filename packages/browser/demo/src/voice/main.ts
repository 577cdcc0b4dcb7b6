/** Sign in, teach the cloud a voice, prove it. */
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as Microphone from "@aculab-cloud/browser/Microphone"
import * as BiometricSocket from "@aculab-cloud/core/BiometricSocket"
import type { Wav } from "@aculab-cloud/core/Wav"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { signIn, signOut } from "../backend.js"
import { sentenceOf } from "../elements.js"
import * as Backend from "./backend.js"
import * as View from "./view.js"

const runtime = ManagedRuntime.make(BrowserTransport.layer)

let me: Backend.Me | null = null
let last: Wav | undefined

const become = (next: Backend.Me | null): void => {
  me = next
  last = undefined
  View.replayButton.hidden = true
  View.hideVerdict()
  View.showStatus("")
  if (next === null) View.showSignIn()
  else View.showMe(next)
}

/** Runs what a button asks for, one thing at a time, and says what went wrong. */
const act = (work: Effect.Effect<void, { readonly message: string }, RuntimeServices>): void => {
  View.hideVerdict()
  View.busy(false, true)
  runtime.runFork(
    work.pipe(
      Effect.catch((error) => Effect.sync(() => View.showStatus(sentenceOf(error)))),
      Effect.ensuring(
        Effect.sync(() => {
          View.busy(false, false)
          View.showSending(undefined)
        })
      )
    )
  )
}

type RuntimeServices = ManagedRuntime.ManagedRuntime.Services<typeof runtime>

const pressed = (button: HTMLButtonElement): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const listener = () => resume(Effect.void)
    button.addEventListener("click", listener, { once: true })
    return Effect.sync(() => button.removeEventListener("click", listener))
  })

const listen = Effect.gen(function* () {
  View.busy(true, false)
  View.clearSound()
  View.showStatus("Speak now.")
  const recording = yield* Microphone.record({
    onLevel: View.showLevel,
    until: pressed(View.stopButton),
    startTimeout: "15 seconds"
  })
  View.busy(false, true)
  return recording
})

const send = <Operation extends BiometricSocket.SocketOperation, E, R>(
  session: Effect.Effect<BiometricSocket.StreamSession<Operation>, E, R>,
  audio: Wav
) =>
  Effect.gen(function* () {
    View.showStatus("Sending.")
    return yield* BiometricSocket.stream(yield* session, audio, {
      onProgress: ({ sentBytes, totalBytes }) =>
        Effect.sync(() => {
          View.showSending(sentBytes / totalBytes)
          if (sentBytes === totalBytes) View.showStatus("Waiting for the verdict.")
        })
    })
  })

const enrol = Effect.gen(function* () {
  const { sources } = yield* send(Backend.sessionToRegister, yield* listen)
  become(yield* Backend.me)
  const usable = sources.every(({ accepted }) => accepted)
  if (usable)
    View.showVerdict("good", "Your voice is known now", "Say the same words again to prove that it is you.")
  else View.showVerdict("bad", "That did not work", "The recording could not be used. Try again.")
})

const verify = (name: string, audio: Wav) =>
  Effect.gen(function* () {
    const verification = yield* send(Backend.sessionToVerify, audio)
    last = audio
    View.replayButton.hidden = false
    View.showStatus("")
    const { kind, headline, details } = View.wordsOf(verification, name)
    View.showVerdict(kind, headline, details)
  })

View.signInForm.addEventListener("submit", (event) => {
  event.preventDefault()
  act(signIn(View.nameField.value).pipe(Effect.andThen(Backend.me), Effect.map(become)))
})
View.signOutButton.addEventListener("click", () => act(Effect.map(signOut, () => become(null))))
View.forgetButton.addEventListener("click", () => act(Effect.map(Backend.forget, become)))
View.speakButton.addEventListener("click", () => {
  if (me === null) return
  const { name, enrolled } = me
  act(enrolled ? Effect.flatMap(listen, (audio) => verify(name, audio)) : enrol)
})
View.replayButton.addEventListener("click", () => {
  if (me !== null && last !== undefined) act(verify(me.name, last))
})

View.clearSound()
act(Effect.map(Backend.me, become))
