import { readFileSync } from "node:fs"
import * as Messages from "@aculab-cloud/core/Messages"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { present, withCloud } from "./support.js"

it.effect("the User-Agent names this package's version and the runtime", () =>
  withCloud((simulator) =>
    Effect.gen(function* () {
      const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
      yield* Messages.query(["r1"])
      expect(present(simulator.requests[0]).headers["user-agent"]).toMatch(
        new RegExp(`^Aculab Cloud TypeScript SDK v${version.replaceAll(".", "\\.")} \\(Node\\.js/\\d+\\)$`)
      )
    })
  )
)
