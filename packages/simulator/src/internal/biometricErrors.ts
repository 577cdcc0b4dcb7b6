/** What the services of voice biometrics answer to requests that they do not carry out (wire reference, B 2.4). */
import { type Outcome, refused } from "./operation.js"
import { httpRefusal, type Refusal } from "./refusal.js"

/** The text has the documented pattern `Bad API request, [service]:[message]`. What the service is called: I. */
export const biometricRefusal = (status: number, message: string): Refusal =>
  httpRefusal(status, `Bad API request, voice_biometrics:${message}`)

export const badApiRequest = (message: string): Outcome => refused(biometricRefusal(400, message))

/** D for the text. That it is the answer to wrong credentials is inferred. */
export const unknownGroupKey = biometricRefusal(400, "user group key not known")

/** D for the text. That it is the answer to a request without credentials is inferred. */
export const missingGroupKey = biometricRefusal(400, "missing access key")

/** D that a key can be disabled, I for the words. */
export const disabledKey = "user group key disabled"
