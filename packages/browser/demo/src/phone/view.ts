/** The elements of the phone, and what is shown in them. */
import type { Call, CallState, CallStatistics, IncomingCall } from "@aculab-cloud/browser/WebRtcCall"
import type { Registration } from "@aculab-cloud/browser/WebRtcClient"
import * as Duration from "effect/Duration"
import { element, showIn } from "../elements.js"

export const signInForm = element("sign-in", HTMLFormElement)
export const nameField = element("name", HTMLInputElement)
export const signOutButton = element("sign-out", HTMLButtonElement)
export const dialForm = element("dial", HTMLFormElement)
export const peerField = element("peer", HTMLInputElement)
export const withVideo = element("with-video", HTMLInputElement)
export const answerButton = element("answer", HTMLButtonElement)
export const answerVideoButton = element("answer-video", HTMLButtonElement)
export const rejectButton = element("reject", HTMLButtonElement)
export const muteButton = element("mute", HTMLButtonElement)
export const cameraButton = element("camera", HTMLButtonElement)
export const hangUpButton = element("hang-up", HTMLButtonElement)
export const keypad = element("keypad", HTMLFieldSetElement)

const callButton = element("call", HTMLButtonElement)
const phone = element("phone", HTMLElement)
const title = element("phone-title", HTMLElement)
const clientId = element("client-id", HTMLElement)
const registration = element("registration", HTMLElement)
const message = element("message", HTMLElement)
const problem = element("problem", HTMLElement)
const incoming = element("incoming", HTMLElement)
const incomingTitle = element("incoming-title", HTMLElement)
const talk = element("talk", HTMLElement)
const talkTitle = element("talk-title", HTMLElement)
const state = element("state", HTMLElement)
const time = element("time", HTMLOutputElement)
const pictures = element("pictures", HTMLElement)
const remote = element("remote", HTMLVideoElement)
const local = element("local", HTMLVideoElement)
const statistics = element("statistics", HTMLTableSectionElement)
const roundTrip = element("round-trip", HTMLElement)

// At once: a stream hears of it when the browser has already sent the form.
for (const form of [signInForm, dialForm]) form.addEventListener("submit", (event) => event.preventDefault())

for (const tone of "123456789*0#") {
  const key = document.createElement("button")
  key.type = "button"
  key.textContent = tone
  key.value = tone
  keypad.append(key)
}

export const showSignIn = (): void => {
  signInForm.hidden = false
  phone.hidden = true
  showMessage("")
  nameField.focus()
}

export const showPhone = (me: { readonly name: string; readonly clientId: string }): void => {
  signInForm.hidden = true
  phone.hidden = false
  title.textContent = `Hello, ${me.name}`
  clientId.textContent = me.clientId
  showMessage("")
  showIdle()
  peerField.focus()
}

/** Where it can be seen. */
export const showMessage = (text: string): void =>
  showIn(phone.hidden ? [problem, message] : [message, problem], text)

const causes: Readonly<Record<Extract<Registration, { cause: string }>["cause"], string>> = {
  "not-asked": "not registered",
  closed: "signed out",
  "no-token": "no token",
  "invalid-token": "token refused",
  disconnected: "no connection",
  failed: "not registered"
}

export const showRegistration = (now: Registration): void => {
  registration.textContent =
    now.state === "not-registered" ? `${causes[now.cause]}${now.retrying ? ", trying again" : ""}` : now.state
  registration.className = `pill ${now.state === "registered" ? "good" : now.state === "registering" ? "" : "bad"}`
}

export const showIncoming = (call: IncomingCall): void => {
  incomingTitle.textContent = `${call.from} calls${call.offers.video ? ", with video" : ""}`
  answerVideoButton.hidden = !call.accepts.video
  incoming.hidden = false
  answerButton.focus()
}

export const hideIncoming = (): void => hide(incoming)

/** Who is there with the keyboard goes on at a place that can be seen. */
const hide = (section: HTMLElement): void => {
  const hadFocus = section.contains(document.activeElement)
  section.hidden = true
  if (hadFocus) callButton.focus()
}

/** Nobody is talked to. */
export const showIdle = (): void => {
  callButton.disabled = false
  hide(talk)
  hide(incoming)
  remote.srcObject = null
  local.srcObject = null
}

export const showTalk = (peer: string, { direction }: Call): void => {
  talk.hidden = false
  callButton.disabled = true
  talkTitle.textContent = direction === "outgoing" ? `To ${peer}` : `From ${peer}`
  keypad.disabled = true
  statistics.replaceChildren()
  roundTrip.textContent = "not known yet"
  showTime(0)
  showPressed(muteButton, false)
  showPressed(cameraButton, false)
  hangUpButton.focus()
}

const states: Readonly<Record<Exclude<CallState["state"], "disconnected">, string>> = {
  connecting: "Connecting.",
  ringing: "It rings.",
  "early-media": "Connecting; you hear what comes before the answer.",
  connected: "Connected."
}

export const wordsOf = (now: CallState): string =>
  now.state === "disconnected"
    ? `The call is over: ${now.cause.replace("-", " ")}, ended by ${now.by === "local" ? "you" : "the other side"}.`
    : states[now.state]

export const showState = (now: CallState): void => {
  // The end is told where it stays to be read.
  state.textContent = now.state === "disconnected" ? "" : wordsOf(now)
  keypad.disabled = now.state !== "connected"
  cameraButton.disabled = now.state !== "connected"
}

export const showTime = (seconds: number): void => {
  time.value = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`
}

export const showPressed = (button: HTMLButtonElement, pressed: boolean): void =>
  button.setAttribute("aria-pressed", String(pressed))

const hasVideo = (stream: MediaStream | undefined): boolean => (stream?.getVideoTracks().length ?? 0) > 0

/** The video, if there is one; sound comes from the same element. */
export const showMedia = (which: "local" | "remote", streams: ReadonlyArray<MediaStream>): void => {
  const element = which === "remote" ? remote : local
  const stream = streams.find(hasVideo) ?? streams[0]
  // The same stream once more would begin anew.
  if (element.srcObject !== (stream ?? null)) element.srcObject = stream ?? null
  // Sound is heard of what is hidden, too.
  element.hidden = !hasVideo(stream)
  pictures.hidden = remote.hidden && local.hidden
}

export const showStatistics = (now: CallStatistics): void => {
  const rows = (["audio", "video"] as const)
    .filter((kind) => now[kind].packetsSent + now[kind].packetsReceived > 0)
    .map((kind) => {
      const { packetsSent, packetsReceived, packetsLost, jitter } = now[kind]
      const row = document.createElement("tr")
      const head = document.createElement("th")
      head.scope = "row"
      head.textContent = kind
      row.append(head)
      for (const value of [packetsSent, packetsReceived, packetsLost, jitter]) {
        const cell = document.createElement("td")
        cell.textContent = Duration.isDuration(value)
          ? `${Duration.toMillis(value).toFixed(0)} ms`
          : String(value ?? "")
        row.append(cell)
      }
      return row
    })
  statistics.replaceChildren(...rows)
  if (now.roundTripTime !== undefined) {
    roundTrip.textContent = `${Duration.toMillis(now.roundTripTime).toFixed(0)} ms`
  }
}
