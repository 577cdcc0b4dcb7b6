/**
 * What to upload, and where to.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Stream from "effect/Stream"

/**
 * Bytes that are made while they are sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface UploadStream<E = never, R = never> {
  /** Read once, and only as fast as the connection takes it. */
  readonly stream: Stream.Stream<Uint8Array, E, R>
  /** How many bytes it holds, exactly. Left out where nobody knows. */
  readonly length?: number | undefined
}

/**
 * The bytes of a file: in memory, as a `Blob` or a `File`, or as a stream.
 *
 * @category models
 * @since 0.1.0
 */
export type UploadContent<E = never, R = never> = Uint8Array | Blob | UploadStream<E, R>

/**
 * A file to upload: its store, its name, its content.
 *
 * @category options
 * @since 0.1.0
 */
export interface UploadOptions<E = never, R = never> {
  /** Which store. Log files of REST applications are written by the cloud alone (S). */
  readonly fileType: "media" | "messageMedia"
  /**
   * The file's name, folders included: the letters a-z and A-Z, digits and `. _ / @ - :`, never `..`,
   * `//` or `/./`, and with an extension, in `media` one of `.wav`, `.wave`, `.tif` and `.tiff` (D). A
   * file of this name is replaced.
   */
  readonly name: string
  /** The bytes. The cloud refuses media that is not what its extension says, unless it is `encrypted` (D). */
  readonly content: UploadContent<E, R>
  /** Such as `image/jpeg`. Default: what the extension says. Recommended for `messageMedia` (D). */
  readonly contentType?: string | undefined
  /**
   * Whether you have encrypted the content: AES-CBC, 128, 192 or 256 bits, with an initialization vector of
   * 128 bits (D). Not for `messageMedia` (D). Default: `false`.
   */
  readonly encrypted?: boolean | undefined
  /**
   * How long the cloud keeps the file: whole minutes, at least 1 (S, wire name I), such as `"30 days"`. A bare
   * number is milliseconds. Default: for ever.
   */
  readonly timeToLive?: Duration.Input | undefined
}
