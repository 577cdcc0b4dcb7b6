/** `aculab-cloud files upload` */

import { basename } from "node:path"
import * as Files from "@aculab-cloud/core/Files"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import type { Encryption, Progress } from "@aculab-cloud/node/NodeTransfer"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Mime from "effect/http/Mime"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { answered } from "../../ask.js"
import { type Failure, fail, invalidInput, withNames } from "../../failure.js"
import { print } from "../../output.js"
import { transferring } from "../../transfer.js"
import { aboutEncryption, encryptionFor, notForStream } from "./encryption.js"
import { writableStore } from "./stores.js"

const operation = "Files.upload"

const unitOf: Readonly<Record<string, Duration.Unit>> = { m: "minutes", h: "hours", d: "days" }

const timeToLive = (text: string): Option.Option<Duration.Duration> => {
  const [, amount, unit] = /^([1-9]\d{0,8})\s*([mhd])$/.exec(text) ?? []
  const name = unitOf[unit ?? ""]
  return name === undefined
    ? Option.none()
    : Option.some(Duration.fromInputUnsafe(`${Number(amount)} ${name}`))
}

export const timeToLiveFlag = Flag.String("ttl").pipe(
  Flag.withMetavar("duration"),
  Flag.withDescription(
    "How long the cloud keeps it: minutes, hours or days, such as 30m, 12h or 7d (default: for ever)"
  ),
  Flag.filterMap(timeToLive, () => "a whole number of 1 or more and m, h or d, such as 30m, 12h or 7d"),
  Flag.optional
)

const input = {
  path: Argument.String("PATH").pipe(
    Argument.withDescription("The file on this machine; - is the standard input, which needs --name")
  ),
  store: writableStore,
  name: Flag.String("name").pipe(
    Flag.withMetavar("name"),
    Flag.withDescription(
      "Its name in the cloud, folders included: letters, digits and . _ / @ - : with an extension, in media .wav, .wave, .tif or .tiff (default: that of the file, without its folder)"
    ),
    Flag.optional
  ),
  contentType: Flag.String("content-type").pipe(
    Flag.withMetavar("type"),
    Flag.withDescription("Such as image/jpeg (default: what the extension of the name says)"),
    Flag.optional
  ),
  timeToLive: timeToLiveFlag,
  encrypt: Flag.Boolean("encrypt").pipe(
    Flag.withDescription(
      "Encrypt it on its way, with ACULAB_FILE_KEY and ACULAB_FILE_IV; in the store media only"
    ),
    Flag.withDefault(false)
  ),
  overwrite: Flag.Boolean("overwrite").pipe(
    Flag.withDescription("Replace a file of this name in the cloud, for good"),
    Flag.withDefault(false)
  )
}

const inFlags = withNames({
  fileType: "--store",
  name: "--name",
  contentType: "--content-type",
  timeToLive: "--ttl",
  encrypted: "--encrypt"
})

/** What is uploaded, whatever its bytes come from. */
interface Upload {
  readonly fileType: "media" | "messageMedia"
  readonly name: string
  readonly contentType: string | undefined
  readonly timeToLive: Duration.Duration | undefined
}

export const upload = Command.make(
  "upload",
  input,
  Effect.fnUntraced(function* (input) {
    const fromStream = input.path === "-"
    if (fromStream && input.encrypt) return yield* notForStream(operation, "--encrypt")
    if (fromStream && Option.isNone(input.name)) {
      return yield* invalidInput(operation, [{ field: "--name", rule: "is required for the standard input" }])
    }
    const name = Option.getOrElse(input.name, () => NodeFiles.nameOf(basename(input.path)))
    const upload: Upload = {
      fileType: input.store,
      name,
      contentType: Option.getOrElse(input.contentType, () => Option.getOrUndefined(Mime.getType(name))),
      timeToLive: Option.getOrUndefined(input.timeToLive)
    }
    const encrypt = input.encrypt ? yield* encryptionFor(operation) : undefined
    const standardInput = yield* Stdio.Stdio.use(({ stdin }) => Effect.succeed(stdin))
    const size = yield* transferring({
      operation,
      doing: "Uploading",
      run: Effect.fnUntraced(
        function* (onProgress) {
          if (!input.overwrite) yield* refuseExisting(upload)
          return fromStream
            ? yield* fromStandardInput(upload, standardInput, onProgress)
            : yield* fromFile(input.path, upload, encrypt, onProgress)
        },
        Effect.mapError((error) => (error._tag === "CloudError" ? inFlags(error) : error))
      )
    })
    yield* answered(
      {
        toJson: (size) => ({ fileType: input.store, name, size }),
        show: (size) => print(`Uploaded ${name}, ${size} bytes`)
      },
      size
    )
  })
).pipe(
  Command.withDescription(
    `Upload a file. A name that is taken is refused unless --overwrite is given: the cloud is asked for it first, and may not know yet of a file that came a moment ago. The cloud refuses sounds and fax pages that are not what their extension says. --encrypt: ${aboutEncryption} A file is sent again after a failure that may pass; the standard input can be read only once, so then the outcome is unknown (6). --timeout is how long the bytes may stand still, and not how long they may take.`
  ),
  Command.withShortDescription("Upload a file"),
  Command.withExamples([
    {
      command: "aculab-cloud files upload hello.wav --store media --name greetings/hello.wav",
      description: "A greeting for callers"
    },
    {
      command: "aculab-cloud files upload cat.jpg --store message-media --ttl 7d",
      description: "A picture for an MMS, for a week"
    },
    {
      command: "sox in.mp3 -t wav - | aculab-cloud files upload - --store media --name in.wav --overwrite",
      description: "What another program makes"
    }
  ])
)

const refuseExisting = Effect.fnUntraced(function* ({ fileType, name }: Upload) {
  const found = yield* Stream.runHead(
    Stream.filter(Files.list({ fileType, name }), (file) => file.name === name)
  )
  if (Option.isSome(found)) return yield* fail(taken(name))
})

const taken = (name: string): Failure => ({
  operation,
  outcome: "not-sent",
  reason: { _tag: "AlreadyThere", name },
  message: `the cloud has a file ${name} already`,
  consequence: "Nothing was uploaded.",
  advice: "Replace it with --overwrite, or choose another --name.",
  exit: "usage"
})

const fromFile = (
  path: string,
  upload: Upload,
  encrypt: Encryption | undefined,
  onProgress: (progress: Progress) => void
) => Effect.map(NodeFiles.upload(path, { ...upload, encrypt, onProgress }), ({ size }) => size)

/** Its length is known at its end only. */
const fromStandardInput = (
  upload: Upload,
  bytes: Stdio.Stdio["stdin"],
  onProgress: (progress: Progress) => void
) =>
  Effect.suspend(() => {
    let size = 0
    const stream = Stream.map(bytes, (chunk) => {
      size += chunk.length
      onProgress({ bytes: size })
      return chunk
    })
    return Effect.map(Files.upload({ ...upload, content: { stream } }), () => size)
  })
