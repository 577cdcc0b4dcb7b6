import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import type { CloudAccount } from "@aculab-cloud/core/CloudAccount"
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { format } from "effect/Formatter"
import type * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { fieldsOf, inVirtualTime, present, withCloud } from "./support.js"

const documented = "ak-CxdoWo/8kzAyBcgny-7qCh9/zfc0"

/** Runs an operation that must be refused before anything is sent. */
const refuses = <A>(
  operation: () => Effect.Effect<A, CloudError, CloudAccount | HttpClient.HttpClient>,
  ...issues: ReadonlyArray<readonly [field: string, rule: RegExp]>
) =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(operation())
      expect(error.outcome).toBe("not-sent")
      expect(error.reason).toMatchObject({
        _tag: "InvalidInput",
        issues: issues.map(([field, rule]) => ({ field, rule: expect.stringMatching(rule) }))
      })
      expect(simulator.requests).toHaveLength(0)
    })
  )

const badGroupNames = ["", "x".repeat(65), "a  b", 'a"b', "a^b", "a:b"]

describe("BiometricKeys.list", () => {
  it.effect("lists the keys of a group, each as a secret", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Staff")
        simulator.biometrics.addGroup("Others")
        const first = simulator.biometrics.addKey({ group: "Staff" })
        simulator.biometrics.addKey({ group: "Others" })
        yield* Effect.promise(() => simulator.clock.advance(60_000))
        const second = simulator.biometrics.addKey({ group: "Staff", enabled: false, retainData: true })
        const keys = yield* BiometricKeys.list("Staff")
        expect(keys.map(({ key }) => Redacted.value(key))).toEqual([first.key, second.key])
        expect(keys).toMatchObject([
          { enabled: true, retainData: false, other: {} },
          { enabled: false, retainData: true, other: {} }
        ])
        expect(keys.map(({ createdAt }) => DateTime.formatIso(createdAt))).toEqual([
          "2026-01-01T00:00:00.000Z",
          "2026-01-01T00:01:00.000Z"
        ])
        const printed = `${format(keys)}${JSON.stringify(keys)}${String(present(keys[0]).key)}`
        expect(printed).not.toContain(first.key)
        expect(printed).not.toContain(second.key)
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/key/list")
        expect(request.query).toBe("")
        expect(fieldsOf(request.text)).toEqual({ user_group_name: "Staff" })
        expect(request.authorized).toBe(true)
        expect(request.username).toBe("1-2-0/you@example.com")
      })
    )
  )

  it.effect("reads the documented example (source D-11)", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({
          kind: "response",
          response: () =>
            new Response(
              '{"user_group_keys":[{"user_group_key":"ak-CxdoWo/8kzAyBcgny-7qCh9/zfc0","created":"2021-01-15_08:56:24","enabled":true,"retain_data":false}]}'
            )
        })
        const key = present((yield* BiometricKeys.list("BobsCompany"))[0])
        expect(Redacted.value(key.key)).toBe(documented)
        expect(key).toMatchObject({ enabled: true, retainData: false, other: {} })
        expect(DateTime.formatIso(key.createdAt)).toBe("2021-01-15T08:56:24.000Z")
      })
    )
  )

  it.effect("keeps what it does not know, but not when it tells the key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        const key = 'ak-"quoted"\\'
        simulator.faults.next({
          kind: "response",
          response: () =>
            Response.json({
              user_group_keys: [
                {
                  user_group_key: key,
                  created: 1610700984,
                  enabled: "true",
                  retain_data: "false",
                  colour: "red",
                  to_string: `Key ${key}, enabled`,
                  nested: { again: [key] }
                }
              ]
            })
        })
        const [listed] = yield* BiometricKeys.list("Staff")
        expect(listed).toMatchObject({ enabled: true, retainData: false, other: { colour: "red" } })
        expect(Object.keys(present(listed).other)).toEqual(["colour"])
      })
    )
  )

  it.effect.each([
    {
      name: "a key without a date",
      body: { user_group_keys: [{ user_group_key: documented, enabled: true }] }
    },
    { name: "a bare array", body: [{ user_group_key: documented }] },
    { name: "a key that is empty", body: { user_group_keys: [{ user_group_key: "", echo: documented }] } }
  ])("tells nothing of an answer that it does not understand: $name", ({ body }) =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.faults.next({ kind: "response", response: () => Response.json(body) })
        const error = yield* Effect.flip(BiometricKeys.list("Staff"))
        expect(error.reason._tag).toBe("UnexpectedResponse")
        expect(`${format(error)}${JSON.stringify(error)}${error.message}`).not.toContain(documented)
      })
    )
  )

  it.effect.each(badGroupNames)("refuses the group name %j", (name) =>
    refuses(() => BiometricKeys.list(name), ["groupName", /group name/])
  )

  it.effect("fails as rejected for a group that the cloud does not know", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricKeys.list("Nobody"))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ status: 400 })
      })
    )
  )
})

