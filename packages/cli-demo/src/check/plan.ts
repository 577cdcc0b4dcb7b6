/**
 * What `check` asks the cloud: only what changes nothing and costs nothing. Each inferred
 * name is asked for in a question of its own where that is possible, so that a refusal
 * tells which one it is about.
 */
import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Conferences from "@aculab-cloud/core/Conferences"
import type { Download } from "@aculab-cloud/core/Download"
import * as Files from "@aculab-cloud/core/Files"
import * as Messages from "@aculab-cloud/core/Messages"
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import * as Outbound from "@aculab-cloud/core/Outbound"
import type { OutboundService } from "@aculab-cloud/core/OutboundService"
import * as Reports from "@aculab-cloud/core/Reports"
import * as Security from "@aculab-cloud/core/Security"
import * as Services from "@aculab-cloud/core/Services"
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import type { UserGroupKey } from "@aculab-cloud/core/UserGroupKey"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import { ask, type Check, isEmpty, moment, nothing, number, unknown } from "./question.js"

/** What the answers so far have told, for the questions that need a name. Until then, what is documented. */
const makeKnown = () => ({
  country: "United Kingdom",
  countryWithStates: "United States",
  state: "California",
  conference: unknown.name
})

/** A page of files, with one inferred field at a time. */
const pages: ReadonlyArray<{ readonly about: string } & Omit<Files.ListOptions, "fileType" | "name">> = [
  { about: "changed after a time", from: moment },
  { about: "changed before a time", to: moment },
  { about: "one at a time", pageSize: 1 },
  { about: "after a cursor", startAfter: unknown.file }
]

/** Asks for a file, and reads nothing of it. */
const onlyOpened = (file: ReturnType<typeof Files.open>): Effect.Effect<Download, CloudError, Cloud> =>
  Effect.scoped(file)

const files = (): ReadonlyArray<Check<Cloud>> => [
  ...(["media", "messageMedia", "restLogs"] as const).map((fileType) =>
    ask("Files.list", {
      about: { media: "media", messageMedia: "message-media", restLogs: "rest-logs" }[fileType],
      input: () => ({ fileType }),
      call: Files.listPage
    })
  ),
  ask("Files.list", {
    about: "by name",
    input: () => ({ fileType: "media" as const, name: `${unknown.name}/*` }),
    call: Files.listPage,
    saysUnknown: ({ files }) => isEmpty(files)
  }),
  ...pages.map(({ about, ...page }) =>
    ask("Files.list", { about, input: () => ({ fileType: "media" as const, ...page }), call: Files.listPage })
  ),
  ask("Files.folder", {
    about: "the outermost",
    input: () => ({ fileType: "media" as const }),
    call: Files.folderPage
  }),
  ask("Files.folder", {
    about: "by name",
    input: () => ({ fileType: "media" as const, name: unknown.name }),
    call: Files.folderPage,
    saysUnknown: ({ files, folders }) => isEmpty([...files, ...folders])
  }),
  ask("Files.folder", {
    about: "by beginning",
    input: () => ({ fileType: "media" as const, prefix: unknown.name }),
    call: Files.folderPage
  }),
  ...pages.map(({ about, ...page }) =>
    ask("Files.folder", {
      about,
      input: () => ({ fileType: "media" as const, ...page }),
      call: Files.folderPage
    })
  ),
  ask("Files.download", {
    about: "no file",
    input: () => ({ fileType: "media" as const, name: unknown.file }),
    call: (file) => onlyOpened(Files.open(file)),
    saysUnknown: () => false
  }),
  ask("Files.removeProgress", {
    about: "of no removal",
    input: () => ({ token: unknown.reference }),
    call: ({ token }) => Files.removeProgress(token),
    saysUnknown: ({ filesRemoved }) => filesRemoved === 0
  })
]

