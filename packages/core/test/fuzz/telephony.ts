/** Outbound services, applications, conferences, reports, tokens. */
import * as ApplicationStatus from "@aculab-cloud/core/ApplicationStatus"
import * as Conferences from "@aculab-cloud/core/Conferences"
import * as Outbound from "@aculab-cloud/core/Outbound"
import * as Reports from "@aculab-cloud/core/Reports"
import * as RestApplications from "@aculab-cloud/core/RestApplications"
import * as Security from "@aculab-cloud/core/Security"
import * as WebRtcTokens from "@aculab-cloud/core/WebRtcTokens"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { line, maybe, page, period, present, references, soon, text } from "./arbitraries.js"
import type { Calls } from "./call.js"

const outbound: Calls = {
  "Outbound.startRest": fc
    .array(
      fc.record({
        to: fc.stringMatching(/^sip:[a-z]{1,9}@example\.com$/),
        from: maybe(line),
        token: maybe(text),
        parameters: maybe(text),
        sipHeaders: maybe(
          fc.array(
            fc.record({
              name: fc.stringMatching(/^X-[A-Za-z]{1,9}$/),
              value: fc.stringMatching(/^[a-z0-9]{1,9}$/)
            }),
            { maxLength: 2 }
          )
        )
      }),
      { minLength: 1, maxLength: 3 }
    )
    .map((calls) => {
      const wire = calls.map(({ to, from, token, parameters, sipHeaders }) => ({
        to,
        from,
        token,
        outbound_parameters: parameters,
        extra_sip_headers: sipHeaders
      }))
      return {
        call: Outbound.startRest(calls),
        said: { path: "/service_start", json: wire.length === 1 ? wire[0] : wire }
      }
    }),
  "Outbound.startUas": fc.array(fc.stringMatching(/^[a-z ]{1,9}$/), { maxLength: 4 }).map((parameters) => ({
    call: Outbound.startUas(parameters.length === 0 ? {} : { parameters, delimiter: ";" }),
    said: {
      path: "/service_start",
      form: parameters.length === 0 ? {} : { outbound_parameters: parameters.join(";"), delimiter: ";" }
    }
  })),
  "Outbound.query": references.map((names) => ({
    call: Outbound.query(names),
    said: { path: "/service_status", form: { service_refs: names.join("/") } }
  })),
  "Outbound.cancel": references.map((names) => ({
    call: Outbound.cancel(names),
    said: { path: "/service_cancel", form: { service_refs: names.join("/") } }
  })),
  "Outbound.queue": fc.constant({
    call: Outbound.queue(),
    said: { path: "/service/v1/outbound/reminders/queue" }
  }),
  "Outbound.purgeQueue": fc.constant({
    call: Outbound.purgeQueue(),
    said: { path: "/service/v1/outbound/reminders/queue" }
  }),
  "ApplicationStatus.get": line.map((id) => ({
    call: ApplicationStatus.get(id),
    said: { path: "/application_status", form: { application_instance_id: id } }
  })),
  "RestApplications.interrupt": fc
    .tuple(references, maybe(fc.tuple(page, maybe(fc.constantFrom("GET" as const, "POST" as const)))))
    .map(([ids, redirect]) => ({
      call: RestApplications.interrupt(ids, { redirectPage: redirect?.[0], redirectMethod: redirect?.[1] }),
      said: {
        path: "/rest_interrupt",
        form: present({
          application_instance_ids: ids.join("/"),
          redirect_page: redirect?.[0],
          redirect_method: redirect?.[1]
        })
      }
    }))
}

const conference = fc.stringMatching(/^[A-Za-z0-9]{1,47}$/)

