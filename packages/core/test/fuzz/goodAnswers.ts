/** What the cloud answers where a schema alone cannot say it, because there are several forms of it. */
export const goodAnswers: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  "Files.list": [
    { "a.wav": { modified: "2026-01-01_00:00:00", size: 3, encrypted: false, startafter: "a" } },
    {}
  ],
  "MonitorRecordings.list": [{ "a.wav": { created_date: "2026-01-01_00:00:00", size: 3 } }, {}],
  "Conferences.list": [{ conferences: [{ conference_name: "a", status: "ACTIVE" }] }, []],
  "TelephoneNumbers.purchase": [["441908273800"]],
  "TelephoneNumbers.countries": [["UK", "USA"], []],
  "TelephoneNumbers.states": [["Ohio"], []],
  "TelephoneNumbers.regions": [["London"], []],
  "Reports.list": [{ "r.csv": { modified: "2026-01-01_00:00:00", size: 3 } }, {}],
  "WebRtcTokens.registeredClients": [
    [{ client_id: "anna", last_modified: "2026-01-01_00:00:00", expires: "2026-01-01_00:10:00" }],
    { count: 1, registered: [{ client_id: "anna" }] },
    []
  ]
}