const numbers = (known: ReturnType<typeof makeKnown>): ReadonlyArray<Check<Cloud>> => [
  ask("TelephoneNumbers.countries", {
    input: nothing,
    call: () =>
      Effect.tap(TelephoneNumbers.countries(), (countries) =>
        Effect.sync(() => {
          const [first = known.country] = countries
          if (!countries.includes(known.country)) known.country = first
          known.countryWithStates =
            countries.find((country) => /^(United States|USA?$)/.test(country)) ?? known.country
        })
      )
  }),
  ask("TelephoneNumbers.countries", {
    about: "toll-free",
    input: () => ({ kind: "tollfree" as const }),
    call: TelephoneNumbers.countries
  }),
  ask("TelephoneNumbers.states", {
    input: () => ({ country: known.countryWithStates }),
    call: ({ country }) =>
      Effect.tap(TelephoneNumbers.states(country), ([first = known.state]) =>
        Effect.sync(() => {
          known.state = first
        })
      )
  }),
  ask("TelephoneNumbers.regions", {
    input: () => ({ country: known.country }),
    call: TelephoneNumbers.regions
  }),
  ask("TelephoneNumbers.regions", {
    about: "of a state",
    input: () => ({ country: known.countryWithStates, state: known.state }),
    call: TelephoneNumbers.regions
  }),
  ask("TelephoneNumbers.regions", {
    about: "toll-free",
    input: () => ({ country: known.country, kind: "tollfree" as const }),
    call: TelephoneNumbers.regions
  }),
  ask("TelephoneNumbers.regulationAddresses", {
    input: nothing,
    call: () => TelephoneNumbers.regulationAddresses()
  }),
  ask("TelephoneNumbers.list", { input: nothing, call: () => TelephoneNumbers.list() }),
  ...[
    { about: "of a country", field: { country: "United Kingdom" } },
    { about: "of a state", field: { state: "California" } },
    { about: "of a region", field: { region: "London" } },
    { about: "toll-free", field: { kind: "tollfree" as const } }
  ].map(({ about, field }) =>
    ask("TelephoneNumbers.list", { about, input: () => field, call: TelephoneNumbers.list })
  )
]

const conferences = (known: ReturnType<typeof makeKnown>): ReadonlyArray<Check<Cloud>> => [
  ask("Conferences.list", {
    input: nothing,
    call: () =>
      Effect.tap(Conferences.list(), ([first]) =>
        Effect.sync(() => {
          known.conference = first?.conferenceName ?? known.conference
        })
      )
  }),
  // Its name may be a real one: then who is there is a good answer, too.
  ask("Conferences.participants", {
    about: "by name",
    input: () => ({ conferenceName: known.conference }),
    call: Conferences.participants,
    saysUnknown: () => true
  }),
  ask("Conferences.participants", {
    about: "by reservation",
    input: () => ({ reservationToken: unknown.reference }),
    call: Conferences.participants,
    saysUnknown: ({ participants }) => isEmpty(participants)
  })
]

const services = (): ReadonlyArray<Check<Cloud>> => [
  ...(["inbound", "outbound"] as const).flatMap((direction) => [
    ask("Services.list", {
      about: direction,
      input: () => ({ direction }),
      call: () => Services.list(direction)
    }),
    ask("Services.schema", {
      about: direction,
      input: () => ({ direction }),
      call: () => Services.schema(direction)
    }),
    ask("Services.read", {
      about: `no ${direction} service`,
      input: () => ({ direction, name: unknown.name }),
      call: ({ name }) => Services.read(direction, name),
      saysUnknown: () => false
    })
  ]),
  ask("Services.queues", { input: nothing, call: Services.queues }),
  ask("Services.queue", {
    about: "of no service",
    input: () => ({ name: unknown.name }),
    call: ({ name }) => Services.queue(name),
    saysUnknown: ({ length }) => length === 0
  })
]

