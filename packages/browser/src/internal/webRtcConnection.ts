/**
 * Aculab's library: loaded, set up, and closed with the scope.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Options } from "../WebRtcClient.js"
import { LibraryFailed, TimedOut, Unsupported, type WebRtcError } from "../WebRtcError.js"
import type { Library, LibraryClient } from "../WebRtcLibrary.js"
import { durationIssues, type Issue, idIssues, issueIf, keyIssues } from "./webRtcChecks.js"
import { attempt, failure } from "./webRtcThrown.js"

export const clientIssues = (options: Options): ReadonlyArray<Issue> => {
  const { cloudId, webRtcAccessKey, clientId, maxConcurrent, iceTransportPolicy, logLevel } = options
  const { unreadTimeout, ringTimeout, firstDelay, maxDelay } = options
  const isNumber = (value: number | undefined, least: number, most: number) =>
    value === undefined || (Number.isInteger(value) && value >= least && value <= most)
  return [
    ...keyIssues(options),
    ...issueIf(
      !/^\d+-\d+-\d+$/.test(cloudId),
      "cloudId",
      "must be three numbers joined with -, such as 1-2-0"
    ),
    ...issueIf(
      !/^[a-z0-9]{1,63}$/.test(webRtcAccessKey),
      "webRtcAccessKey",
      "must be 1 to 63 lower-case letters and digits"
    ),
    ...idIssues("clientId", clientId),
    ...issueIf(
      !isNumber(maxConcurrent, 1, Number.MAX_SAFE_INTEGER),
      "maxConcurrent",
      "must be a whole number of at least 1"
    ),
    ...issueIf(
      iceTransportPolicy !== undefined && iceTransportPolicy !== "all" && iceTransportPolicy !== "relay",
      "iceTransportPolicy",
      "must be all or relay"
    ),
    ...issueIf(!isNumber(logLevel, 0, 5), "logLevel", "must be a whole number from 0 to 5"),
    ...durationIssues({ unreadTimeout, ringTimeout, firstDelay, maxDelay })
  ]
}

const operation = "WebRtcClient.make"

/** Loads the library and makes its client. With the scope, `beforeClose` runs, and then the connection is closed. */
export const openLibrary = (
  options: Options,
  beforeClose: Effect.Effect<void>
): Effect.Effect<LibraryClient, WebRtcError, Scope.Scope> =>
  Effect.gen(function* () {
    const { AculabCloudClient } = yield* load(options.library)
    if (!isSupported(AculabCloudClient)) {
      const problem = "this browser cannot make calls, or the page may not: it needs https://"
      return yield* failure(operation, new Unsupported({ problem }))
    }
    return yield* Effect.acquireRelease(
      attempt(operation, () => {
        const { cloudId, webRtcAccessKey, clientId } = options
        const client = new AculabCloudClient(cloudId, webRtcAccessKey, clientId, options.logLevel ?? 0)
        configure(client, options)
        return client
      }),
      (client) => Effect.andThen(beforeClose, close(client))
    )
  })

const load = (library: Options["library"]): Effect.Effect<Library, WebRtcError> => {
  if (typeof library !== "function") return Effect.succeed(library)
  return Effect.tryPromise({
    try: library,
    // The words of a failed import hold the address of the file, and help to find it.
    catch: (error) => failure(operation, new LibraryFailed({ description: String(error).slice(0, 200) }))
  }).pipe(
    Effect.timeoutOrElse({
      duration: loadWithin,
      orElse: () => Effect.fail(failure(operation, new TimedOut({ after: loadWithin })))
    })
  )
}

const loadWithin = /*#__PURE__*/ Duration.seconds(30)

/** The library looks at names that are not there in every environment. */
const isSupported = (client: Library["AculabCloudClient"]): boolean => {
  try {
    return client.isSupported()
  } catch {
    return false
  }
}

const configure = (client: LibraryClient, options: Options): void => {
  const { iceServers, iceTransportPolicy } = options
  client.maxConcurrent = options.maxConcurrent ?? 1
  if (iceServers !== undefined || iceTransportPolicy !== undefined) {
    client.setPeerConnectionConfiguration({
      ...(iceServers === undefined ? {} : { iceServers: [...iceServers] }),
      ...(iceTransportPolicy === undefined ? {} : { iceTransportPolicy })
    })
  }
  // Deprecated, and still what lets a call begin before the cloud has said which servers it has.
  if (iceServers !== undefined) client.iceServers = [...iceServers]
}

const close = (client: LibraryClient): Effect.Effect<void> =>
  Effect.ignore(
    attempt(operation, () => {
      client.onIncoming = undefined
      client.onIncomingState = undefined
      client.closeConnection()
    })
  )
