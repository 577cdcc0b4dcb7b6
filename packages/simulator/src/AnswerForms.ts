/**
 * Answers that exist in two forms, in Aculab's documentation or between it and Aculab's own Python wrapper. A client
 * has to understand both; these switches say which one the simulator uses.
 */
export interface AnswerForms {
  /** What `/rest_interrupt` says of an id: `object` is the newer form (D), `text` the older one (D). */
  readonly restInterrupt: "object" | "text"
  /** How `cdrs`, `fdrs` and `errs` of `/application_status` hold their records. Neither is documented (I). */
  readonly applicationRecords: "array" | "object"
  /** How `application_status_eta` travels: seconds since the epoch is the general rule (D); either is possible (I). */
  readonly applicationStatusEta: "seconds" | "date-time"
  /** Whether deleting a service answers 204, or 200 without a body. Neither is documented (I). */
  readonly serviceDeleted: 204 | 200
  /** What `/voice_biometrics/v1/user/...` answers to a wrong group key: 400 (D for the text), or 401 (I). */
  readonly unknownGroupKey: 400 | 401
  /** How user stats say that something never happened: `null`, or without the field. Neither is documented (I). */
  readonly biometricDates: "null" | "absent"
  /** The status of an answer to audio with not enough speech: one page of the documentation has both (D). */
  readonly tooLittleSpeech: 422 | 400
  /** The field with the WebSocket's URL in the answer to GET on register, update and verify. Not documented (I). */
  readonly socketUrlField: "url" | "websocket_url"
  /** When the WebSocket says accept: after the start, only before the result, or never. Not documented (I). */
  readonly socketAccept: "start" | "late" | "none"
  /** Which field of a message on the WebSocket says what it is. Not documented (I). */
  readonly socketDiscriminator: "type" | "event"
  /** Whether a result on the WebSocket says that it is one, or has the bare fields of a PUT's answer. Both I. */
  readonly socketResult: "named" | "bare"
  /** Which field of a reject has its code: D that there is a code, I for all names. */
  readonly socketRejectField: "code" | "error" | "reason" | "status"
  /** Whether the code of a reject is a number or text. Not documented (I). */
  readonly socketRejectCode: "number" | "text"
  /**
   * What `/conference_participant_set_options` answers, on success and on failure: `mixed` is true or `"false"` (S),
   * the others are true or false, and `"true"` or `"false"` (I).
   */
  readonly optionsSet: "mixed" | "boolean" | "text"
  /** How numbers that were bought are listed: an array, or an object with one array in it. Neither is documented (I). */
  readonly numbersBought: "array" | "object"
  /** `country_code` of a number lookup: three letters (D) or two (S). */
  readonly countryCode: "alpha-3" | "alpha-2"
  /** Registered WebRTC clients: a bare array, or an object with one array in it (D that it is a list, I for both). */
  readonly registeredClients: "array" | "object"
  /** What a failed protocol check says beside `pass` and `reason`: nothing (D, newer) or everything (D, older). */
  readonly failedProtocolCheck: "reason" | "everything"
  /** `modified` and `expiry_date` of a file: as text, or seconds since the epoch. Neither is documented (I). */
  readonly fileTimes: "text" | "seconds"
  /** `startafter` on the last entry of `/file_list`: the name of the entry, or true. Neither is documented (I). */
  readonly fileCursor: "name" | "true"
  /** Names in `/folder_list`: from the root on, or from the folder that is listed. Neither is documented (I). */
  readonly folderNames: "with-path" | "within-folder"
  /** `size` in `/report_list`: text (S), or a number as everywhere else (I). */
  readonly reportSize: "text" | "number"
  /** `progress` in `/report_progress`: `42%` or `42`. S says that it is text, not which. */
  readonly reportProgress: "with-sign" | "digits"
}

/** The newest documented form of each, or the likelier one. */
export const newestForms: AnswerForms = {
  restInterrupt: "object",
  applicationRecords: "array",
  applicationStatusEta: "seconds",
  serviceDeleted: 204,
  unknownGroupKey: 400,
  biometricDates: "null",
  tooLittleSpeech: 422,
  socketUrlField: "url",
  socketAccept: "start",
  socketDiscriminator: "type",
  socketResult: "named",
  socketRejectField: "code",
  socketRejectCode: "number",
  optionsSet: "mixed",
  numbersBought: "array",
  countryCode: "alpha-3",
  registeredClients: "array",
  failedProtocolCheck: "reason",
  fileTimes: "text",
  fileCursor: "name",
  folderNames: "with-path",
  reportSize: "text",
  reportProgress: "with-sign"
}
