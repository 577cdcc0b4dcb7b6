/** `aculab-cloud conferences reserve`, `extend` and `cancel-reservation` */
import * as Conferences from "@aculab-cloud/core/Conferences"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../../ask.js"
import { Simulate } from "../../cloud.js"
import { confirm, yesFlag } from "../../confirm.js"
import { fail, invalidInput, saidNo, withNames } from "../../failure.js"
import { duration, moment } from "../../flags.js"
import { dim, isTerminal, print, printError } from "../../output.js"
import { printTable } from "../../table.js"

const reserveOperation = "Conferences.reserve"

const reserveInput = {
  conferenceName: Argument.String("NAME").pipe(
    Argument.withDescription("Name, unique in your account: 1 to 47 letters and digits")
  ),
  maxParticipants: Flag.Int("participants").pipe(
    Flag.withDescription("How many to expect at most: 40 to 350")
  ),
  start: moment("start").pipe(
    Flag.withDescription(
      "When it starts, 5 minutes to 24 hours from now, such as 2026-01-31T09:30:00+01:00 (UTC without a zone); the cloud rounds down to the minute"
    ),
    Flag.optional
  ),
  startIn: duration("in").pipe(
    Flag.withDescription("Instead of --start: how long from now, such as 30m or 2h"),
    Flag.optional
  ),
  duration: duration("duration").pipe(Flag.withDescription("How long it lasts: whole minutes, 15m to 8h")),
  divert: Flag.String("divert").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription(
      "The inbound service for those who call too early (default: they hear the busy tone)"
    ),
    Flag.optional
  )
}

const reservationInFlags = withNames({
  conferenceName: "NAME",
  maxParticipants: "--participants",
  startAt: "--start",
  duration: "--duration",
  divert: "--divert"
})

export const reserve = Command.make(
  "reserve",
  reserveInput,
  Effect.fnUntraced(function* (input) {
    const startAt = yield* startOf(input)
    yield* ask({
      operation: reserveOperation,
      doing: "Reserving",
      call: Conferences.reserve({
        conferenceName: input.conferenceName,
        maxParticipants: input.maxParticipants,
        startAt,
        duration: input.duration,
        divert: Option.getOrUndefined(input.divert)
      }).pipe(Effect.mapError(reservationInFlags)),
      toJson: (reservation) => reservation,
      show: showReservation
    })
  })
).pipe(
  Command.withDescription(
    "Reserve a conference for up to 350 participants. Prints the token of the reservation: keep it, `extend` and `cancel-reservation` ask for it. Aculab must enable reservations for an account. A second call would reserve a second conference, so a reservation whose outcome is not known is not repeated: it ends with 6, and `aculab-cloud conferences list` shows whether it exists."
  ),
  Command.withShortDescription("Reserve a conference"),
  Command.withExamples([
    {
      command: "aculab-cloud conferences reserve TownHall --participants 200 --in 2h --duration 90m",
      description: "In two hours, for an hour and a half"
    },
    {
      command:
        "aculab-cloud conferences reserve AllHands --participants 100 --start 2026-01-31T09:30:00+01:00 --duration 1h --json | jq -r .reservationToken",
      description: "At a time, with the token for a script"
    }
  ])
)

const startOf = Effect.fnUntraced(function* ({
  start,
  startIn
}: {
  readonly start: Option.Option<DateTime.Utc>
  readonly startIn: Option.Option<Duration.Duration>
}) {
  if (Option.isSome(start) === Option.isSome(startIn)) {
    const rule = Option.isSome(start) ? "must be left out beside --in" : "is required when --in is left out"
    return yield* invalidInput(reserveOperation, [{ field: "--start", rule }])
  }
  if (Option.isSome(start)) return start.value
  return DateTime.addDuration(
    yield* DateTime.now,
    Option.getOrElse(startIn, () => 0)
  )
})

const showReservation = Effect.fnUntraced(function* (reservation: Conferences.Reservation) {
  const { reservationToken } = reservation
  yield* printTable([reservationToken], [{ title: "Reservation token", of: (token) => token }])
  if (!(yield* isTerminal("stderr"))) return
  const hint = (yield* Simulate)
    ? ["Reserved at a simulated cloud, which is gone now."]
    : ["To give it up:", `  aculab-cloud conferences cancel-reservation ${reservationToken}`]
  yield* printError(...hint.map(dim))
})

const reservationToken = Argument.String("TOKEN").pipe(
  Argument.withDescription("Token of the reservation, as `conferences reserve` prints it")
)

const extendOperation = "Conferences.extendReservation"

export const extend = Command.make(
  "extend",
  {
    reservationToken,
    by: duration("by").pipe(Flag.withDescription("How much longer: whole minutes, 15m to 60m"))
  },
  Effect.fnUntraced(function* ({ reservationToken, by }) {
    const { extended } = yield* ask({
      operation: extendOperation,
      doing: "Extending",
      call: Conferences.extendReservation({ reservationToken, by }).pipe(
        Effect.mapError(withNames({ reservationToken: "TOKEN", by: "--by" }))
      ),
      toJson: (extension) => extension,
      show: ({ extended }) => print(extended ? "Extended." : "Not extended.")
    })
    if (!extended) yield* fail(saidNo(extendOperation, { message: "the reservation was not extended" }))
  })
).pipe(
  Command.withDescription(
    "Make a reservation longer, also while the conference is in progress. It adds: a second call adds once more. The cloud refuses what would make more than 8 hours together. Ends with 4 when the cloud says no."
  ),
  Command.withShortDescription("Make a reservation longer"),
  Command.withExamples([{ command: "aculab-cloud conferences extend TOKEN --by 30m" }])
)

const cancelOperation = "Conferences.removeReservation"

export const cancelReservation = Command.make(
  "cancel-reservation",
  { reservationToken, ...yesFlag },
  Effect.fnUntraced(function* ({ reservationToken, yes }) {
    yield* confirm(
      `This gives up the reservation ${reservationToken}, for good. What becomes of those who are in the conference now is not documented.`,
      { yes }
    )
    const { removed } = yield* ask({
      operation: cancelOperation,
      doing: "Giving the reservation up",
      call: Conferences.removeReservation(reservationToken).pipe(
        Effect.mapError(withNames({ reservationToken: "TOKEN" }))
      ),
      toJson: (removal) => removal,
      show: ({ removed }) => print(removed ? "Given up." : "Not given up.")
    })
    if (removed) return
    yield* fail(
      saidNo(cancelOperation, {
        message: "the reservation was not given up",
        advice: "It may have been gone before: see `aculab-cloud conferences list`."
      })
    )
  })
).pipe(
  Command.withDescription(
    "Give a reservation up. It cannot be brought back; what becomes of a conference in progress is not documented. Asks before it does. Ends with 4 when the cloud says no."
  ),
  Command.withShortDescription("Give a reservation up, for good"),
  Command.withExamples([
    { command: "aculab-cloud conferences cancel-reservation TOKEN", description: "Asks before it does" },
    { command: "aculab-cloud conferences cancel-reservation TOKEN --yes", description: "For a script" }
  ])
)
