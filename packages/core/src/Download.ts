/**
 * A file on its way from the cloud: what is known of it, and its bytes while they come.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import type { CloudError } from "./CloudError.js"

/**
 * What `Files.open`, `MonitorRecordings.open` and `Reports.open` succeed with, as soon as the
 * cloud has begun to answer.
 *
 * **Details**
 *
 * Nothing is repeated any more: a download that breaks off has to be started again. There is
 * no limit to its size or to its whole time, but it never stands still for longer than the
 * `attemptTimeout` of the `CallPolicy`, not counting the time that you take.
 *
 * @category models
 * @since 0.1.0
 */
export interface Download {
  /** How many bytes there will be. Absent when the cloud does not say, or has compressed them. */
  readonly length: number | undefined
  /** The Content-Type of the answer, as it is. */
  readonly contentType: string | undefined
  /**
   * The bytes, read from the connection as fast as they are taken from here, while the scope is
   * open. They can be read once.
   *
   * Fails when the connection breaks (`TransportFailure`), when nothing comes in time
   * (`Timeout`), and when there are fewer bytes than the cloud has announced, or more
   * (`UnexpectedResponse`). What came before such an end is the beginning of the file at best:
   * do not keep it as the file.
   */
  readonly bytes: Stream.Stream<Uint8Array, CloudError>
}
