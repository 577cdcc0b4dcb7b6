import * as CloudDateTime from "@aculab-cloud/core/CloudDateTime"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const iso = (value: string | number) =>
  Option.getOrUndefined(Option.map(CloudDateTime.parse(value), DateTime.formatIso))

describe("CloudDateTime.parse", () => {
  it.each([
    ["2017-04-25_17:37:03", "2017-04-25T17:37:03.000Z", "the form of status updates, recorded in 2017"],
    ["2021-01-15_08:56:24", "2021-01-15T08:56:24.000Z", "the form of documented errors"],
    ["2021-01-15_08:56:24.5", "2021-01-15T08:56:24.500Z", "parts of a second"],
    ["2024-12-31_23:59:59", "2024-12-31T23:59:59.000Z", "the last second of a year"],
    ["0099-01-28_00:00:00", "0099-01-28T00:00:00.000Z", "a year that Date.UTC takes for 1999"],
    ["2024-02-29_00:00:00", "2024-02-29T00:00:00.000Z", "a leap day"],
    ["1493141823", "2017-04-25T17:37:03.000Z", "seconds since 1970 as digits"],
    ["1493141823.25", "2017-04-25T17:37:03.250Z", "parts of a second as digits"],
    [1493141823, "2017-04-25T17:37:03.000Z", "seconds since 1970"],
    [0, "1970-01-01T00:00:00.000Z", "zero is a moment"],
    [-1, "1969-12-31T23:59:59.000Z", "before 1970"],
    ["2017-04-25T17:37:03Z", "2017-04-25T17:37:03.000Z", "ISO 8601 in UTC"],
    ["2017-04-25T19:37:03+02:00", "2017-04-25T17:37:03.000Z", "ISO 8601 with an offset"],
    ["2017-04-25T17:37:03", "2017-04-25T17:37:03.000Z", "ISO 8601 without a zone is UTC"],
    ["2017-04-25 17:37:03", "2017-04-25T17:37:03.000Z", "a space in the middle"],
    ["2017-04-25", "2017-04-25T00:00:00.000Z", "a date"]
  ])("reads %s as %s: %s", (value, expected, _why) => {
    expect(iso(value)).toBe(expected)
  })

  it.each([
    "",
    "yesterday",
    "2017-04-25_25:00:00",
    "2017-13-01_00:00:00",
    "2017-02-30_00:00:00",
    "2023-02-29_00:00:00",
    "2017-04-31T00:00:00Z",
    "25/04/2017",
    "2017-04-25_17:37",
    "1e9",
    "NaN",
    "9".repeat(40)
  ])("refuses %j", (value) => {
    expect(CloudDateTime.parse(value)).toEqual(Option.none())
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])("refuses the number %d", (value) => {
    expect(CloudDateTime.parse(value)).toEqual(Option.none())
  })
})

describe("CloudDateTime.format", () => {
  it("writes UTC, whatever the zone of the moment", () => {
    const moment = DateTime.makeZonedUnsafe("2026-07-01T12:00:00Z", { timeZone: "Asia/Tokyo" })
    expect(CloudDateTime.format(moment)).toBe("2026-07-01_12:00:00")
  })

  it("cuts parts of a second off", () => {
    expect(CloudDateTime.format(DateTime.makeUnsafe(999))).toBe("1970-01-01_00:00:00")
  })

  it("writes what parse reads", () => {
    const text = "2031-12-31_23:59:59"
    expect(Option.map(CloudDateTime.parse(text), CloudDateTime.format)).toEqual(Option.some(text))
  })
})

describe("CloudDateTime.CloudDateTime", () => {
  const schema = CloudDateTime.CloudDateTime()

  it("decodes and encodes as a schema", () => {
    const moment = Schema.decodeUnknownSync(schema)("2017-04-25_17:37:03")
    expect(DateTime.formatIso(moment)).toBe("2017-04-25T17:37:03.000Z")
    expect(Schema.encodeSync(schema)(moment)).toBe("2017-04-25_17:37:03")
  })

  it("says what it expects", () => {
    expect(() => Schema.decodeUnknownSync(schema)("soon")).toThrow("must be a date-time such as")
  })
})