const conferences: Calls = {
  "Conferences.list": fc.constant({ call: Conferences.list(), said: { path: "/conference_list", form: {} } }),
  "Conferences.participants": fc.oneof(
    text.map((conferenceName) => ({
      call: Conferences.participants({ conferenceName }),
      said: { path: "/conference_participant_list", form: { conference_name: conferenceName } }
    })),
    text.map((reservationToken) => ({
      call: Conferences.participants({ reservationToken }),
      said: { path: "/conference_participant_list", form: { reservation_token: reservationToken } }
    }))
  ),
  "Conferences.setParticipantOptions": fc
    .tuple(text, text, fc.boolean(), fc.boolean())
    .map(([name, id, muted, dtmf]) => ({
      call: Conferences.setParticipantOptions({
        conferenceName: name,
        participantId: id,
        muted,
        dtmfEnabled: dtmf
      }),
      said: {
        path: "/conference_participant_set_options",
        form: { conference_name: name, participant_id: id, muted: String(muted), dtmf_enabled: String(dtmf) }
      }
    })),
  "Conferences.ejectParticipant": fc.tuple(text, text).map(([name, id]) => ({
    call: Conferences.ejectParticipant({ conferenceName: name, participantId: id }),
    said: { path: "/conference_participant_eject", form: { conference_name: name, participant_id: id } }
  })),
  "Conferences.reserve": fc
    .tuple(
      conference,
      fc.integer({ min: 40, max: 350 }),
      soon,
      fc.integer({ min: 15, max: 480 }),
      maybe(text)
    )
    .map(([name, most, { moment, written }, minutes, divert]) => ({
      call: Conferences.reserve({
        conferenceName: name,
        maxParticipants: most,
        startAt: moment,
        duration: `${minutes} minutes`,
        divert
      }),
      said: {
        path: "/conference_reservation_create",
        form: present({
          conference_name: name,
          max_participants: String(most),
          start_time: written,
          duration: String(minutes),
          divert
        })
      }
    })),
  "Conferences.extendReservation": fc
    .tuple(text, fc.integer({ min: 15, max: 60 }))
    .map(([token, minutes]) => ({
      call: Conferences.extendReservation({ reservationToken: token, by: `${minutes} minutes` }),
      said: {
        path: "/conference_reservation_modify",
        form: { reservation_token: token, duration: String(minutes) }
      }
    })),
  "Conferences.removeReservation": text.map((token) => ({
    call: Conferences.removeReservation(token),
    said: { path: "/conference_reservation_remove", form: { reservation_token: token } }
  }))
}

const kinds = ["adr", "cdr", "fdr", "msg", "err", "csr"] as const

const reports: Calls = {
  "Reports.start": fc.tuple(fc.constantFrom(...kinds), period).map(([kind, [from, to]]) => ({
    call: Reports.start({ kind, from: from.moment, to: to.moment }),
    said: { path: "/report_start", form: { report: kind, from: from.written, to: to.written } }
  })),
  "Reports.progress": fc.constant({ call: Reports.progress(), said: { path: "/report_progress", form: {} } }),
  "Reports.list": fc.constant({ call: Reports.list(), said: { path: "/report_list", form: {} } }),
  "Reports.download": text.map((name) => ({
    call: Stream.runDrain(Reports.download(name)),
    said: { path: "/report_get", form: { filename: name } }
  })),
  "Reports.cancel": text.map((name) => ({
    call: Reports.cancel(name),
    said: { path: "/report_cancel", form: { filename: name } }
  })),
  "Reports.remove": text.map((name) => ({
    call: Reports.remove(name),
    said: { path: "/report_delete", form: { filename: name } }
  }))
}

const client = fc.stringMatching(/^[A-Za-z0-9+._-]{1,20}$/)

const tokens: Calls = {
  "WebRtcTokens.generate": fc
    .tuple(
      client,
      fc.integer({ min: 600, max: 86_400 }),
      fc.boolean(),
      maybe(fc.array(client, { minLength: 1, maxLength: 3 }))
    )
    .map(([clientId, seconds, incoming, callableClients]) => ({
      call: WebRtcTokens.generate({ clientId, lifetime: `${seconds} seconds`, incoming, callableClients }),
      said: {
        path: "/webrtc_generate_token",
        form: present({
          client_id: clientId,
          ttl: String(seconds),
          enable_incoming: String(incoming),
          call_client: callableClients?.join(",")
        })
      }
    })),
  "WebRtcTokens.registeredClients": fc.constant({
    call: WebRtcTokens.registeredClients(),
    said: { path: "/webrtc_registered_clients", form: {} }
  }),
  "Security.protocolCheck": fc.constant({
    call: Security.protocolCheck(),
    said: { path: "/security/protocol_check" }
  })
}

export const telephony: Calls = { ...outbound, ...conferences, ...reports, ...tokens }
