/** The other areas of the cloud, a few lines each: what is asked, and what comes back. */
import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as Conferences from "@aculab-cloud/core/Conferences"
import * as Files from "@aculab-cloud/core/Files"
import * as NumberLookup from "@aculab-cloud/core/NumberLookup"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as OutboundService from "@aculab-cloud/core/OutboundService"
import * as Reports from "@aculab-cloud/core/Reports"
import * as Security from "@aculab-cloud/core/Security"
import * as Services from "@aculab-cloud/core/Services"
import * as TelephoneNumbers from "@aculab-cloud/core/TelephoneNumbers"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import { defaultServices } from "@aculab-cloud/simulator"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { bold, dim, print, type Words } from "../output.js"
import { numbers, shouldBe } from "./scene.js"

const often = { schedule: Schedule.spaced("50 millis") }

/** A stop: its name, the function that a program would call, and what came of it. */
const stop = (name: string, call: string, ...results: ReadonlyArray<Words>) =>
  print(
    ["  ", bold(name.padEnd(13)), dim(call)],
    ...results.map((result): Words => [" ".repeat(15), result]),
    ""
  )

const outboundCall = Effect.gen(function* () {
  const [reference] = yield* Outbound.startRest({ to: numbers.to, from: numbers.from, token: "demo" })
  const changes = yield* Stream.runCollect(Outbound.follow([reference], often))
  const last = changes.at(-1)
  yield* shouldBe("the state of the call", last?.state, "completed")
  const status = yield* ApplicationStatus.await(last?.applicationInstanceId ?? "", often)
  yield* stop(
    "Call",
    "Outbound.startRest, Outbound.follow, ApplicationStatus.await",
    changes.map(({ state }) => state).join(" → "),
    `${status.adr.applicationName ?? "an application"} ran for ${status.adr.duration ?? 0} s`
  )
}).pipe(
  Effect.provide(
    OutboundService.layer({
      name: defaultServices.rest.name,
      password: Redacted.make(defaultServices.rest.password)
    })
  )
)

const services = Effect.gen(function* () {
  const outbound = yield* Services.list("outbound")
  yield* stop("Services", 'Services.list("outbound")', outbound.map(({ name }) => name).join(", "))
})

const files = Effect.gen(function* () {
  const found = yield* Stream.runCollect(Files.list({ fileType: "messageMedia" }))
  yield* stop("Files", "Files.list", found.map(({ name, size }) => `${name}, ${size} bytes`).join("; "))
})

const report = Effect.gen(function* () {
  const from = DateTime.subtract(yield* DateTime.now, { days: 1 })
  const events = yield* Stream.runCollect(Reports.run({ kind: "msg", from }, often))
  yield* shouldBe("the last event of the report", events.at(-1)?.type, "ready")
  yield* stop("Report", 'Reports.run({ kind: "msg" })', `${events.at(-1)?.name ?? ""} is ready`)
})

const conference = Effect.gen(function* () {
  const startAt = DateTime.add(yield* DateTime.now, { hours: 1 })
  const { reservationToken } = yield* Conferences.reserve({
    conferenceName: "TownHall",
    maxParticipants: 100,
    startAt,
    duration: "1 hour"
  })
  const { state } = yield* Conferences.participants({ reservationToken })
  const { removed } = yield* Conferences.removeReservation(reservationToken)
  yield* shouldBe("the removal of the reservation", String(removed), "true")
  yield* stop("Conference", "Conferences.reserve", `TownHall for 100 people in an hour is ${state}`)
})

const telephoneNumbers = Effect.gen(function* () {
  const countries = yield* TelephoneNumbers.countries()
  const made = yield* TelephoneNumbers.purchaseDevelopment({ country: "United Kingdom", region: "London" })
  const looked = yield* NumberLookup.check(made[0] ?? numbers.to)
  yield* stop(
    "Numbers",
    "TelephoneNumbers.purchaseDevelopment, NumberLookup.check",
    `on sale in ${countries.join(", ")}`,
    `${made.join(", ")}, made up for London`,
    looked.found ? `${made.join(", ")} is in ${looked.countryName ?? "a country"}` : "which nobody has"
  )
})

const token = Effect.gen(function* () {
  const { token, expiresAt } = yield* WebRtcTokens.generate({ clientId: "reception", lifetime: "1 hour" })
  yield* stop(
    "WebRTC",
    "WebRtcTokens.generate",
    `a token for the client reception until ${DateTime.formatIso(expiresAt)}: ${String(token)}`
  )
})

const biometrics = Effect.gen(function* () {
  yield* BiometricGroups.create("Callers")
  const { key } = yield* BiometricKeys.create("Callers")
  const groups = yield* BiometricGroups.list()
  yield* shouldBe("the groups", groups.map(({ name }) => name).join(), "Callers")
  yield* stop(
    "Biometrics",
    "BiometricGroups.create, BiometricKeys.create",
    `the group Callers and a key for its users: ${String(key)}`
  )
})

const security = Effect.gen(function* () {
  const { pass, protocol } = yield* Security.protocolCheck()
  yield* stop("Security", "Security.protocolCheck", `${pass ? "safe" : "not safe"}: ${protocol ?? "unknown"}`)
})

/** Every stop, one after the other. */
export const tour = Effect.all(
  [outboundCall, services, files, report, conference, telephoneNumbers, token, biometrics, security],
  { discard: true }
)
