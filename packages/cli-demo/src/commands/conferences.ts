/** `aculab-cloud conferences`: who confers, and reservations. */
import * as Conferences from "@aculab-cloud/core/Conferences"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ask } from "../ask.js"
import { cloudFlags } from "../cloud.js"
import { confirm, yesFlag } from "../confirm.js"
import { fail, invalidInput, saidNo, withNames } from "../failure.js"
import { yesOrNo } from "../flags.js"
import { print } from "../output.js"
import { otherColumns, printTable } from "../table.js"
import { cancelReservation, extend, reserve } from "./conferences/reservations.js"

const list = Command.make("list", {}, () =>
  ask({
    operation: "Conferences.list",
    doing: "Asking for conferences",
    call: Conferences.list(),
    toJson: (conferences) => ({ conferences }),
    show: (conferences) =>
      conferences.length === 0
        ? print("There are no conferences.")
        : printTable(conferences, [
            { title: "Name", of: ({ conferenceName }) => conferenceName },
            { title: "State", of: ({ state }) => state },
            { title: "Reservation token", of: ({ reservationToken }) => reservationToken },
            ...otherColumns(conferences)
          ])
  })
).pipe(
  Command.withDescription(
    "List the conferences that are reserved or in progress. States: RESERVED is reserved and not started, HOLDING about to start, ACTIVE in progress, COMPLETED over. What else is told has the names that the cloud gives it."
  ),
  Command.withShortDescription("List conferences, reserved and in progress"),
  Command.withExamples([{ command: "aculab-cloud conferences list" }])
)

const participantsOperation = "Conferences.participants"

const participantsInput = {
  conferenceName: Argument.String("NAME").pipe(
    Argument.withDescription("Name of the conference, as `conferences list` prints it"),
    Argument.optional
  ),
  reservationToken: Flag.String("reservation").pipe(
    Flag.withMetavar("token"),
    Flag.withDescription("Instead of the name: the token of its reservation"),
    Flag.optional
  )
}

type ParticipantsInput = Command.Command.Config.Infer<typeof participantsInput>

const participants = Command.make(
  "participants",
  participantsInput,
  Effect.fnUntraced(function* (input) {
    const options = yield* conferenceOf(input)
    yield* ask({
      operation: participantsOperation,
      doing: "Asking who is there",
      call: Conferences.participants(options).pipe(
        Effect.mapError(withNames({ conferenceName: "NAME", reservationToken: "--reservation" }))
      ),
      toJson: (answer) => answer,
      show: showParticipants
    })
  })
).pipe(
  Command.withDescription(
    "List who is connected to a conference, and tell its state. Needs its name, or the token of its reservation."
  ),
  Command.withShortDescription("List who is in a conference"),
  Command.withExamples([
    { command: "aculab-cloud conferences participants TownHall" },
    {
      command:
        "aculab-cloud conferences participants --reservation TOKEN --json | jq '.participants | length'",
      description: "How many there are, for a script"
    }
  ])
)

const conferenceOf = ({ conferenceName, reservationToken }: ParticipantsInput) => {
  const which: Conferences.ParticipantsOptions | undefined = Option.isSome(conferenceName)
    ? Option.isSome(reservationToken)
      ? undefined
      : { conferenceName: conferenceName.value }
    : Option.isSome(reservationToken)
      ? { reservationToken: reservationToken.value }
      : undefined
  return which === undefined
    ? Effect.fail(
        invalidInput(participantsOperation, [
          { field: "NAME", rule: "is required when --reservation is left out, and not allowed beside it" }
        ])
      )
    : Effect.succeed(which)
}

const showParticipants = Effect.fnUntraced(function* ({ state, participants }: Conferences.Participants) {
  if (participants.length > 0) {
    yield* printTable(participants, [
      { title: "Participant", of: ({ participantId }) => participantId },
      { title: "Muted", of: ({ muted }) => inWords(muted) },
      { title: "Keys work", of: ({ dtmfEnabled }) => inWords(dtmfEnabled) },
      ...otherColumns(participants)
    ])
  }
  const count = participants.length === 1 ? "1 participant" : `${participants.length} participants`
  yield* print(`${count}; the conference is ${state}.`)
})

