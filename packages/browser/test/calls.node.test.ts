/**
 * Two pages with Aculab's real library, a real registrar and real media: Chromium, kamailio, and tokens of the
 * simulator.
 */
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { missingForCalls } from "./support/kamailio.js"
import { type Phones, startPhones } from "./support/phones.js"

const missing = missingForCalls()
const inCi = process.env.CI !== undefined && process.env.CI !== "" && process.env.CI !== "false"

if (missing !== undefined && inCi) {
  it("has a registrar to call through", () => {
    const packages = "chromium kamailio kamailio-websocket-modules kamailio-tls-modules openssl"
    expect.unreachable(`${missing}; on Debian: apt-get install ${packages}`)
  })
}

describe.skipIf(missing !== undefined)(
  `calls between two pages${missing === undefined ? "" : ` (SKIPPED: ${missing})`}`,
  { timeout: 90_000 },
  () => {
    let phones: Phones
    beforeAll(async () => {
      phones = await startPhones()
      return () => phones[Symbol.asyncDispose]()
    }, 60_000)
    afterEach(() => phones.closePages())

    const twoPhones = () => Promise.all([phones.open("anna"), phones.open("ben+home")])

    const connected = async () => {
      const [anna, ben] = await twoPhones()
      const incoming = ben("untilIncoming")
      expect(await anna("call", "ben+home")).toBe("under way")
      await incoming
      await ben("answer")
      await Promise.all([anna("untilState", "connected"), ben("untilState", "connected")])
      return [anna, ben] as const
    }

    it("rings, is answered, and carries sound both ways until the caller hangs up", async () => {
      const [anna, ben] = await twoPhones()
      const incoming = ben("untilIncoming")
      await anna("call", "ben+home", { headers: { "X-Ticket": "4711" } })
      expect(await incoming).toEqual({
        from: "anna",
        caller: "client",
        offers: { audio: true, video: false },
        header: ["4711"]
      })
      await anna("untilState", "ringing")
      await ben("answer")
      await Promise.all([anna("untilState", "connected"), ben("untilState", "connected")])
      expect(await anna("states")).toEqual(["connecting", "ringing", "connected"])

      const [atAnna, atBen] = await Promise.all([anna("untilPackets", 50), ben("untilPackets", 50)])
      expect(atAnna.roundTrip && atBen.roundTrip).toBe(true)
      await Promise.all([anna("untilHeard", true), ben("untilHeard", true)])

      await anna("hangUp")
      expect(await anna("untilEnd")).toBe("normal (local)")
      expect(await ben("untilEnd")).toBe("normal (remote)")
      expect(await Promise.all([anna("liveTracks"), ben("liveTracks")])).toEqual([0, 0])
    })

    it("sends tones and silence, and sound again", async () => {
      const [anna, ben] = await connected()
      expect(await anna("sendDtmf", "12#A")).toBe("sent")
      expect(await anna("sendDtmf", "12x")).toBe(
        "Call.sendDtmf: tones: must be 0 to 9, A to D, * and #, at least one"
      )
      await ben("untilHeard", true)
      await anna("mute", { microphone: true })
      await ben("untilHeard", false)
      await anna("unmute", { microphone: true })
      await ben("untilHeard", true)
    })

    it("adds a camera to a call, and removes it", async () => {
      const [anna, ben] = await connected()
      await ben("untilStreams", 1)
      await anna("addCamera")
      await ben("untilStreams", 2)
      await anna("removeCamera")
      await ben("untilStreams", 1)
      expect(await anna("liveTracks")).toBe(1)
    })

    it("ends when the other side hangs up", async () => {
      const [anna, ben] = await connected()
      await ben("hangUp")
      expect(await ben("untilEnd")).toBe("normal (local)")
      expect(await anna("untilEnd")).toBe("normal (remote)")
      expect(await Promise.all([anna("liveTracks"), ben("liveTracks")])).toEqual([0, 0])
    })

    it("is hung up by interrupting the program that holds it", async () => {
      const [anna, ben] = await connected()
      await anna("interrupt")
      expect(await ben("untilEnd")).toBe("normal (remote)")
      expect(await anna("liveTracks")).toBe(0)
    })

    it("can be rejected", async () => {
      const [anna, ben] = await twoPhones()
      const incoming = ben("untilIncoming")
      await anna("call", "ben+home")
      await incoming
      const end = ben("untilIncomingEnds")
      await ben("reject", 603)
      expect(await end).toBe("rejected (local)")
      expect(await anna("untilEnd")).toBe("busy (remote)")
    })

    it("is cancelled by the caller's interruption while it rings", async () => {
      const [anna, ben] = await twoPhones()
      const incoming = ben("untilIncoming")
      await anna("call", "ben+home")
      await incoming
      await anna("untilState", "ringing")
      const end = ben("untilIncomingEnds")
      await anna("interrupt")
      expect(await end).toBe("cancelled (remote)")
    })

    it("says why a service cannot be reached", async () => {
      const anna = await phones.open("anna")
      await anna("callService", "busy")
      expect(await anna("untilEnd")).toBe("busy (remote)")
      await anna("callService", "nobody")
      expect(await anna("untilEnd")).toBe("unobtainable (remote)")
    })

    it("cannot reach a client whose scope is closed, because that is registered no more", async () => {
      const [anna, ben] = await twoPhones()
      const gone = phones.registrar.line(/left ben\+home/)
      await ben("close")
      await gone
      expect((await ben("registrations")).at(-1)).toBe("closed")
      await anna("call", "ben+home")
      expect(await anna("untilEnd")).toBe("unobtainable (remote)")
    })

    it("gets a new token before the old one ends, and stays registered", async () => {
      phones.backend.claimLife(3000)
      const anna = await phones.open("anna")
      const [first = ""] = phones.backend.issued("anna").slice(-1)
      phones.backend.claimLife(undefined)
      const second = await phones.backend.issuedAfter("anna", first)
      await phones.registrar.line(new RegExp(`registered anna ${second.slice(-20)}`))
      await phones.registrar.expire(first)
      // The library registers anew every few seconds.
      await phones.registrar.line(new RegExp(`registered anna ${second.slice(-20)}`))
      expect(await anna("registrations")).toEqual(["registering", "registered"])
    })

    it("replaces a token that is refused, also when the backend is down for a while", async () => {
      const anna = await phones.open("anna")
      const down = phones.backend.fail(6)
      const [token = ""] = phones.backend.issued("anna").slice(-1)
      await phones.registrar.expire(token)
      await anna("untilRegistration", "no-token")
      await down
      phones.backend.recover()
      await anna("untilRegistration", "registered")
      const history = await anna("registrations")
      expect(history.slice(0, 3)).toEqual(["registering", "registered", "invalid-token"])
      expect(history.slice(3, -2)).toContain("no-token")
      expect(history.slice(-2)).toEqual(["registering", "registered"])
    })

    it("comes back when the connection to the registrar breaks", async () => {
      const anna = await phones.open("anna")
      await phones.registrar.dropConnections()
      await anna("untilRegistration", "disconnected")
      await anna("untilRegistration", "registered")
      const history = await anna("registrations")
      expect(history.slice(0, 3)).toEqual(["registering", "registered", "disconnected"])
      expect(history.slice(-2)).toEqual(["registering", "registered"])
    })
  }
)
