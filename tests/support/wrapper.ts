/**
 * The 69 methods of Aculab's Python wrapper, numbered as the wire reference numbers them,
 * and what to write instead of each. The tables of docs/ are made from this and from the
 * endpoints themselves.
 */

/** Where a method's TypeScript stands: `Module.function`. */
export interface WrapperMethod {
  readonly number: number
  readonly python: string
  readonly typescript: string
}

const byClass: ReadonlyArray<
  readonly [className: string, methods: ReadonlyArray<readonly [python: string, typescript: string]>]
> = [
  [
    "outbound_web_service",
    [
      ["service_start_rest(outbound_calls)", "Outbound.startRest(calls)"],
      [
        "service_start_uas(count, outbound_parameters_list, delimiter)",
        "Outbound.startUas({ count, parameters })"
      ],
      ["service_status(service_invocation_reference_id_list)", "Outbound.query(references)"],
      ["service_cancel(service_invocation_reference_id_list)", "Outbound.cancel(references)"]
    ]
  ],
  [
    "application_status_web_service",
    [
      ["application_status(app_inst_id)", "ApplicationStatus.get(applicationInstanceId)"],
      ["get_channel_type_desc(abbreviation)", "ApplicationStatus.channelTypeDescription(abbreviation)"],
      ["status_to_string(status)", "ApplicationStatus.format(status)"]
    ]
  ],
  [
    "message_web_service",
    [
      ["msg_send(to_number, from_number, content, ...)", "Messages.send({ to, from, content })"],
      ["msg_query(msg_refs)", "Messages.query(references)"],
      ["msg_cancel(msg_refs)", "Messages.cancel(references)"],
      ["msg_list_blocked(to_number, from_number)", "Messages.listBlocked({ to, from })"],
      ["msg_status_page_request(request_data)", "MessageUpdates.fromRequest(request)"]
    ]
  ],
  [
    "file_web_service",
    [
      ["file_list(file_type, file_spec, ...)", "Files.list({ fileType, name })"],
      ["folder_list(file_type, folder_name, ...)", "Files.folder({ fileType, folder })"],
      ["file_get(file_type, remote_file, local_file)", "Files.download({ fileType, name })"],
      ["file_write(file_type, local_file, remote_file, ...)", "Files.upload({ fileType, name, content })"],
      [
        "file_move(file_type, remote_filename, new_remote_filename)",
        "Files.move({ fileType, name, newName })"
      ],
      ["file_delete(file_type, file_spec, ...)", "Files.remove({ fileType, name })"],
      ["file_delete_progress(token)", "Files.removeProgress(token)"]
    ]
  ],
  [
    "voice_biometrics_users_web_service",
    [
      [
        "register(method, user_id, user_group_key, audio_sources)",
        "BiometricUsers.register({ userId, audio })"
      ],
      ["update(method, user_id, user_group_key, audio_sources)", "BiometricUsers.update({ userId, audio })"],
      [
        "verify(method, user_id, user_group_key, audio_source, ...)",
        "BiometricUsers.verify({ userId, audio })"
      ],
      ["delete(user_id, user_group_key)", "BiometricUsers.remove(userId)"],
      ["exists(user_id, user_group_key)", "BiometricUsers.exists(userId)"],
      ["stats(user_id, user_group_key)", "BiometricUsers.stats(userId)"]
    ]
  ],
  [
    "voice_biometrics_user_groups_web_service",
    [
      ["list(user_group_name)", "BiometricGroups.list({ name })"],
      ["create(user_group_name)", "BiometricGroups.create(name)"],
      ["delete(user_group_name)", "BiometricGroups.remove(name)"]
    ]
  ],
  [
    "voice_biometrics_user_group_keys_web_service",
    [
      ["list(user_group_name)", "BiometricKeys.list(groupName)"],
      ["create(user_group_name)", "BiometricKeys.create(groupName)"],
      ["modify(user_group_key, enabled, retain_data)", "BiometricKeys.modify({ key, enabled, retainData })"],
      ["delete(user_group_key)", "BiometricKeys.remove(key)"]
    ]
  ],
  [
    "monitor_web_service",
    [
      ["monitor_list(app_inst_id)", "MonitorRecordings.list(applicationInstanceId)"],
      ["monitor_get(recording, local_file)", "MonitorRecordings.download(name)"]
    ]
  ],
  [
    "rest_interrupt_web_service",
    [
      [
        "rest_interrupt(app_inst_id_list, redirect_page, redirect_method)",
        "RestApplications.interrupt(applicationInstanceIds, { redirectPage, redirectMethod })"
      ]
    ]
  ],
  [
    "conference_web_service",
    [
      ["conference_list()", "Conferences.list()"],
      [
        "conference_participant_list(conference_name, reservation_token)",
        "Conferences.participants({ conferenceName })"
      ],
      [
        "conference_participant_set_options(conference_name, participant_id, muted, dtmf_enabled)",
        "Conferences.setParticipantOptions({ conferenceName, participantId, muted, dtmfEnabled })"
      ],
      [
        "conference_participant_eject(conference_name, participant_id)",
        "Conferences.ejectParticipant({ conferenceName, participantId })"
      ],
      [
        "conference_reservation_create(conference_name, max_participants, start_datetime, duration, divert)",
        "Conferences.reserve({ conferenceName, maxParticipants, startAt, duration, divert })"
      ],
      [
        "conference_reservation_modify(reservation_token, duration)",
        "Conferences.extendReservation({ reservationToken, by })"
      ],
      ["conference_reservation_remove(reservation_token)", "Conferences.removeReservation(reservationToken)"]
    ]
  ],
  [
    "telephone_numbers_web_service",
    [
      ["tel_purchase(country, region, ...)", "TelephoneNumbers.purchase({ country, region })"],
      [
        "tel_purchase_development(country, region, ...)",
        "TelephoneNumbers.purchaseDevelopment({ country, region })"
      ],
      ["tel_list_numbers(country, state, region, did_type)", "TelephoneNumbers.list({ country })"],
      ["tel_delete_numbers(numbers_list)", "TelephoneNumbers.remove(numbers)"],
      ["tel_get_supported_countries(did_type)", "TelephoneNumbers.countries()"],
      ["tel_get_supported_states(country)", "TelephoneNumbers.states(country)"],
      ["tel_get_supported_regions(country, state, did_type)", "TelephoneNumbers.regions({ country, state })"],
      ["tel_list_regulation_addresses()", "TelephoneNumbers.regulationAddresses()"]
    ]
  ],
  ["number_lookup_web_service", [["check(phone_number)", "NumberLookup.check(phoneNumber)"]]],
  [
    "reports_web_service",
    [
      ["report_start(report, from_datetime, to_datetime)", "Reports.start({ kind, from, to })"],
      ["report_progress()", "Reports.progress()"],
      ["report_list()", "Reports.list()"],
      ["report_get(filename, local_file)", "Reports.download(name)"],
      ["report_cancel(filename)", "Reports.cancel(name)"],
      ["report_delete(filename)", "Reports.remove(name)"]
    ]
  ],
  [
    "webrtc_client_web_service",
    [
      [
        "generate_token(client_id, time_to_live, enable_incoming, call_clients)",
        "WebRtcTokens.generate({ clientId })"
      ],
      ["list_registered_clients()", "WebRtcTokens.registeredClients()"]
    ]
  ],
  ["security_web_service", [["protocol_check()", "Security.protocolCheck()"]]],
  [
    "services_web_service",
    [
      ["list(is_outbound)", 'Services.list("outbound")'],
      ["get_schema(is_outbound)", 'Services.schema("outbound")'],
      ["read(is_outbound, service_name)", 'Services.read("outbound", name)'],
      ["write(is_outbound, service_name, config)", 'Services.write("outbound", name, configuration)'],
      ["modify(is_outbound, service_name, config)", 'Services.modify("outbound", name, changes)'],
      ["delete(is_outbound, service_name)", 'Services.remove("outbound", name)'],
      ["outbound_queues()", "Services.queues()"],
      ["outbound_queue_info(service_name, service_password)", "Services.queue(name)"],
      ["outbound_queue_purge(service_name, service_password)", "Services.purgeQueue(name)"]
    ]
  ]
]

export const wrapperMethods: ReadonlyArray<WrapperMethod> = byClass
  .flatMap(([className, methods]) =>
    methods.map(([python, typescript]) => ({
      python: `${className}.${python}`,
      typescript
    }))
  )
  .map((method, index) => ({ number: index + 1, ...method }))

/** `Module` and `function` of a method's TypeScript. */
export const functionOf = ({ typescript }: WrapperMethod): readonly [module: string, name: string] => {
  const match = /^(\w+)\.(\w+)/.exec(typescript)
  return [match?.[1] ?? "", match?.[2] ?? ""]
}
