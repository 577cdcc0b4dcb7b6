import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { media } from "./support/fakeLibrary.js"
import { settled } from "./support/settled.js"
import {
  calling,
  connected,
  isLive,
  makeClient,
  makeStream,
  microphone,
  watch,
  watchCall
} from "./support/webRtc.js"

describe("a call", () => {
  it.effect("shows its states to everybody who reads, from the present one to the end", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000_000)
      const { call, rawCall } = yield* calling()
      const first = yield* watchCall(call)
      rawCall.onRinging?.({})
      yield* settled
      const second = yield* watchCall(call)
      rawCall.onConnected?.({})
      rawCall.onRinging?.({})
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      rawCall.onConnected?.({})
      yield* settled
      expect(first).toEqual(["connecting", "ringing", "connected", "normal (remote)", "end"])
      expect(second).toEqual(["ringing", "connected", "normal (remote)", "end"])
      expect(yield* watchCall(call)).toEqual(["normal (remote)", "end"])
    })
  )

  it.effect("waits to be connected, or fails with how it ended", () =>
    Effect.gen(function* () {
      const one = yield* connected()
      yield* one.call.connected
      const two = yield* calling()
      const waiting = yield* Effect.forkChild(Effect.flip(two.call.connected))
      yield* settled
      two.rawCall.onDisconnect?.({ cause: "BUSY" })
      expect((yield* Fiber.join(waiting)).reason).toMatchObject({
        _tag: "CallEnded",
        cause: "busy",
        by: "remote"
      })
      expect((yield* Effect.flip(two.call.connected)).reason._tag).toBe("CallEnded")
    })
  )

  const causes = {
    NORMAL: "normal",
    BUSY: "busy",
    NOANSWER: "no-answer",
    UNOBTAINABLE: "unobtainable",
    REJECTED: "rejected",
    MOVED: "moved",
    CANCELLED: "cancelled",
    DEVICE_ERROR: "device-error",
    MIC_ERROR: "device-error",
    FAILED: "failed",
    ERROR: "error",
    toString: "failed"
  }
  for (const [libraryCause, cause] of Object.entries(causes)) {
    it.effect(`ends as ${cause} where the library says ${libraryCause}`, () =>
      Effect.gen(function* () {
        const { call, rawCall } = yield* calling()
        rawCall.onDisconnect?.({ cause: libraryCause })
        expect(yield* call.ended).toEqual({ state: "disconnected", cause, by: "remote", libraryCause })
      })
    )
  }

  it.effect("is hung up with its scope, and its microphone is free", () =>
    Effect.gen(function* () {
      const { call, rawCall, given, close } = yield* connected()
      expect(given.map(isLive)).toEqual([true])
      yield* close
      expect(rawCall.log).toEqual(["disconnect"])
      expect(yield* call.ended).toMatchObject({ cause: "normal", by: "local" })
      expect(given.map(isLive)).toEqual([false])
    })
  )

  it.effect("frees its microphone when the other side hangs up, while its scope goes on", () =>
    Effect.gen(function* () {
      const { rawCall, given } = yield* connected()
      expect(given.map(isLive)).toEqual([true])
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      yield* settled
      expect(given.map(isLive)).toEqual([false])
    })
  )

  it.effect("leaves the streams alone that were given to it", () =>
    Effect.gen(function* () {
      const own = makeStream()
      const { close } = yield* connected((client) => client.callClient("ben", { streams: [own] }))
      yield* close
      expect(isLive(own)).toBe(true)
    })
  )

  it.effect("is cancelled when its scope is closed before the answer", () =>
    Effect.gen(function* () {
      const { call, rawCall, close } = yield* calling()
      rawCall.endsWith = "NOANSWER"
      yield* close
      expect(yield* call.ended).toMatchObject({ cause: "cancelled", by: "local", libraryCause: "NOANSWER" })
    })
  )

  it.effect("is hung up with the scope of its client, before the connection is closed", () =>
    Effect.gen(function* () {
      yield* microphone
      const scope = yield* Scope.make()
      const { client, raw } = yield* Scope.provide(makeClient({ register: false }), scope)
      const call = yield* client.callClient("ben")
      yield* Scope.close(scope, Exit.void)
      expect(yield* call.ended).toMatchObject({ by: "local" })
      expect(raw.log.at(-1)).toBe("close")
      expect((yield* Effect.flip(client.callService("welcome"))).reason._tag).toBe("NotPossible")
    })
  )

  it.effect("counts as ended when the library has not ended it in five seconds", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      rawCall.isDeaf = true
      const hangingUp = yield* Effect.forkChild(call.hangUp)
      yield* settled
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(hangingUp)
      expect(yield* call.ended).toMatchObject({ cause: "failed", by: "local" })
    })
  )

  it.effect("is hung up once, however often it is asked to be", () =>
    Effect.gen(function* () {
      const { call, rawCall, close } = yield* connected()
      yield* Effect.all([call.hangUp, call.hangUp], { concurrency: "unbounded" })
      yield* call.hangUp
      yield* close
      expect(rawCall.log).toEqual(["disconnect"])
    })
  )

  it.effect("ends as no-answer when nobody answers in time", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* calling((client) =>
        client.callClient("ben", { answerTimeout: "30 seconds" })
      )
      rawCall.onRinging?.({})
      yield* settled
      yield* TestClock.adjust("30 seconds")
      expect(yield* call.ended).toMatchObject({ cause: "no-answer", by: "local" })
    })
  )

  it.effect("is not ended by that time once it is connected", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      yield* settled
      yield* TestClock.adjust("1 hour")
      const seen = yield* watchCall(call)
      expect(seen).toEqual(["connected"])
      expect(rawCall.log).toEqual([])
    })
  )

  it.effect("shows the media that it sends and receives", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      const [own, far, screen] = [makeStream(), makeStream(), makeStream("video")]
      const ids = (streams: ReadonlyArray<MediaStream>) =>
        streams.map(({ id }) => (id === own.id ? "own" : id === far.id ? "far" : "screen")).join("+")
      const sent = yield* watch(call.localMedia, ids)
      const received = yield* watch(call.remoteMedia, ids)
      const paused = yield* watch(call.remoteVideoPaused, String)
      for (const step of [
        () => rawCall.onLocalMedia?.(media(own)),
        () => rawCall.onMedia?.(media(far)),
        () => rawCall.onMedia?.(media(screen)),
        () => rawCall.onRemoteVideoMute?.(media(screen)),
        () => rawCall.onRemoteVideoUnmute?.(media(screen)),
        () => rawCall.onMediaRemove?.(media(screen)),
        () => rawCall.onLocalMediaRemove?.(media(own)),
        () => rawCall.onDisconnect?.({ cause: "NORMAL" })
      ]) {
        step()
        yield* settled
      }
      expect(sent).toEqual(["", "own", "", "", "end"])
      expect(received).toEqual(["", "far", "far+screen", "far", "", "end"])
      expect(paused).toEqual(["false", "true", "false", "false", "end"])
    })
  )

  it.effect("tells of the headers of the answer", () =>
    Effect.gen(function* () {
      const { call } = yield* connected()
      expect(call.headers("X-Ticket")).toEqual(["4711"])
      expect(call.headers("X-None")).toEqual([])
      expect(call.direction).toBe("outgoing")
    })
  )

  it.effect("mutes one thing at a time, and what comes later too", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      const seen = yield* watch(call.muting, (now) => Object.values(now).map(Number).join(""))
      yield* call.mute({ microphone: true })
      yield* call.mute({ remoteVideo: true, remoteAudio: false })
      rawCall.onMedia?.(media(makeStream()))
      rawCall.onLocalMedia?.(media(makeStream()))
      yield* call.unmute({ microphone: true, remoteVideo: true })
      rawCall.onMedia?.(media(makeStream()))
      yield* settled
      // The library's order: microphone, sound from there, camera, picture from there.
      expect(rawCall.log).toEqual(["mute 1000", "mute 1001", "mute 1001", "mute 1001", "mute 0000"])
      expect(seen).toEqual(["0000", "1000", "1001", "0000"])
    })
  )

  for (const tones of ["", "12x", "1 2", "1,2", "12\n"]) {
    it.effect(`refuses the tones ${JSON.stringify(tones)}`, () =>
      Effect.gen(function* () {
        const { call, rawCall } = yield* connected()
        const error = yield* Effect.flip(call.sendDtmf(tones))
        expect(error.reason).toMatchObject({ _tag: "InvalidInput", field: "tones" })
        expect(rawCall.log).toEqual([])
      })
    )
  }

  it.effect("refuses tones that are too short or too long", () =>
    Effect.gen(function* () {
      const { call } = yield* connected()
      const short = yield* Effect.flip(call.sendDtmf("1", { duration: "39 millis" }))
      const long = yield* Effect.flip(call.sendDtmf("1", { gap: "7 seconds" }))
      expect(short.reason).toMatchObject({ field: "duration" })
      expect(long.reason).toMatchObject({ field: "gap" })
    })
  )

  it.effect("sends tones through the library where its peer connection is hidden", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      yield* call.sendDtmf("1aD*#")
      expect(rawCall.log).toEqual(["dtmf 1aD*#"])
      rawCall.throwNext = "DTMF send error"
      expect((yield* Effect.flip(call.sendDtmf("1"))).reason._tag).toBe("NotPossible")
    })
  )

  it.effect("adds a stream for as long as a scope lasts", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      const screen = makeStream("video")
      yield* Effect.scoped(call.addStream(screen))
      expect(rawCall.log).toEqual([`add ${screen.id}`, `remove ${screen.id}`])
    })
  )

  it.effect("removes a stream whose tracks have ended, once", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* connected()
      const screen = makeStream("video")
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* call.addStream(screen)
          for (const track of screen.getTracks()) {
            track.stop()
            // A track that ends by itself says so; one that is stopped does not.
            track.dispatchEvent(new Event("ended"))
          }
          yield* settled
          expect(rawCall.log).toEqual([`add ${screen.id}`, `remove ${screen.id}`])
        })
      )
      expect(rawCall.log).toHaveLength(2)
    })
  )

  for (const words of [
    "addStream not available",
    "Add stream error",
    "Re-invite in progress",
    "Not connected error"
  ]) {
    it.effect(`turns "${words}" into NotPossible, and removes nothing`, () =>
      Effect.gen(function* () {
        const { call, rawCall } = yield* connected()
        rawCall.throwNext = words
        const error = yield* Effect.flip(Effect.scoped(call.addStream(makeStream("video"))))
        expect(error.operation).toBe("Call.addStream")
        expect(error.reason._tag).toBe("NotPossible")
        expect(rawCall.log).toHaveLength(1)
      })
    )
  }

  it.effect("cannot send tones or streams before it is connected, or after its end", () =>
    Effect.gen(function* () {
      const { call, rawCall } = yield* calling()
      expect((yield* Effect.flip(call.sendDtmf("1"))).reason._tag).toBe("NotPossible")
      expect((yield* Effect.flip(Effect.scoped(call.addStream(makeStream())))).reason._tag).toBe(
        "NotPossible"
      )
      rawCall.onDisconnect?.({ cause: "NORMAL" })
      expect((yield* Effect.flip(call.sendDtmf("1"))).reason._tag).toBe("CallEnded")
      expect((yield* Effect.flip(call.mute({ microphone: true }))).reason._tag).toBe("CallEnded")
      expect((yield* Effect.flip(call.statistics)).reason._tag).toBe("CallEnded")
      expect(rawCall.log).toEqual([])
    })
  )

  it.effect("has statistics from the library where its peer connection is hidden", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(5000)
      const { call, rawCall } = yield* connected()
      const { audio, video, at } = yield* call.statistics
      expect(audio).toEqual(video)
      expect(audio.packetsSent).toBe(0)
      expect(Duration.toMillis(Duration.millis(at.epochMilliseconds))).toBe(5000)
      rawCall.throwNext = "No peer connection available"
      expect((yield* Effect.flip(call.statistics)).reason._tag).toBe("NotPossible")
    })
  )
})
