/// <reference types="vite/client" />
// A page with one button: it calls a service, answers, and hangs up. The page knows no key: its token comes from its own
// backend, and whoever is signed in there is who calls here.
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import type { IncomingCall } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

const find = <E extends Element>(selector: string, type: new () => E): E => {
  const element = document.querySelector(selector)
  if (element instanceof type) return element
  throw new Error(`there is no ${selector}`)
}
const form = find("#sign-in", HTMLFormElement)
const submit = find("#sign-in button", HTMLButtonElement)
const button = find("#call", HTMLButtonElement)
const status = find("#status", HTMLElement)
const sound = find("#sound", HTMLAudioElement)

const say = (words: string) =>
  Effect.sync(() => {
    status.textContent = words
  })
const showMedia = ([first]: ReadonlyArray<MediaStream>) =>
  Effect.sync(() => {
    sound.srcObject = first ?? null
  })

/** Waits until the button is pressed, which says meanwhile what it does. */
const pressed = (label: string) =>
  Effect.callback<void>((resume) => {
    button.textContent = label
    const onClick = () => resume(Effect.void)
    button.addEventListener("click", onClick, { once: true })
    return Effect.sync(() => button.removeEventListener("click", onClick))
  })

/** One call, from here or from elsewhere, to its end. Its microphone is switched off with the scope. */
const oneCall = (client: WebRtcClient.WebRtcClient["Service"], ringing: Queue.Queue<IncomingCall>) =>
  Effect.gen(function* () {
    const incoming = yield* Effect.raceFirst(Effect.as(pressed("Call us"), undefined), Queue.take(ringing))
    if (incoming !== undefined) {
      const gone = Effect.as(Stream.runDrain(incoming.state), false)
      const answered = Effect.as(pressed(`Answer ${incoming.from}`), true)
      if (!(yield* Effect.raceFirst(answered, gone))) return
    }
    const call = yield* incoming?.answer() ?? client.callService(import.meta.env.VITE_ACULAB_SERVICE)
    yield* Effect.forkScoped(Stream.runForEach(call.remoteMedia, showMedia))
    yield* Effect.forkScoped(Stream.runForEach(call.state, ({ state }) => say(state)))
    yield* Effect.raceFirst(call.ended, Effect.andThen(pressed("Hang up"), call.hangUp))
  }).pipe(
    Effect.scoped,
    Effect.catchTag("WebRtcError", (error) => say(error.message))
  )

const phone = (clientId: string) =>
  Effect.gen(function* () {
    const tokens = yield* TokenSource.make({ url: "/webrtc-token" })
    const client = yield* WebRtcClient.make({
      // Neither is a secret: they stand in every page that makes calls.
      cloudId: import.meta.env.VITE_ACULAB_CLOUD_ID,
      webRtcAccessKey: import.meta.env.VITE_ACULAB_WEBRTC_ACCESS_KEY,
      clientId,
      tokens,
      library: () => import("@aculab-com/aculab-webrtc")
    })
    yield* Effect.forkScoped(
      Stream.runForEach(client.registration, (now) =>
        say(now.state === "not-registered" ? `not registered: ${now.cause}` : now.state)
      )
    )
    const ringing = yield* Queue.unbounded<IncomingCall>()
    yield* Effect.forkScoped(Stream.runForEach(client.incoming, (call) => Queue.offer(ringing, call)))
    return yield* Effect.forever(oneCall(client, ringing))
  }).pipe(
    Effect.scoped,
    Effect.catch((error) => say(error.message)),
    Effect.provide(BrowserTransport.layer)
  )

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const fields = new FormData(form)
  const body = new URLSearchParams({
    name: String(fields.get("name")),
    password: String(fields.get("password"))
  })
  // A second press would make a second client.
  submit.disabled = true
  const response = await fetch("/sign-in", { method: "POST", body }).catch(() => undefined)
  submit.disabled = false
  if (response?.ok !== true) {
    status.textContent =
      response?.status === 401 ? "That is not the password." : "The server does not answer."
    return
  }
  form.hidden = true
  button.hidden = false
  // Until the page is closed.
  Effect.runFork(phone(String(fields.get("name"))))
})
