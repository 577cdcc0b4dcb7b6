/**
 * An upload of a file on disk.
 */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import * as Files from "@aculab-cloud/core/Files"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Mime from "effect/http/Mime"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Cloud } from "../NodeCloud.js"
import type { FileError } from "../NodeFileError.js"
import type { Encryption, Progress } from "../NodeTransfer.js"
import { checkEncryption, encryptedSize, encryptWith } from "./cipher.js"
import { counting } from "./counting.js"
import { contentOf, lookAt } from "./localFile.js"
import { repeatedly } from "./repeatedly.js"

export interface Send {
  readonly fileType: "media" | "messageMedia"
  readonly name: string
  readonly contentType?: string | undefined
  readonly encrypt?: Encryption | undefined
  readonly timeToLive?: Duration.Input | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Returns how many bytes the cloud has got. */
export const send = /*#__PURE__*/ Effect.fnUntraced(function* (
  path: string,
  { fileType, name, contentType = contentTypeOf(name), encrypt, timeToLive, onProgress }: Send
): Effect.fn.Return<number, CloudError | FileError, Cloud> {
  if (encrypt !== undefined) yield* checkEncryption("encrypt", encrypt, path)
  const file = yield* lookAt(path)
  const length = encrypt === undefined ? file.size : encryptedSize(file.size)
  const read = counting(contentOf(file), { total: file.size, onProgress })
  const content = encrypt === undefined ? read : encryptWith(encrypt, path)(read)
  yield* repeatedly(() => {
    let hasRead = false
    const stream = Stream.suspend(() => {
      hasRead = true
      return content
    })
    const upload = Files.upload({
      fileType,
      name,
      content: { stream, length },
      contentType,
      timeToLive,
      ...(encrypt === undefined ? {} : { encrypted: true })
    })
    return { run: upload, hasRead: () => hasRead }
  })
  return length
})

const contentTypeOf = (name: string): string | undefined => Option.getOrUndefined(Mime.getType(name))