/** With the account's API access key, in the order in which it is asked. */
export const accountChecks = (): ReadonlyArray<Check<Cloud>> => {
  const known = makeKnown()
  return [
    ask("Security.protocolCheck", { input: nothing, call: Security.protocolCheck }),
    ask("Messages.query", {
      about: "no message",
      input: () => ({ references: [unknown.reference] }),
      call: ({ references }) => Messages.query(references),
      saysUnknown: (statuses) => statuses.every(({ state }) => state === "unknown")
    }),
    ask("Messages.listBlocked", {
      about: "from a number of nobody",
      input: () => ({ from: number }),
      call: Messages.listBlocked,
      saysUnknown: isEmpty
    }),
    ask("Messages.listBlocked", {
      about: "to a number of nobody",
      input: () => ({ to: number }),
      call: Messages.listBlocked,
      saysUnknown: isEmpty
    }),
    ask("ApplicationStatus.get", {
      about: "no application",
      input: () => ({ applicationInstanceId: unknown.instance }),
      call: ({ applicationInstanceId }) => ApplicationStatus.get(applicationInstanceId),
      saysUnknown: (status) => status === undefined
    }),
    ...services(),
    ...files(),
    ask("MonitorRecordings.list", {
      about: "of no application",
      input: () => ({ applicationInstanceId: unknown.instance }),
      call: ({ applicationInstanceId }) => MonitorRecordings.list(applicationInstanceId),
      saysUnknown: isEmpty
    }),
    ask("MonitorRecordings.download", {
      about: "no recording",
      input: () => ({ name: unknown.file }),
      call: ({ name }) => onlyOpened(MonitorRecordings.open(name)),
      saysUnknown: () => false
    }),
    ask("Reports.progress", { input: nothing, call: Reports.progress }),
    ask("Reports.list", { input: nothing, call: Reports.list }),
    ask("Reports.download", {
      about: "no report",
      input: () => ({ name: unknown.report }),
      call: ({ name }) => onlyOpened(Reports.open(name)),
      saysUnknown: () => false
    }),
    ...numbers(known),
    ...conferences(known),
    ask("BiometricGroups.list", { input: nothing, call: () => BiometricGroups.list() }),
    ask("BiometricGroups.list", {
      about: "no group",
      input: () => ({ name: unknown.name }),
      call: BiometricGroups.list,
      saysUnknown: isEmpty
    }),
    ask("BiometricKeys.list", {
      about: "of no group",
      input: () => ({ groupName: unknown.name }),
      call: ({ groupName }) => BiometricKeys.list(groupName),
      saysUnknown: isEmpty
    }),
    ask("WebRtcTokens.registeredClients", { input: nothing, call: WebRtcTokens.registeredClients })
  ]
}

/** With the name and the password of an outbound service. */
export const serviceChecks = (): ReadonlyArray<Check<OutboundService | HttpClient>> => [
  ask("Outbound.query", {
    about: "no start",
    input: () => ({ references: [unknown.reference] }),
    call: ({ references }) => Outbound.query(references),
    saysUnknown: (statuses) => statuses.every(({ state }) => state === "unknown")
  }),
  // The service is named by its credentials, and stands in the path.
  ask("Outbound.queue", { input: nothing, call: Outbound.queue })
]

/** With a user group key. */
export const groupChecks = (): ReadonlyArray<Check<UserGroupKey | HttpClient>> => [
  ask("BiometricUsers.exists", {
    about: "no user",
    input: () => ({ userId: unknown.name }),
    call: ({ userId }) => BiometricUsers.exists(userId),
    saysUnknown: ({ exists }) => !exists
  }),
  ask("BiometricUsers.stats", {
    about: "of no user",
    input: () => ({ userId: unknown.name }),
    call: ({ userId }) => BiometricUsers.stats(userId),
    saysUnknown: () => false
  })
]

/** Operations that only read, and are not asked for all that: with the reason. */
export const excused: Readonly<Record<string, string>> = {
  "NumberLookup.check": "whether a look-up costs something is not documented",
  "BiometricSocket.open":
    "opens a session that should be used; `voice verify --method websocket` tries it with a voice"
}
