/** The demo from its first line to its last. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { bold, dim, green, print } from "../output.js"
import { delivery } from "./delivery.js"
import { brokenConnection, failedDelivery, wrongKey } from "./failures.js"
import { heading, shouldBe } from "./scene.js"
import { makeStage } from "./stage.js"
import { tour } from "./tour.js"

const scenes = Effect.fnUntraced(function* (speed: number) {
  const stage = yield* makeStage(speed)
  yield* print([bold("Aculab Cloud in a few seconds."), " No account, nothing leaves this machine."])
  yield* heading(1, "Two servers")
  yield* print(
    ["  ", bold("cloud"), `        ${stage.cloudUrl}`],
    dim(`               a simulated Aculab Cloud, ${speed} times as fast as life`),
    ["  ", bold("status page"), `  ${stage.statusPage.url}`],
    dim("               a web server with StatusEndpoint: the cloud calls it at each change of state")
  )
  yield* heading(2, "An SMS and an MMS")
  yield* Effect.gen(function* () {
    yield* delivery(stage)
    yield* heading(3, "The other areas, a stop at each")
    yield* tour
    yield* heading(4, "When something goes wrong")
    yield* failedDelivery(stage)
    yield* wrongKey(stage)
    yield* brokenConnection(stage)
  }).pipe(Effect.provide(stage.connect(Redacted.make(stage.simulator.account.apiAccessKey))))
  yield* print(green("Everything happened as it should."), [
    "Next: ",
    bold("aculab-cloud messages send --help"),
    ", or the same in a program: see the README."
  ])
}, Effect.scoped)

/** The messages need 10 seconds at the speed of life; the rest is for a machine that is busy. */
const longest = (speed: number) => `${30 + 30 / speed} seconds` as const

/** Plays it, and fails when something is not as it should be. */
export const play = (speed: number) =>
  scenes(speed).pipe(
    Effect.timeoutOrElse({
      duration: longest(speed),
      orElse: () => shouldBe("the time it took", "too long", `less than ${longest(speed)}`)
    })
  )
