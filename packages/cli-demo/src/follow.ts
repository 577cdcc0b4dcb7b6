/** What the cloud goes on with by itself: shown as it happens, and honest when nobody listens to the end. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import type { Cloud } from "@aculab-cloud/node/NodeCloud"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Json, withCloud } from "./cloud.js"
import { CommandFailed, type Failure, fromCloudError, interrupted, report } from "./failure.js"
import { print, printJson, type Words } from "./output.js"
import { spinning } from "./spinner.js"

/** What is true when following ends early, and what to do then. */
export type Rest = Pick<Failure, "consequence" | "advice">

/** Something that is begun, and then followed. */
export interface Followed<Event> {
  /** What begins it, such as `Reports.start`: errors of everything else come when it has begun. */
  readonly begin: string
  /** What a person reads meanwhile. */
  readonly doing: string
  readonly events: Stream.Stream<Event, CloudError, Cloud>
  readonly line: (event: Event) => Words
  /** What is true of it when this command ends and it has begun: by this error, or by an interruption. */
  readonly rest: (last: Event | undefined, error?: CloudError) => Rest
}

/** Tells each event, as a line or as a JSON line, and gives back the last one. */
export const follow = Effect.fnUntraced(function* <Event>(followed: Followed<Event>) {
  const { begin, doing, events, line, rest } = followed
  const json = yield* Json
  let last: Event | undefined
  const tell = (event: Event) => {
    last = event
    return json ? printJson(event) : print(line(event))
  }
  const stopped = () =>
    report(last === undefined ? interrupted(begin) : { ...interrupted(begin), ...rest(last) }, json)
  yield* Stream.runForEach(events, tell).pipe(
    spinning(doing),
    Effect.onInterrupt(stopped),
    Effect.mapError((error) =>
      error._tag === "CloudError" && error.operation !== begin
        ? new CommandFailed({ failure: { ...fromCloudError(error), ...rest(last, error) } })
        : error
    ),
    withCloud
  )
  return last
})
