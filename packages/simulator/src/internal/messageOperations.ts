/** The operations on messages (wire reference, 4.1 to 4.4). */
import type { StatusPage } from "../Messages.js"
import { anyText, flag, listOf, oneOf, orEmpty, pageUrl, phoneNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { multipartFields } from "./messageEngine.js"
import { behaviourOf } from "./messageJourney.js"
import { type Cloud, json, type Operation } from "./operation.js"
import {
  type Check,
  type Input,
  malformed,
  missing,
  optional,
  type Problem,
  required,
  valid
} from "./parameters.js"
import { httpRefusal } from "./refusal.js"
import { isGsmText } from "./smsParts.js"

// A colon would end the user name inside HTTP Basic credentials.
const userName: Check<string> = (text) =>
  text.includes(":") ? malformed("a name without a colon") : valid(text)

// I: the limit is that of GSM, not of a page of Aculab's.
const senderName: Check<string> = (text) =>
  text.length > 0 && text.length <= 11 && isGsmText(text) ? valid(text) : malformed("1 to 11 GSM characters")

const to = required("to", "D", phoneNumber)
const from = required("from", "D", phoneNumber)
const content = optional("content", "D", anyText, undefined)
const deliveryReport = optional("request_delivery_report", "D", flag, false)
const statusPage = optional("status_page", "D", orEmpty(pageUrl), undefined)
const statusMethod = optional("status_method", "I", oneOf("POST", "GET"), "POST")
const statusName = optional("status_authentication_name", "I", orEmpty(userName), undefined)
const statusPassword = optional("status_authentication_password", "I", orEmpty(anyText), undefined)
const statusSslCheck = optional("status_ssl_check", "I", flag, false)
const type = optional("type", "I", oneOf("sms", "mms"), "sms")
const alphanumericId = optional("alphanumeric_id", "I", senderName, undefined)
const mediaList = optional("msg_media_list", "I", listOf(",", anyText), undefined)

/** What has to be there, or must not be, depends on the type (S). */
const contentProblems = (input: Input): readonly Problem[] => {
  switch (input.maybe(type)) {
    case "sms":
      return [
        ...(input.given(content) ? [] : [missing("content")]),
        ...(input.given(mediaList)
          ? [{ code: "0002", text: "The parameter msg_media_list must be omitted when type is sms" } as const]
          : [])
      ]
    case "mms":
      return input.given(mediaList) ? [] : [missing("msg_media_list")]
    default:
      return []
  }
}

const storedMediaProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const absent = (input.maybe(mediaList) ?? []).filter((name) => !cloud.files.has("msg_media", name))
  if (input.maybe(type) !== "mms" || absent.length === 0) return []
  return [
    { code: "0002", text: "The parameter msg_media_list names files that do not exist", details: absent }
  ]
}

const senderProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const number = input.maybe(from)
  if (number === undefined || cloud.numbers === undefined || cloud.numbers.includes(number)) return []
  return [{ code: "0002", text: `The parameter from is not one of your numbers: ${number}` }]
}

const statusPageOf = (input: Input): StatusPage | undefined => {
  const url = input.get(statusPage)
  const name = input.get(statusName)
  if (url === undefined) return undefined
  return {
    url,
    method: input.get(statusMethod),
    sslCheck: input.get(statusSslCheck),
    ...(name === undefined
      ? {}
      : { authenticationName: name, authenticationPassword: input.get(statusPassword) ?? "" })
  }
}

const msgSend: Operation = {
  path: "/msg_send",
  parameters: [
    to,
    from,
    content,
    deliveryReport,
    statusPage,
    statusMethod,
    statusName,
    statusPassword,
    statusSslCheck,
    type,
    alphanumericId,
    mediaList
  ],
  findProblems: (input, cloud) => [
    ...contentProblems(input),
    ...storedMediaProblems(input, cloud),
    ...senderProblems(input, cloud)
  ],
  run: (input, cloud) => {
    // S says that this fails; the code is inferred.
    if (input.get(deliveryReport) && behaviourOf(input.get(to))?.kind === "without-reports") {
      return { kind: "refusal", refusal: httpRefusal(400, "The carrier does not support delivery reports") }
    }
    const messages = cloud.messages.send({
      type: input.get(type),
      to: input.get(to),
      from: input.get(from),
      content: input.get(content),
      media: input.get(mediaList) ?? [],
      alphanumericId: input.get(alphanumericId),
      deliveryReport: input.get(deliveryReport),
      statusPage: statusPageOf(input)
    })
    return json(messages.map((message) => message.ref))
  }
}

const refs = required("msg_refs", "I", listOf("/", anyText))

const queried = (ref: string, cloud: Cloud) => {
  const message = cloud.messages.get(ref)
  if (message === undefined) return { status: "unknown" }
  return {
    status: message.status,
    type: message.type,
    timestamp: cloudDateTime(message.timestamp),
    aculab_msg_err: message.error,
    msg_from: message.from,
    ...multipartFields(message)
  }
}

const msgQuery: Operation = {
  path: "/msg_query",
  parameters: [refs],
  findProblems: () => [],
  run: (input, cloud) => json(Object.fromEntries(input.get(refs).map((ref) => [ref, queried(ref, cloud)])))
}

const msgCancel: Operation = {
  path: "/msg_cancel",
  parameters: [refs],
  findProblems: () => [],
  run: (input, cloud) =>
    json(Object.fromEntries(input.get(refs).map((ref) => [ref, cloud.messages.cancel(ref)])))
}

const blockedTo = optional("to", "I", phoneNumber, undefined)
const blockedFrom = optional("from", "I", phoneNumber, undefined)

const msgListBlocked: Operation = {
  path: "/msg_list_blocked",
  parameters: [blockedTo, blockedFrom],
  findProblems: (input) =>
    input.given(blockedTo) || input.given(blockedFrom) ? [] : [missing("to or from")],
  run: (input, cloud) => {
    const wanted = { to: input.get(blockedTo), from: input.get(blockedFrom) }
    const pairs = cloud.messages
      .blocked()
      .filter((pair) => (wanted.to ?? pair.to) === pair.to && (wanted.from ?? pair.from) === pair.from)
    return json(
      pairs.map((pair) => ({ to: pair.to, from: pair.from, timestamp: cloudDateTime(pair.timestamp) }))
    )
  }
}

export const messageOperations: readonly Operation[] = [msgSend, msgQuery, msgCancel, msgListBlocked]
