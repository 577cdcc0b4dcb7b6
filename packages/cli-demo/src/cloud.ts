/** Which cloud a command talks to, and the flags that every such command has. */
import * as BiometricWebSocket from "@aculab-cloud/core/BiometricWebSocket"
import * as CallPolicy from "@aculab-cloud/core/CallPolicy"
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import type { Simulator } from "@aculab-cloud/simulator"
import * as Context from "effect/Context"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { accountOptions, withVariables } from "./account.js"
import { duration } from "./flags.js"
import { transport } from "./transport.js"

export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON, for scripts; errors become JSON on the standard error"),
    Flag.withDefault(false)
  )
})

export const Simulate = GlobalFlag.Setting("simulate")({
  flag: Flag.Boolean("simulate").pipe(
    Flag.withDescription(
      "Use a simulated cloud inside this process: no account, no network, and it forgets all at the end"
    ),
    Flag.withDefault(false)
  )
})

export const Timeout = GlobalFlag.Setting("timeout")({
  flag: duration("timeout").pipe(
    Flag.withDescription("How long a call may take, repetitions included, such as 30s (default: 60s)"),
    Flag.optional
  )
})

/** The flags of every command that talks to the cloud. */
export const cloudFlags = [Json, Simulate, Timeout] as const

/** Makes the cloud of `--simulate`, which is loaded for it. */
export const SimulatedCloud: Context.Reference<() => Simulator | Promise<Simulator>> = Context.Reference(
  "@aculab-cloud/cli-demo/SimulatedCloud",
  {
    defaultValue: (): (() => Simulator | Promise<Simulator>) => async () => {
      const { Clock, makeSimulator } = await import("@aculab-cloud/simulator")
      return makeSimulator({ clock: Clock.real() })
    }
  }
)

/** A layer for each kind of cloud: the one that the environment names, and that of `--simulate`. */
interface Layers<C, RealE, RealR, SimulatedE, SimulatedR> {
  readonly real: Layer.Layer<C, RealE, RealR>
  readonly simulated: Layer.Layer<C, SimulatedE, SimulatedR>
}

/** Runs an effect with the layer for the cloud that the flags name, and with the patience that they give. */
export const withLayers = Effect.fnUntraced(function* <A, E, R, C, RealE, RealR, SimulatedE, SimulatedR>(
  effect: Effect.Effect<A, E, R | C>,
  { real, simulated }: Layers<C, RealE, RealR, SimulatedE, SimulatedR>
) {
  const timeout = yield* Timeout
  const limited = Option.isNone(timeout)
    ? effect
    : // One attempt may use all of the time: else a slow `send` would end at the attempt's own limit.
      CallPolicy.with(effect, { deadline: timeout.value, attemptTimeout: timeout.value })
  return (yield* Simulate) ? yield* Effect.provide(limited, simulated) : yield* Effect.provide(limited, real)
})

/** Runs an effect with the cloud that the flags and the environment name. */
export const withCloud = <A, E, R>(effect: Effect.Effect<A, E, R | Cloud>) =>
  withLayers(effect, { real: realCloud, simulated: simulatedCloud })

const realCloud = Layer.merge(
  Layer.effect(
    CloudAccount.CloudAccount,
    Effect.flatMap(accountOptions, (options) => Effect.mapError(CloudAccount.make(options), withVariables))
  ),
  transport
)

export const simulatedCloud = Layer.unwrap(
  Effect.gen(function* () {
    const make = yield* SimulatedCloud
    const { account, fetch, WebSocket } = yield* Effect.acquireRelease(
      Effect.promise(async () => make()),
      (simulator) => Effect.sync(() => simulator.close())
    )
    return Layer.mergeAll(
      CloudAccount.layer({ ...account, apiAccessKey: Redacted.make(account.apiAccessKey) }),
      FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))),
      Layer.succeed(BiometricWebSocket.CurrentWebSocket, WebSocket)
    )
  })
)
