import { describe, expect, it } from "vitest"
import { Clock } from "../src/Clock.js"

describe("the manual clock", () => {
  it("starts where it is told to, and stands still", () => {
    const start = new Date("2026-03-01T12:00:00Z")
    expect(Clock.manual({ start }).now()).toBe(start.getTime())
    expect(Clock.manual({ start: 5000 }).now()).toBe(5000)
  })

  it("runs what falls due in the order of time, each at its own time", async () => {
    const clock = Clock.manual({ start: 0 })
    const ran: [string, number][] = []
    clock.after(300, () => void ran.push(["third", clock.now()]))
    clock.after(100, () => void ran.push(["first", clock.now()]))
    clock.after(200, () => void ran.push(["second", clock.now()]))
    clock.after(400, () => void ran.push(["not yet", clock.now()]))
    await clock.advance(399)
    expect(ran).toEqual([
      ["first", 100],
      ["second", 200],
      ["third", 300]
    ])
    expect(clock.now()).toBe(399)
    expect(clock.pending()).toBe(1)
  })

  it("runs timers of the same moment in the order they were set", async () => {
    const clock = Clock.manual()
    const ran: string[] = []
    clock.after(1, () => void ran.push("one"))
    clock.after(1, () => void ran.push("two"))
    await clock.advance(1)
    expect(ran).toEqual(["one", "two"])
  })

  // When each looked at all others, these took longer than a test may.
  it("runs a hundred thousand timers of the same moment, in the order they were set", async () => {
    const clock = Clock.manual()
    const ran: number[] = []
    const all = Array.from({ length: 100_000 }, (_, index) => index)
    for (const index of all) clock.after(1000, () => void ran.push(index))
    expect(clock.pending()).toBe(100_000)
    await clock.advance(1000)
    expect(clock.pending()).toBe(0)
    expect(ran).toEqual(all)
  })

  it("runs a timer that a timer sets, if that is due too", async () => {
    const clock = Clock.manual({ start: 0 })
    const ran: number[] = []
    clock.after(10, () => {
      ran.push(clock.now())
      clock.after(10, () => void ran.push(clock.now()))
    })
    await clock.advance(20)
    expect(ran).toEqual([10, 20])
  })

  it("waits for the promise of a timer before the next", async () => {
    const clock = Clock.manual()
    const ran: string[] = []
    clock.after(1, async () => {
      await Promise.resolve()
      await Promise.resolve()
      ran.push("slow one done")
    })
    clock.after(2, () => void ran.push("next"))
    await clock.advance(2)
    expect(ran).toEqual(["slow one done", "next"])
  })

  it("does not run what was cancelled", async () => {
    const clock = Clock.manual()
    let ran = false
    const cancel = clock.after(1, () => {
      ran = true
    })
    cancel()
    expect(clock.pending()).toBe(0)
    await clock.advance(10)
    expect(ran).toBe(false)
  })

  it("leaves the others of the same moment alone when one is cancelled, before or after a close", async () => {
    const clock = Clock.manual()
    const ran: string[] = []
    const cancelFirst = clock.after(1, () => void ran.push("first"))
    clock.after(1, () => {
      ran.push("second")
      cancelFourth()
    })
    clock.after(1, () => void ran.push("third"))
    const cancelFourth = clock.after(1, () => void ran.push("fourth"))
    cancelFirst()
    expect(clock.pending()).toBe(3)
    await clock.advance(1)
    expect(ran).toEqual(["second", "third"])
    const cancelOld = clock.after(1, () => void ran.push("old"))
    clock.close()
    clock.after(1, () => void ran.push("new"))
    cancelOld()
    await clock.advance(1)
    expect(ran).toEqual(["second", "third", "new"])
  })

  it("cancels everything when it is closed", async () => {
    const clock = Clock.manual()
    let ran = false
    clock.after(1, () => {
      ran = true
    })
    clock.close()
    await clock.advance(1)
    expect(ran).toBe(false)
  })

  it("refuses to advance from within a timer, and works again afterwards", async () => {
    const clock = Clock.manual({ start: 0 })
    clock.after(1, () => clock.advance(1))
    await expect(clock.advance(1)).rejects.toThrow("already moving")
    await clock.advance(5)
    expect(clock.now()).toBe(6)
  })

  it("refuses delays that are not delays", async () => {
    const clock = Clock.manual()
    expect(() => clock.after(-1, () => {})).toThrow(RangeError)
    expect(() => clock.after(Number.NaN, () => {})).toThrow(RangeError)
    await expect(clock.advance(-1)).rejects.toThrow(RangeError)
  })
})

describe("the real clock", () => {
  it("runs a timer and then has nothing left to run", async () => {
    const clock = Clock.real({ speed: 1000 })
    const started = clock.now()
    await new Promise<void>((resolve) => clock.after(1000, resolve))
    // At this speed a second of the clock is a millisecond: the timer cannot have come early.
    expect(clock.now() - started).toBeGreaterThanOrEqual(1000)
    expect(clock.pending()).toBe(0)
  })

  it("cancels one timer, or all", () => {
    const clock = Clock.real()
    const cancel = clock.after(60_000, () => {})
    clock.after(60_000, () => {})
    expect(clock.pending()).toBe(2)
    cancel()
    expect(clock.pending()).toBe(1)
    clock.close()
    expect(clock.pending()).toBe(0)
  })

  it("takes a delay that is longer than a timer of the platform", () => {
    const clock = Clock.real()
    let ran = false
    const cancel = clock.after(30 * 86_400_000, () => {
      ran = true
    })
    expect(ran).toBe(false)
    expect(clock.pending()).toBe(1)
    cancel()
  })

  it("refuses a speed that is not one", () => {
    expect(() => Clock.real({ speed: 0 })).toThrow(RangeError)
    expect(() => Clock.real({ speed: Number.NaN })).toThrow(RangeError)
  })
})
