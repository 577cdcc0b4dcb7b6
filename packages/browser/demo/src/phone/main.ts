/** Sign in, be called, call. */
import * as BrowserTransport from "@aculab-cloud/browser/BrowserTransport"
import * as TokenSource from "@aculab-cloud/browser/TokenSource"
import type { IncomingCall } from "@aculab-cloud/browser/WebRtcCall"
import * as WebRtcClient from "@aculab-cloud/browser/WebRtcClient"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { address, answerOf, signIn, signOut } from "../backend.js"
import { sentenceOf } from "../elements.js"
import { clicks, talk } from "./talk.js"
import * as View from "./view.js"

/** What the page needs to know, and nothing that is secret. */
const Phone = Schema.Struct({
  name: Schema.String,
  clientId: Schema.String,
  cloudId: Schema.String,
  webRtcAccessKey: Schema.String
})

const me = answerOf(Schema.NullOr(Phone))(HttpClientRequest.get(address("/api/phone")))

const next = (events: Stream.Stream<Event>) => Effect.asVoid(Stream.runHead(events))

const submits = (form: HTMLFormElement) => Stream.fromEventListener<Event>(form, "submit")

const say = (error: { readonly message: string }) => Effect.sync(() => View.showMessage(sentenceOf(error)))

/** Rings until the person answers or rejects, or the caller gives up. */
const ring = (call: IncomingCall) =>
  Effect.gen(function* () {
    View.showIncoming(call)
    const choice = yield* Effect.raceAllFirst([
      Effect.as(next(clicks(View.answerButton)), "answer" as const),
      Effect.as(next(clicks(View.answerVideoButton)), "video" as const),
      Effect.as(next(clicks(View.rejectButton)), "reject" as const),
      Effect.as(Stream.runDrain(call.state), "gone" as const)
    ])
    View.hideIncoming()
    if (choice === "reject") yield* call.reject()
    else if (choice === "gone") View.showMessage(`${call.from} called.`)
    else yield* talk(call.from, yield* call.answer({ video: choice === "video" }))
  }).pipe(Effect.scoped, Effect.catch(say))

/** A phone that is on, until its scope is closed. */
const phone = (mine: typeof Phone.Type) =>
  Effect.gen(function* () {
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => View.showRegistration({ state: "not-registered", cause: "closed", retrying: false }))
    )
    const { name: _, ...access } = mine
    const client = yield* WebRtcClient.make({
      ...access,
      tokens: yield* TokenSource.make({ url: "/api/webrtc-token" }),
      library: () => import("@aculab-com/aculab-webrtc")
    })
    yield* Effect.forkScoped(
      Stream.runForEach(client.registration, (now) => Effect.sync(() => View.showRegistration(now)))
    )
    yield* Effect.forkScoped(Stream.runForEach(client.incoming, ring))
    yield* Stream.runForEach(submits(View.dialForm), () =>
      Effect.suspend(() => {
        const peer = View.peerField.value.trim()
        return client.callClient(peer, { video: View.withVideo.checked }).pipe(
          Effect.flatMap((call) => talk(peer, call)),
          Effect.scoped,
          Effect.catch(say)
        )
      })
    )
  })

/** Asks until there is a name that will do. */
const signedIn: ReturnType<typeof signIn> = Effect.gen(function* () {
  yield* next(submits(View.signInForm))
  View.showMessage("")
  yield* signIn(View.nameField.value)
}).pipe(
  Effect.catch((error) =>
    Effect.andThen(
      say(error),
      Effect.suspend(() => signedIn)
    )
  )
)

/** Signed out, signed in, signed out again. */
const session = Effect.gen(function* () {
  let mine = yield* me
  if (mine === null) {
    View.showSignIn()
    yield* signedIn
    mine = yield* me
  }
  if (mine === null) return
  View.showPhone(mine)
  yield* Effect.raceFirst(Effect.scoped(phone(mine)), next(clicks(View.signOutButton)))
  yield* signOut
})

Effect.runFork(
  session.pipe(
    // The backend may be down: not at once again.
    Effect.catch((error) => Effect.andThen(say(error), Effect.sleep("2 seconds"))),
    Effect.forever,
    Effect.provide(BrowserTransport.layer)
  )
)
