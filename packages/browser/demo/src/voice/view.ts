/** The elements of the page, and what is shown in them. */
import type { Verification } from "@aculab-cloud/core/BiometricAudio"
import { element, showIn } from "../elements.js"
import type { Me } from "./backend.js"
import { makeWave } from "./wave.js"

export const signInForm = element("sign-in", HTMLFormElement)
export const nameField = element("name", HTMLInputElement)
export const speakButton = element("speak", HTMLButtonElement)
export const stopButton = element("stop", HTMLButtonElement)
export const replayButton = element("replay", HTMLButtonElement)
export const forgetButton = element("forget", HTMLButtonElement)
export const signOutButton = element("sign-out", HTMLButtonElement)

const section = element("voice", HTMLElement)
const title = element("voice-title", HTMLElement)
const instruction = element("instruction", HTMLElement)
const status = element("status", HTMLElement)
const problem = element("problem", HTMLElement)
const verdict = element("verdict", HTMLElement)
const sending = element("sending", HTMLProgressElement)
const level = element("level", HTMLMeterElement)
const wave = makeWave(element("wave", HTMLCanvasElement))

export const showSignIn = (): void => {
  signInForm.hidden = false
  section.hidden = true
  nameField.focus()
}

export const showMe = ({ name, enrolled }: Me): void => {
  signInForm.hidden = true
  section.hidden = false
  title.textContent = `Hello, ${name}`
  instruction.textContent = enrolled
    ? "Your voice is known. Say these words to prove that it is you:"
    : "Your voice is not known yet. Say these words, as you would say them to a friend:"
  speakButton.textContent = enrolled ? "Prove that it is me" : "Learn my voice"
  forgetButton.hidden = !enrolled
}

/** Where it can be seen. */
export const showStatus = (text: string): void =>
  showIn(section.hidden ? [problem, status] : [status, problem], text)

export const showVerdict = (kind: "good" | "bad", headline: string, details: string): void => {
  verdict.className = `verdict ${kind}`
  const strong = document.createElement("strong")
  strong.textContent = headline
  verdict.replaceChildren(strong, details)
  verdict.hidden = false
}

export const hideVerdict = (): void => {
  verdict.hidden = true
}

/** One level of the microphone, in dBFS. */
export const showLevel = ({
  rms,
  peak,
  speaking
}: {
  readonly rms: number
  readonly peak: number
  readonly speaking: boolean
}): void => {
  level.value = rms
  wave.add(10 ** (peak / 20), speaking)
}

export const clearSound = (): void => {
  wave.clear()
  showLevel({ rms: -100, peak: -100, speaking: false })
}

/** From 0 to 1; undefined when nothing is on its way. */
export const showSending = (part: number | undefined): void => {
  sending.hidden = part === undefined
  sending.value = part ?? 0
}

export const busy = (listening: boolean, working: boolean): void => {
  stopButton.hidden = !listening
  for (const button of [speakButton, replayButton, forgetButton, signOutButton]) {
    button.disabled = listening || working
  }
  // Who is there with the keyboard goes on with what can be done next, where their place is not to be seen any more.
  const place = document.activeElement
  if (listening) stopButton.focus()
  else if (!working && place instanceof HTMLElement && place.offsetParent === null) speakButton.focus()
}

export const wordsOf = ({ verified, confidence, padDetected }: Verification, name: string) => {
  const sure = `Confidence ${confidence.toFixed(2)}; more than 1 is needed.`
  if (padDetected !== undefined) {
    return {
      kind: "bad",
      headline: "This looks like a recording",
      details: `${padDetected.description ?? padDetected.type}. ${sure}`
    } as const
  }
  return verified
    ? ({ kind: "good", headline: `It is you, ${name}`, details: sure } as const)
    : ({ kind: "bad", headline: `This is not ${name}'s voice`, details: sure } as const)
}
