/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  /** The whole URL, with the host that was asked. */
  readonly url: string
  readonly path: string
  /** Without the `?`; empty if there is none. */
  readonly query: string
  /** Names in lower case. The Authorization header is left out: secrets do not belong in logs. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether the credentials were the right ones for what was asked. */
  readonly authorized: boolean
  /** The user name of the credentials, as far as they could be read. */
  readonly username: string | undefined
  /** The first 64 KiB of an upload that went to a content store; otherwise the whole body. */
  readonly body: Uint8Array<ArrayBuffer>
  /** Whether the request had more of a body than `body` and `text` hold. */
  readonly cut: boolean
  /** `body` read as UTF-8. */
  readonly text: string
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number
  /** The kind of the fault that hit it. */
  readonly fault: string | undefined
  /** The HTTP status of the answer; undefined until there is one, and if there never is one. */
  readonly status: number | undefined
}