describe("BiometricKeys.create", () => {
  it.effect("creates a key that works at once", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Staff")
        simulator.biometrics.addUser({ group: "Staff", userId: "Bob" })
        const created = yield* BiometricKeys.create("Staff")
        expect(created).toMatchObject({ enabled: true, retainData: false, other: {} })
        expect(simulator.biometrics.keys("Staff").map(({ key }) => key)).toEqual([
          Redacted.value(created.key)
        ])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/key/create")
        expect(fieldsOf(request.text)).toEqual({ user_group_name: "Staff" })
        expect(request.authorized).toBe(true)
        const { exists } = yield* BiometricUsers.exists("Bob").pipe(
          Effect.provide(UserGroupKey.layer({ key: created.key }))
        )
        expect(exists).toBe(true)
      })
    )
  )

  it.effect.each(badGroupNames)("refuses the group name %j", (name) =>
    refuses(() => BiometricKeys.create(name), ["groupName", /group name/])
  )

  it.effect("is never repeated when the cloud may have acted, and says what to check", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Staff")
        simulator.faults.next({ kind: "truncate" })
        const error = yield* Effect.flip(inVirtualTime(BiometricKeys.create("Staff")))
        expect(simulator.requests).toHaveLength(1)
        expect(error.outcome).toBe("unknown")
        expect(error.advice).toContain("list the keys")
        const created = present(simulator.biometrics.keys("Staff")[0])
        expect(`${format(error)}${JSON.stringify(error)}`).not.toContain(created.key)
      })
    )
  )
})

describe("BiometricKeys.modify", () => {
  it.effect("disables a key, and the key is refused from then on", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Staff")
        const { key } = simulator.biometrics.addKey({ group: "Staff" })
        const modified = yield* BiometricKeys.modify({
          key: Redacted.make(key),
          enabled: false,
          retainData: true
        })
        expect(Redacted.value(modified.key)).toBe(key)
        expect(modified).toMatchObject({ enabled: false, retainData: true })
        expect(simulator.biometrics.keys("Staff")).toMatchObject([{ enabled: false, retainData: true }])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/key/modify")
        expect(request.query).toBe("")
        expect(fieldsOf(request.text)).toEqual({ user_group_key: key, enabled: "false", retain_data: "true" })
        expect(request.authorized).toBe(true)
      })
    )
  )

  const key = Redacted.make(documented)
  it.effect("refuses a key that is no text", () =>
    refuses(
      () => BiometricKeys.modify({ key: 7 as never, enabled: true, retainData: false }),
      ["key", /a text or a Redacted text/]
    )
  )
  it.effect("refuses an empty key", () =>
    refuses(
      () => BiometricKeys.modify({ key: Redacted.make(""), enabled: true, retainData: false }),
      ["key", /must not be empty/]
    )
  )
  it.effect("asks for both properties, so that neither is changed by a default", () =>
    refuses(
      () => BiometricKeys.modify({ key } as never),
      ["enabled", /is required/],
      ["retainData", /is required/]
    )
  )
  it.effect("refuses text where true or false is meant", () =>
    refuses(
      () => BiometricKeys.modify({ key, enabled: "true", retainData: 0 } as never),
      ["enabled", /must be boolean/],
      ["retainData", /must be boolean/]
    )
  )

  it.effect("never shows the key in an error, whatever the cloud sends back", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        for (const status of [200, 400, 500]) {
          simulator.faults.next({
            kind: "response",
            times: 4,
            response: () =>
              Response.json(
                {
                  error: {
                    code: "0002",
                    text: `no: ${documented}`,
                    details: [encodeURIComponent(documented)]
                  }
                },
                { status }
              )
          })
          const error = yield* Effect.flip(
            inVirtualTime(BiometricKeys.modify({ key, enabled: true, retainData: false }))
          )
          simulator.faults.clear()
          const printed = `${format(error)}${JSON.stringify(error)}${error.message}`
          expect(printed).not.toContain(documented)
          expect(printed).not.toContain(encodeURIComponent(documented))
        }
      })
    )
  )
})

describe("BiometricKeys.remove", () => {
  it.effect("removes a key", () =>
    withCloud((simulator) =>
      Effect.gen(function* () {
        simulator.biometrics.addGroup("Staff")
        const { key } = simulator.biometrics.addKey({ group: "Staff" })
        const { deletedAt, other } = yield* BiometricKeys.remove(Redacted.make(key))
        expect(DateTime.formatIso(deletedAt)).toBe("2026-01-01T00:00:00.000Z")
        expect(other).toEqual({})
        expect(simulator.biometrics.keys("Staff")).toEqual([])
        const request = present(simulator.requests[0])
        expect(request.method).toBe("POST")
        expect(request.path).toBe("/voice_biometrics/v1/user_group/key/delete")
        expect(fieldsOf(request.text)).toEqual({ user_group_key: key })
        expect(request.authorized).toBe(true)
      })
    )
  )

  it.effect("refuses a key that is no text, or empty", () =>
    Effect.all([
      refuses(() => BiometricKeys.remove(7 as never), ["key", /a text or a Redacted text/]),
      refuses(() => BiometricKeys.remove(""), ["key", /must not be empty/]),
      refuses(() => BiometricKeys.remove(Redacted.make("")), ["key", /must not be empty/])
    ])
  )

  it.effect("fails as rejected for a key that the cloud does not know, and does not show it", () =>
    withCloud(() =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(BiometricKeys.remove(Redacted.make(documented)))
        expect(error.outcome).toBe("rejected")
        expect(error.reason).toMatchObject({ status: 400 })
        expect(BiometricUsers.likelyProblem(error)).toBe("unknown-key")
        expect(error.message).not.toContain(documented)
      })
    )
  )
})
