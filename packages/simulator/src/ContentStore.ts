/**
 * Where the contents of uploaded files are kept, if not in memory.
 *
 * The simulator knows what files there are; a content store only keeps bytes, under names of its own. `diskContent`
 * of `@aculab-cloud/simulator/disk` is one, on disk, for Node.
 */

/** A content that is whole and does not change. */
export interface StoredContent {
  /** In bytes. */
  readonly size: number
  /**
   * Reads it from its beginning, as the reader asks for it. Several may read at a time, and who reads when the content
   * is removed reads on.
   */
  readonly read: () => ReadableStream<Uint8Array<ArrayBuffer>>
  /** Called once, when no file has this content any more. It must not throw. */
  readonly remove: () => void
}

/** For one simulator. */
export interface ContentStore {
  /**
   * Keeps what comes, one chunk after the other, and asks for the next only when it has room for it. Rejects with
   * what `chunks` rejects with; then nothing is left of it.
   */
  readonly write: (chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) => Promise<StoredContent>
  /** Removes every content. Called when the simulator is closed; it must not throw. */
  readonly close: () => void
}
