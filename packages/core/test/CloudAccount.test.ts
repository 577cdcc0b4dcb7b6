import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const valid = { cloudId: "1-2-0", username: "you@example.com", apiAccessKey: Redacted.make("the key") }

const problems = (options: CloudAccount.Options) =>
  CloudAccount.make(options).pipe(
    Effect.flip,
    Effect.map((error) => {
      expect(error.outcome).toBe("not-sent")
      expect(error.operation).toBe("CloudAccount.make")
      return error.reason._tag === "InvalidInput"
        ? error.reason.issues.map(({ field }) => field)
        : [error.reason._tag]
    })
  )

describe("CloudAccount", () => {
  it.effect("calls the region's own host", () =>
    Effect.gen(function* () {
      const account = yield* CloudAccount.make(valid)
      expect(account.baseUrl).toBe("https://ws-1-2-0.aculabcloud.net")
    })
  )

  it.effect("keeps the path of another base URL and drops slashes at its end", () =>
    Effect.gen(function* () {
      const account = yield* CloudAccount.make({ ...valid, baseUrl: "https://gateway.example.com/aculab//" })
      expect(account.baseUrl).toBe("https://gateway.example.com/aculab")
    })
  )

  it.effect("prepares HTTP Basic credentials in UTF-8, with a colon in the key", () =>
    Effect.gen(function* () {
      const account = yield* CloudAccount.make({ ...valid, apiAccessKey: Redacted.make("ke:y ü €") })
      const header = Redacted.value(account.authorization)
      const bytes = Uint8Array.from(atob(header.replace("Basic ", "")), (character) =>
        character.charCodeAt(0)
      )
      expect(new TextDecoder().decode(bytes)).toBe("1-2-0/you@example.com:ke:y ü €")
    })
  )

  it.effect.each([
    { name: "an empty cloud id", options: { ...valid, cloudId: "" }, field: "cloudId" },
    {
      name: "a cloud id that would change the host",
      options: { ...valid, cloudId: "1-2-0.evil.example/" },
      field: "cloudId"
    },
    { name: "a cloud id with a line break", options: { ...valid, cloudId: "1-2-0\n" }, field: "cloudId" },
    { name: "an empty user name", options: { ...valid, username: "" }, field: "username" },
    { name: "a colon in the user name", options: { ...valid, username: "a:b" }, field: "username" },
    { name: "a line break in the user name", options: { ...valid, username: "a\r\nb" }, field: "username" },
    { name: "an empty key", options: { ...valid, apiAccessKey: Redacted.make("") }, field: "apiAccessKey" },
    { name: "a base URL that is none", options: { ...valid, baseUrl: "ws-1-2-0" }, field: "baseUrl" },
    { name: "another scheme", options: { ...valid, baseUrl: "ftp://example.com" }, field: "baseUrl" },
    {
      name: "credentials in the base URL",
      options: { ...valid, baseUrl: "https://a:b@example.com" },
      field: "baseUrl"
    },
    {
      name: "a query in the base URL",
      options: { ...valid, baseUrl: "https://example.com/?a=b" },
      field: "baseUrl"
    },
    {
      name: "plain http to another machine",
      options: { ...valid, baseUrl: "http://example.com" },
      field: "baseUrl"
    },
    {
      name: "plain http to a host that starts like this one",
      options: { ...valid, baseUrl: "http://127.0.0.1.example.com" },
      field: "baseUrl"
    }
  ])("refuses $name", ({ options, field }) =>
    Effect.gen(function* () {
      expect(yield* problems(options)).toEqual([field])
    })
  )

  it.effect("names every problem at once", () =>
    Effect.gen(function* () {
      const options = { cloudId: "x", username: "", apiAccessKey: Redacted.make(""), baseUrl: "x" }
      expect(yield* problems(options)).toEqual(["cloudId", "username", "baseUrl", "apiAccessKey"])
    })
  )

  it.effect.each(["http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:8080/"])(
    "allows plain http to this machine: %s",
    (baseUrl) => Effect.asVoid(CloudAccount.make({ ...valid, baseUrl }))
  )

  it.effect("allows plain http to other machines when asked to", () =>
    Effect.asVoid(CloudAccount.make({ ...valid, baseUrl: "http://simulator:8080", allowPlainHttp: true }))
  )

  it.effect("reads the configuration", () =>
    Effect.gen(function* () {
      const account = yield* CloudAccount.CloudAccount.use(Effect.succeed).pipe(
        Effect.provide(CloudAccount.layerConfig),
        Effect.provideService(
          ConfigProvider.ConfigProvider,
          ConfigProvider.fromUnknown({
            ACULAB_CLOUD_ID: "0-2-0",
            ACULAB_USERNAME: "me@example.com",
            ACULAB_API_ACCESS_KEY: "secret",
            ACULAB_BASE_URL: "http://localhost:1234"
          })
        )
      )
      expect(account.cloudId).toBe("0-2-0")
      expect(account.baseUrl).toBe("http://localhost:1234")
      expect(Redacted.value(account.apiAccessKey)).toBe("secret")
    })
  )

  it.effect("names the variable that is missing", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(CloudAccount.CloudAccount.use(Effect.succeed), CloudAccount.layerConfig).pipe(
          Effect.provideService(
            ConfigProvider.ConfigProvider,
            ConfigProvider.fromUnknown({ ACULAB_CLOUD_ID: "1-2-0" })
          )
        )
      )
      expect(error.message).toContain("ACULAB_USERNAME")
    })
  )
})
