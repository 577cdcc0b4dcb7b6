/** The cloud of the demonstration: the real one where its keys are in the environment, otherwise a simulated one. */
import * as CloudAccount from "@aculab-cloud/core/CloudAccount"
import * as UserGroupKey from "@aculab-cloud/core/UserGroupKey"
import * as NodeTransport from "@aculab-cloud/node/NodeTransport"
import { Clock, makeSimulator } from "@aculab-cloud/simulator"
import { serve } from "@aculab-cloud/simulator/server"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** What the library in a page needs to know. It is no secret: it stands in every page that makes calls. */
export class WebRtcAccess extends Context.Service<
  WebRtcAccess,
  { readonly cloudId: string; readonly webRtcAccessKey: string }
>()("demo/WebRtcAccess") {}

const real = Layer.merge(
  Layer.unwrap(Effect.map(Config.Redacted("ACULAB_USER_GROUP_KEY"), (key) => UserGroupKey.layer({ key }))),
  Layer.effect(
    WebRtcAccess,
    Effect.gen(function* () {
      const { cloudId } = yield* CloudAccount.CloudAccount
      return { cloudId, webRtcAccessKey: yield* Config.String("ACULAB_WEBRTC_ACCESS_KEY") }
    })
  )
).pipe(Layer.provideMerge(CloudAccount.layerConfig))

/** With one user group. It has no telephone exchange: calls need the real cloud, or what the tests put in its place. */
const simulated = Layer.unwrap(
  Effect.acquireRelease(
    Effect.promise(async () => {
      const simulator = makeSimulator({ clock: Clock.real() })
      return { simulator, server: await serve(simulator) }
    }),
    ({ server }) => Effect.promise(server.close)
  ).pipe(
    Effect.map(({ simulator, server }) => {
      const { cloudId, username, apiAccessKey } = simulator.account
      const group = simulator.biometrics.addGroup("Demonstration").name
      const { key } = simulator.biometrics.addKey({ group })
      return Layer.merge(
        UserGroupKey.layer({ key: Redacted.make(key) }),
        Layer.succeed(WebRtcAccess, { cloudId, webRtcAccessKey: simulator.webrtc.accessKey })
      ).pipe(
        Layer.provideMerge(
          CloudAccount.layer({
            cloudId,
            username,
            apiAccessKey: Redacted.make(apiAccessKey),
            baseUrl: server.url
          })
        )
      )
    })
  )
)

export const cloud = Layer.merge(
  process.env.ACULAB_API_ACCESS_KEY === undefined ? simulated : real,
  NodeTransport.layer
)
