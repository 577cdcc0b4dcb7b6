import * as Messages from "@aculab-cloud/core/Messages"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { present, withCloud } from "./support.js"

it.effect("a browser keeps its own User-Agent, which needs no consent of the cloud", () =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      yield* Messages.query(["r1"])
      expect(Object.keys(present(simulator.requests[0]).headers)).not.toContain("user-agent")
    })
  )
)
