/** The question before anything that costs money or destroys, and the flag that answers it. */
import * as Flag from "effect/cli/Flag"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import { answerTo, someoneIsThere } from "./account.js"
import { type Failure, fail, fromCloudError, invalidInput, stopped } from "./failure.js"
import { printError } from "./output.js"

/** For the input of a command that calls {@link confirm}. */
export const yesFlag = {
  yes: Flag.Boolean("yes").pipe(
    Flag.withDescription("Do it without asking; required where there is no terminal to ask on"),
    Flag.withDefault(false)
  )
}

/**
 * Goes on with `--yes`, or when a person agrees. Otherwise the command ends, and nothing is sent.
 * The question says in words what will happen, such as `This deletes 2 files for good.`; whether
 * to go on is asked below it.
 */
export const confirm = Effect.fnUntraced(function* (question: string, input: { readonly yes: boolean }) {
  if (input.yes) return
  if (!(yield* someoneIsThere)) return yield* fail(nobodyToAsk(question))
  // On lines of its own: there it is wrapped, and made harmless, for it tells what was typed.
  yield* printError(question)
  if (!(yield* answerTo(goOn))) return yield* fail(declined)
})

const no = ["", "n", "no"]
const yes = ["y", "yes"]

/** Takes a word and the return key, so that no single key does harm. */
const goOn = Prompt.String({
  message: "Go on? (yes/no)",
  validate: (answer) =>
    [...yes, ...no].includes(plain(answer))
      ? Effect.succeed(answer)
      : Effect.fail("yes or no; the return key alone is no")
}).pipe(Prompt.map((answer) => yes.includes(plain(answer))))

const plain = (answer: string): string => answer.trim().toLowerCase()

const nobodyToAsk = (question: string): Failure => ({
  ...fromCloudError(
    invalidInput("aculab-cloud", [
      { field: "--yes", rule: "is required, because there is no terminal to ask on" }
    ])
  ),
  advice: `What --yes would agree to: ${question}`
})

const declined: Failure = {
  ...stopped("aculab-cloud"),
  reason: { _tag: "Declined" },
  message: "not confirmed"
}
