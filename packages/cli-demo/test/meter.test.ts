import { describe, expect, it } from "@effect/vitest"
import { makeRate, sizeOf, textOf } from "../src/meter.js"

describe("a meter", () => {
  it("says as much as fits", () => {
    const text = (room: number) => textOf({ bytes: 12_000_000, total: 26_700_000 }, 3_100_000, room)
    expect(text(80)).toBe("███████░░░░░░░░░  44 %  12.0 MB of 26.7 MB  3.1 MB/s  5 s left")
    expect(text(50)).toBe(" 44 %  12.0 MB of 26.7 MB  3.1 MB/s  5 s left")
    expect(text(30)).toBe(" 44 %  3.1 MB/s  5 s left")
    expect(text(10)).toBe(" 44 %")
    expect(text(3)).toBe("")
  })

  it("tells no share and no time where the end is not known", () => {
    expect(textOf({ bytes: 1500 }, 100, 80)).toBe("1.5 kB  100 bytes/s")
    expect(textOf({ bytes: 1500 }, undefined, 80)).toBe("1.5 kB")
  })

  it("promises no end while nothing moves, and is never beyond it", () => {
    expect(textOf({ bytes: 1, total: 2 }, 0, 80)).toBe(
      "████████░░░░░░░░  50 %  1 bytes of 2 bytes  0 bytes/s"
    )
    expect(textOf({ bytes: 3, total: 2 }, undefined, 10)).toBe("100 %")
    expect(textOf({ bytes: 0, total: 0 }, undefined, 10)).toBe("100 %")
  })

  it("counts in decimal units", () => {
    expect([0, 999, 1000, 99_940, 999_999, 2_147_483_648].map(sizeOf)).toEqual([
      "0 bytes",
      "999 bytes",
      "1.0 kB",
      "99.9 kB",
      "999 kB",
      "2.1 GB"
    ])
  })
})

describe("a rate", () => {
  const clock = () => {
    const time = { now: 0 }
    return { time, rate: makeRate(() => time.now) }
  }

  it("is told once there is enough to tell", () => {
    const { time, rate } = clock()
    rate.note(0)
    time.now = 400
    rate.note(1000)
    expect(rate.perSecond()).toBeUndefined()
    time.now = 1000
    rate.note(3000)
    expect(rate.perSecond()).toBe(3000)
  })

  it("is that of the last seconds, and falls while nothing moves", () => {
    const { time, rate } = clock()
    for (let second = 0; second <= 10; second++) {
      time.now = second * 1000
      rate.note(second * 1000)
    }
    expect(rate.perSecond()).toBe(1000)
    time.now = 12_500
    expect(rate.perSecond()).toBeLessThan(600)
    time.now = 20_000
    expect(rate.perSecond()).toBe(0)
  })

  it("begins again with another attempt", () => {
    const { time, rate } = clock()
    rate.note(0)
    time.now = 1000
    rate.note(9000)
    rate.note(10)
    expect(rate.perSecond()).toBeUndefined()
  })
})
