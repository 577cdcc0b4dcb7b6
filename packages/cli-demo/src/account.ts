/** Whose account it is: from the environment, and what is missing there from the keyboard. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Config from "effect/Config"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Stdio from "effect/Stdio"
import { fail, fromCloudError, invalidInput, stopped, withNames } from "./failure.js"
import { hasColour, write } from "./output.js"

const { variables } = CloudAccount

/** For the help: what the environment may hold. */
export const environment: ReadonlyArray<readonly [variable: string, meaning: string]> = [
  [variables.cloudId, "the cloud, three numbers such as 1-2-0"],
  [variables.username, "the account's user name"],
  [variables.apiAccessKey, "the account's API access key; there is no flag for it"],
  [variables.baseUrl, "another address than the cloud's own, such as a simulator's"],
  [variables.allowPlainHttp, "true allows that address to be http on another machine"],
  ["ACULAB_SERVICE_NAME", "the outbound service that check asks as"],
  ["ACULAB_SERVICE_PASSWORD", "the password of an outbound service, beside --service"],
  ["ACULAB_USER_GROUP_KEY", "a user group key of voice biometrics"],
  ["ACULAB_FILE_KEY", "the key of --encrypt and --decrypt: 32, 48 or 64 hexadecimal digits"],
  ["ACULAB_FILE_IV", "its initialisation vector: 32 hexadecimal digits, others for each file"],
  ["ACULAB_STATUS_PAGE_PASSWORD", "the password of your status page, beside --status-page-username"],
  ["NO_COLOR", "no colours"]
]

/** Issues about the account, named as the variables that hold it. */
export const withVariables: (error: CloudError) => CloudError = withNames(variables)

/** A credential: the variable that holds it, and how it is asked for. */
interface Credential {
  readonly variable: string
  readonly question: string
}

/** An account with the credential that it is used with. What the environment lacks is asked for, if someone is there. */
export const callerOptions = Effect.fnUntraced(function* (credential: Credential) {
  const given = yield* Config.all({
    cloudId: Config.option(Config.String(variables.cloudId)),
    username: Config.option(Config.String(variables.username)),
    secret: Config.option(Config.Redacted(credential.variable)),
    baseUrl: Config.option(Config.String(variables.baseUrl))
  })
  const allowPlainHttp = yield* Config.withDefault(Config.Boolean(variables.allowPlainHttp), false).pipe(
    Effect.mapError(() =>
      invalidInput("aculab-cloud", [{ field: variables.allowPlainHttp, rule: "must be true or false" }])
    )
  )
  yield* someoneToAsk([
    ...(Option.isNone(given.cloudId) ? [variables.cloudId] : []),
    ...(Option.isNone(given.username) ? [variables.username] : []),
    ...(Option.isNone(given.secret) ? [credential.variable] : [])
  ])
  return {
    cloudId: yield* orAsk(given.cloudId, Prompt.String({ message: "Cloud id, such as 1-2-0", validate })),
    username: yield* orAsk(given.username, Prompt.String({ message: "User name", validate })),
    secret: yield* orAsk(given.secret, hidden(credential.question)),
    baseUrl: Option.getOrUndefined(given.baseUrl),
    allowPlainHttp
  }
})

/** The account that the environment describes, with its API access key. */
export const accountOptions = Effect.map(
  callerOptions({ variable: variables.apiAccessKey, question: "API access key" }),
  ({ secret, ...address }): CloudAccount.Options => ({ ...address, apiAccessKey: secret })
)

/** A secret that the environment holds. If it does not, it is asked for, if someone is there. */
export const secret = Effect.fnUntraced(function* (variable: string, question: string) {
  const given = yield* Config.option(Config.Redacted(variable))
  if (Option.isNone(given)) yield* someoneToAsk([variable])
  return yield* orAsk(given, hidden(question))
})

/** Shows nothing of what is typed, not even how much. */
const hidden = (question: string): Prompt.Prompt<Redacted.Redacted<string>> =>
  Prompt.Hidden({ message: `${question} (what you type is not shown)`, validate })

const validate = (text: string): Effect.Effect<string, string> =>
  text === "" ? Effect.fail("An answer is needed; Ctrl-C gives up") : Effect.succeed(text)

const orAsk = <A>(given: Option.Option<A>, question: Prompt.Prompt<A>) =>
  Option.isSome(given) ? Effect.succeed(given.value) : answerTo(question)

/** Asks whoever is there. */
export const answerTo = Effect.fnUntraced(function* <A>(question: Prompt.Prompt<A>) {
  const theme = Prompt.makeTheme({ colors: yield* hasColour("stderr") })
  return yield* Prompt.run(question).pipe(
    Effect.provideService(Prompt.Theme, theme),
    // The question stays as it is: what comes next needs a line of its own.
    Effect.catchTag("QuitError", () => Effect.andThen(write("stderr", "\n"), fail(stopped("aculab-cloud"))))
  )
})

/** Questions go to the standard error, so both ends have to be a terminal. */
export const someoneIsThere = Effect.gen(function* () {
  const { stdinIsTerminal, stderrIsTerminal } = yield* Stdio.Stdio
  return (yield* stdinIsTerminal) && (yield* stderrIsTerminal)
})

const someoneToAsk = Effect.fnUntraced(function* (missing: ReadonlyArray<string>) {
  if (missing.length === 0 || (yield* someoneIsThere)) return
  const problem = fromCloudError(
    invalidInput(
      "aculab-cloud",
      missing.map((variable) => ({ field: variable, rule: "is not set" }))
    )
  )
  return yield* fail({ ...problem, advice: "Set it in the environment, or be asked for it on a terminal." })
})