const inWords = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? "yes" : "no"

const participant = {
  conferenceName: Argument.String("NAME").pipe(
    Argument.withDescription("Name of the conference, as `conferences list` prints it")
  ),
  participantId: Argument.String("PARTICIPANT").pipe(
    Argument.withDescription("Id of the participant, as `conferences participants` prints it")
  )
}

const participantInWords = withNames({ conferenceName: "NAME", participantId: "PARTICIPANT" })

const setOptionsOperation = "Conferences.setParticipantOptions"

const setOptions = Command.make(
  "set-options",
  {
    ...participant,
    muted: yesOrNo("muted").pipe(Flag.withDescription("yes: the others do not hear the participant")),
    dtmfEnabled: yesOrNo("dtmf").pipe(Flag.withDescription("no: the participant's keys do nothing"))
  },
  Effect.fnUntraced(function* (options) {
    const { optionsSet } = yield* ask({
      operation: setOptionsOperation,
      doing: "Setting options",
      call: Conferences.setParticipantOptions(options).pipe(Effect.mapError(participantInWords)),
      toJson: (answer) => answer,
      show: ({ optionsSet }) => print(optionsSet ? "Set." : "Not set.")
    })
    if (!optionsSet) yield* fail(saidNo(setOptionsOperation, { message: "the options were not set" }))
  })
).pipe(
  Command.withDescription(
    "Mute or unmute a participant, and enable or disable the participant's keys. Both have to be said, because both are set. Ends with 4 when the cloud says no."
  ),
  Command.withShortDescription("Mute a participant, or its keys"),
  Command.withExamples([
    {
      command: "aculab-cloud conferences set-options TownHall 06e122c3364cc74c.787379 --muted yes --dtmf yes",
      description: "Mute, and let the keys work"
    }
  ])
)

const ejectOperation = "Conferences.ejectParticipant"

const eject = Command.make(
  "eject",
  { ...participant, ...yesFlag },
  Effect.fnUntraced(function* ({ conferenceName, participantId, yes }) {
    yield* confirm(
      `This ejects the participant ${participantId} from the conference ${conferenceName}: their call there ends.`,
      { yes }
    )
    const { ejected } = yield* ask({
      operation: ejectOperation,
      doing: "Ejecting",
      call: Conferences.ejectParticipant({ conferenceName, participantId }).pipe(
        Effect.mapError(participantInWords)
      ),
      toJson: (ejection) => ejection,
      show: ({ ejected }) => print(ejected ? "Ejected." : "Not ejected.")
    })
    if (ejected) return
    yield* fail(
      saidNo(ejectOperation, {
        message: "the participant was not ejected",
        advice: "They may have left before: see `aculab-cloud conferences participants`."
      })
    )
  })
).pipe(
  Command.withDescription(
    "Eject a participant from a conference in progress. Asks before it does. Ends with 4 when the cloud says no, which may also mean that the participant was gone."
  ),
  Command.withShortDescription("Eject a participant"),
  Command.withExamples([
    {
      command: "aculab-cloud conferences eject TownHall 06e122c3364cc74c.787379",
      description: "Asks before it does"
    },
    {
      command: "aculab-cloud conferences eject TownHall 06e122c3364cc74c.787379 --yes",
      description: "For a script"
    }
  ])
)

export const conferences = Command.make("conferences").pipe(
  Command.withDescription("See who confers, act on participants, and reserve conferences"),
  Command.withSubcommands([list, participants, setOptions, eject, reserve, extend, cancelReservation]),
  Command.withGlobalFlags(cloudFlags),
  Command.withExamples([
    {
      command:
        "aculab-cloud conferences reserve --simulate TownHall --participants 200 --in 2h --duration 90m",
      description: "Try it without an account"
    }
  ])
)
