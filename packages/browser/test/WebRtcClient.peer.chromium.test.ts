import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { settled } from "./support/settled.js"
import { makeClient, makeStream, microphone } from "./support/webRtc.js"

/** Has both ends agree on what there is to send. */
const negotiate = async (near: RTCPeerConnection, far: RTCPeerConnection) => {
  await near.setLocalDescription()
  if (near.localDescription !== null) await far.setRemoteDescription(near.localDescription)
  await far.setLocalDescription()
  if (far.localDescription !== null) await near.setRemoteDescription(far.localDescription)
}

/** Two ends of a connection within this page. */
const connections = Effect.acquireRelease(
  Effect.promise(async () => {
    const near = new RTCPeerConnection()
    const far = new RTCPeerConnection()
    near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate)
    far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate)
    const stream = makeStream()
    for (const track of stream.getTracks()) near.addTrack(track, stream)
    await negotiate(near, far)
    await new Promise<void>((resolve) => {
      const look = () => {
        if (near.connectionState === "connected") resolve()
      }
      near.onconnectionstatechange = look
      look()
    })
    return { near, far }
  }),
  ({ near, far }) =>
    Effect.sync(() => {
      near.close()
      far.close()
    })
)

/** A call whose peer connection is real. */
const connectedCall = Effect.gen(function* () {
  yield* microphone
  const { near, far } = yield* connections
  const { client, raw } = yield* makeClient({ register: false })
  const call = yield* client.callClient("ben")
  const rawCall = raw.calls[0]
  if (rawCall === undefined) return yield* Effect.die("there is no call")
  rawCall.peer.connection = near
  rawCall.onConnected?.({})
  const sender = near.getSenders()[0]?.dtmf
  if (sender === undefined || sender === null) return yield* Effect.die("no tones can be sent")
  return { call, rawCall, near, far, sender }
})

describe("a call with a peer connection", () => {
  it.effect("waits until its tones are out, and sends those of two programs one after the other", () =>
    Effect.gen(function* () {
      const { call, rawCall, sender } = yield* connectedCall
      const heard: Array<string> = []
      sender.addEventListener("tonechange", ({ tone }) => heard.push(tone))
      const brief = { duration: "40 millis", gap: "30 millis" } as const
      yield* Effect.all([call.sendDtmf("12", brief), call.sendDtmf("#", brief)], { concurrency: "unbounded" })
      expect(heard).toEqual(["1", "2", "", "#", ""])
      expect(rawCall.log).toEqual([])
    })
  )

  it.effect("leaves out the tones that did not sound when it is interrupted", () =>
    Effect.gen(function* () {
      const { call, sender } = yield* connectedCall
      const sending = yield* Effect.forkChild(call.sendDtmf("1234567890"))
      yield* settled
      expect(sender.toneBuffer).not.toBe("")
      yield* Fiber.interrupt(sending)
      expect(sender.toneBuffer).toBe("")
    })
  )

  it.effect("cannot send tones where the connection is closed", () =>
    Effect.gen(function* () {
      const { call, near } = yield* connectedCall
      near.close()
      expect((yield* Effect.flip(call.sendDtmf("1"))).reason._tag).toBe("NotPossible")
    })
  )

  it.effect("knows how long a packet takes, there and back", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connectedCall
      const { video, roundTripTime } = yield* Effect.repeat(call.statistics, {
        until: (now) => now.roundTripTime !== undefined
      })
      expect(Duration.toSeconds(roundTripTime ?? Duration.infinity)).toBeLessThan(5)
      expect(video.packetsSent).toBe(0)
      expect(rawCall.log).toEqual([])
    })
  )

  it.effect("adds up what the browser reports of each kind, and takes the worst jitter", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connectedCall
      rawCall.peer.connection = undefined
      rawCall.getStats = async () => ({
        reports: new Map<string, object>([
          ["1", { type: "outbound-rtp", kind: "video", packetsSent: 10, bytesSent: 1000 }],
          ["2", { type: "outbound-rtp", kind: "video", packetsSent: 5, bytesSent: 500 }],
          ["3", { type: "inbound-rtp", kind: "audio", packetsReceived: 7, packetsLost: -1, jitter: 0.01 }],
          ["4", { type: "inbound-rtp", kind: "audio", packetsReceived: 3, packetsLost: 2, jitter: 0.02 }],
          ["5", { type: "remote-inbound-rtp", kind: "video", roundTripTime: 0.25, packetsLost: 99 }],
          ["6", { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 }],
          ["7", { type: "codec", packetsSent: "many" }]
        ])
      })
      const { audio, video, roundTripTime } = yield* call.statistics
      expect(video).toEqual({
        packetsSent: 15,
        bytesSent: 1500,
        packetsReceived: 0,
        bytesReceived: 0,
        packetsLost: 0
      })
      expect(audio).toMatchObject({ packetsReceived: 10, packetsLost: 1, jitter: Duration.millis(20) })
      expect(roundTripTime).toEqual(Duration.millis(250))
    })
  )

  it.effect("changes its media one change at a time, each until both ends have it", () =>
    Effect.gen(function* () {
      const { call, rawCall, near, far } = yield* connectedCall
      const states: Array<string> = []
      rawCall.addStream = (stream) => {
        states.push(near.signalingState)
        for (const track of stream.getTracks()) near.addTrack(track, stream)
        void negotiate(near, far)
      }
      yield* Effect.all([call.addStream(makeStream("video")), call.addStream(makeStream("video"))], {
        concurrency: "unbounded"
      })
      expect(states).toEqual(["stable", "stable"])
      expect(near.signalingState).toBe("stable")
      const kinds = far.getReceivers().map(({ track }) => track.kind)
      expect(kinds).toEqual(["audio", "video", "video"])
      // The removal on the way out is the fake's, and changes nothing here.
      rawCall.onDisconnect?.({ cause: "NORMAL" })
    })
  )

  it.effect("does not wait for ever for a change that never begins", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connectedCall
      const adding = yield* Effect.forkChild(Effect.flip(call.addStream(makeStream("video"))))
      yield* settled
      yield* TestClock.adjust("15 seconds")
      expect((yield* Fiber.join(adding)).reason._tag).toBe("TimedOut")
      rawCall.onDisconnect?.({ cause: "NORMAL" })
    })
  )
})
