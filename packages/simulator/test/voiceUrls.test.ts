import { describe, expect, it } from "vitest"
import { baseUrl } from "./support.js"
import {
  bob,
  formOf,
  noWav,
  path,
  refusalOf,
  resultOf,
  users,
  voice,
  wavOf,
  withCompany
} from "./voiceSupport.js"

describe("by URL", () => {
  const first = "https://example.com/1.wav"
  const second = "https://example.com/2.wav"

  /** A company whose audio lies on the web. */
  const withWeb = (web: Readonly<Record<string, Response | Error>>, audioTimeout = 10_000) => {
    const asked: string[] = []
    const company = withCompany({
      audioTimeout,
      fetchAudio: (url) => {
        asked.push(url)
        const found = web[url]
        if (found === undefined) return new Promise<never>(() => {})
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found)
      }
    })
    return { ...company, asked }
  }

  it("audio is fetched: several, in one text or repeated, in the query or the body", async () => {
    for (const send of [
      (company: ReturnType<typeof withWeb>) =>
        company.post("register", bob, new URLSearchParams({ wav_file_url: `${first},${second}` })),
      (company: ReturnType<typeof withWeb>) =>
        company.simulator.fetch(
          `${baseUrl}${path}/register?user_id=Bob&wav_file_url=${first}&wav_file_url=${second}`,
          { method: "POST", headers: company.headers }
        )
    ]) {
      const company = withWeb({ [first]: new Response(voice), [second]: new Response(noWav) })
      expect((await resultOf(await send(company))).sources).toEqual([
        { name: first, accepted: true },
        { name: second, accepted: false }
      ])
      expect(company.asked).toEqual([first, second])
    }
  })

  it.each<[string, Response | Error]>([
    ["is not there", new Response("", { status: 404 })],
    ["cannot be reached", new TypeError("fetch failed")],
    [
      "breaks off",
      new Response(
        new ReadableStream({
          pull: (controller) => {
            controller.error(new TypeError("terminated"))
          }
        })
      )
    ]
  ])("audio that %s is a failure to download", async (_, found) => {
    const { simulator, post } = withWeb({ [first]: found })
    const response = await post("register", { ...bob, wav_file_url: first })
    expect(await refusalOf(response)).toBe("400 failure downloading audio")
    expect(users(simulator)).toEqual([])
  })

  it("audio that never comes is given up", async () => {
    const { post } = withWeb({}, 1)
    expect(await refusalOf(await post("register", { ...bob, wav_file_url: first }))).toBe(
      "400 failure downloading audio"
    )
  })

  it("audio whose bytes never end is given up", async () => {
    const endless = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    const { post } = withWeb({ [first]: endless }, 1)
    expect((await post("register", { ...bob, wav_file_url: first })).status).toBe(400)
  })

  it("audio that is on its way is given up when the simulator is closed", async () => {
    const { simulator, post } = withWeb({})
    const response = post("register", { ...bob, wav_file_url: first })
    simulator.close()
    await expect(response).rejects.toThrow(TypeError)
  })

  it("audio that is far too long is not read to its end", async () => {
    let pulled = 0
    const piece = new Uint8Array(1024 * 1024).fill(0x7f)
    const endless = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(pulled === 0 ? wavOf(new Uint8Array(1000), { said: 0xff_ff_ff_ff }) : piece)
        pulled += 1
      }
    })
    const { post } = withWeb({ [first]: new Response(endless) })
    expect(await refusalOf(await post("register", { ...bob, wav_file_url: first }))).toBe(
      "415 audio is longer than 60 seconds"
    )
    expect(pulled).toBeLessThan(100)
  })

  it("audio is not mixed with files, and not fetched when there is too much of it", async () => {
    const { post, asked } = withWeb({})
    expect(
      await refusalOf(await post("register", { ...bob, wav_file_url: first }, formOf(["a.wav", voice])))
    ).toBe("400 audio files and wav_file_url are mixed")
    const many = Array.from({ length: 13 }, () => first).join(",")
    expect(await refusalOf(await post("register", { ...bob, wav_file_url: many }))).toBe(
      "400 more than 12 audio sources"
    )
    expect(asked).toEqual([])
  })

  it.each(["", "a.wav", "ftp://example.com/a.wav", `${first},`, "https://me:secret@example.com/a.wav"])(
    "audio is not at %j",
    async (wav_file_url) => {
      const { post, asked } = withWeb({})
      const response = await post("register", { ...bob, wav_file_url })
      expect((await response.json()).error.code).toBe("0002")
      expect(asked).toEqual([])
    }
  )
})
