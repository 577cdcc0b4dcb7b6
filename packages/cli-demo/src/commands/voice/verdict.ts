/** What a verification comes to, in words that can be read at a glance. */
import type { PresentationAttack, Verification } from "@aculab-cloud/core/BiometricAudio"
import { type Failure, saidNo } from "../../failure.js"
import { bold, dim, green, red, type Words } from "../../output.js"

/** The user's voice, and no attack. Whether the cloud says no by itself when it finds one is not documented. */
export const passes = ({ verified, padDetected }: Verification): boolean =>
  verified && padDetected === undefined

/** The kinds of attack that are known. */
const attacks: Readonly<Record<string, string>> = {
  TypeA: "this audio was sent before",
  TypeB: "this is a recording that is played back",
  TypeC: "this is synthetic speech"
}

export const verdictOf = (userId: string, verification: Verification): ReadonlyArray<Words> => {
  const { verified, confidence, padDetected } = verification
  if (padDetected !== undefined) {
    return [
      [red(bold("Attack detected")), `: ${attackOf(padDetected)}.`],
      ...(padDetected.description === undefined ? [] : [dim(padDetected.description)]),
      `The confidence that it is ${userId}'s voice is ${confidence}.`,
      ...(verified ? ["The cloud calls it verified all the same: take it as not verified."] : [])
    ]
  }
  const sureness = surenessOf(verification)
  return verified
    ? [[green(bold("Verified")), `: this is ${userId}'s voice (${sureness}).`]]
    : [[red(bold("Not verified")), `: this does not match ${userId}'s voice (${sureness}).`]]
}

/** Names the limit only where it explains the verdict: what `sensitivity` does to it is not documented. */
const surenessOf = ({ verified, confidence }: Verification): string =>
  verified === confidence > 1 ? `confidence ${confidence}, needs more than 1` : `confidence ${confidence}`

const attackOf = ({ type }: PresentationAttack): string =>
  Object.hasOwn(attacks, type) ? `${attacks[type]} (${type})` : `it is of the kind ${type}`

export const notVerified = (operation: string, userId: string, { padDetected }: Verification): Failure => ({
  ...saidNo(operation, {
    message: padDetected === undefined ? `not verified as ${userId}` : "an attack was detected",
    advice: "Try again with a new recording: the same one again counts as an attack."
  }),
  reason: { _tag: "NotVerified" },
  exit: "notVerified"
})
