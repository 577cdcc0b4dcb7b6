/** What the services of voice biometrics answer to requests that they do not carry out (wire reference, B 2.4). */
import { type Outcome, refused } from "./operation.js"
import { httpRefusal, type Refusal } from "./refusal.js"

/** The text has the documented pattern `Bad API request, [service]:[message]`. What the service is called: I. */
const badApiRequestRefusal = (message: string): Refusal =>
  httpRefusal(400, `Bad API request, voice_biometrics:${message}`)

export const badApiRequest = (message: string): Outcome => refused(badApiRequestRefusal(message))

/** D for the text. That it is the answer to wrong credentials is inferred. */
export const unknownGroupKey = badApiRequestRefusal("user group key not known")
