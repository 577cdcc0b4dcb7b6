import { existsSync, readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { TokenSource } from "@aculab-cloud/browser/TokenSource"
import type { AnswerOptions, DialOptions } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import type { Library } from "@aculab-cloud/browser/WebRtcLibrary"
import type * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as Redacted from "effect/Redacted"
import { describe, expect, expectTypeOf, it } from "vitest"
import { reasonOf } from "../src/internal/webRtcThrown.js"
import { settings } from "./support/webRtc.js"

describe("Aculab's library", () => {
  it("fits the types that stand for it", () => {
    expectTypeOf<typeof import("@aculab-com/aculab-webrtc")>().toExtend<Library>()
  })

  it("throws nothing that is not known", () => {
    const require = createRequire(import.meta.url)
    const folder = join(dirname(require.resolve("@aculab-com/aculab-webrtc/package.json")), "src")
    expect(existsSync(folder)).toBe(true)
    const sources = readdirSync(folder).filter((name) => /^aculab-cloud-.*\.ts$/.test(name))
    const thrown = sources.flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8")
      return [...text.matchAll(/throw (?:new Error\()?(['"])(.*?)\1\)?;/g)].map((match) => match[2] ?? "")
    })
    // Thrown and caught in the same function.
    const words = thrown.filter((text) => text !== "out of range")
    expect(new Set(words).size).toBeGreaterThan(20)
    const unknown = words.filter((text) => reasonOf(text)._tag === "LibraryFailed")
    expect(unknown).toEqual([])
  })

  it("is taken at its first 200 characters where its words are not known", () => {
    expect(reasonOf(new TypeError("x".repeat(300)))).toMatchObject({
      _tag: "LibraryFailed",
      description: "x".repeat(200)
    })
    expect(reasonOf(undefined)).toMatchObject({ _tag: "LibraryFailed", description: "undefined" })
    expect(reasonOf("toString")._tag).toBe("LibraryFailed")
  })
})

describe("the types of WebRtcClient", () => {
  it("take no API access key, as a text or Redacted, in a variable or written down", () => {
    expectTypeOf<CloudAccount.Options>().not.toExtend<WebRtcClient.Options>()
    type WithKey<Options, Key> = Omit<Options, "apiAccessKey"> & { apiAccessKey: Key }
    expectTypeOf<WithKey<WebRtcClient.Options, string>>().not.toExtend<WebRtcClient.Options>()
    expectTypeOf<
      WithKey<WebRtcClient.Options, Redacted.Redacted<string>>
    >().not.toExtend<WebRtcClient.Options>()
    expectTypeOf<WithKey<DialOptions, string>>().not.toExtend<DialOptions>()
    expectTypeOf<WithKey<AnswerOptions, Redacted.Redacted<string>>>().not.toExtend<AnswerOptions>()
    expectTypeOf<Omit<WebRtcClient.Options, "apiAccessKey">>().toExtend<WebRtcClient.Options>()
  })

  it("take a Redacted nowhere", () => {
    const key = Redacted.make("key")
    const unused = (tokens: TokenSource, library: Library) => {
      // @ts-expect-error the WebRTC access key is public, and no secret fits there
      WebRtcClient.make({ ...settings, webRtcAccessKey: key, tokens, library })
      // @ts-expect-error there is no such option
      WebRtcClient.make({ ...settings, tokens, library, apiAccessKey: "key" })
      // @ts-expect-error there is no such option
      WebRtcClient.layer({ ...settings, tokens, library, apiAccessKey: key })
      // @ts-expect-error a key is no source of tokens
      WebRtcClient.make({ ...settings, tokens: key, library })
    }
    expect(typeof unused).toBe("function")
  })
})
