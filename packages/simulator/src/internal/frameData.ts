/** What a WebSocket can be given to send. */
export type FrameData = string | Blob | ArrayBufferLike | ArrayBufferView

/** A copy: the sender may use its buffer for something else. */
export const bytesOf = (data: ArrayBufferLike | ArrayBufferView): Uint8Array<ArrayBuffer> =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    : new Uint8Array(new Uint8Array(data))

/** What a Blob holds is there a moment later only. */
export const readFrame = async (data: FrameData): Promise<string | Uint8Array> => {
  if (typeof data === "string") return data
  return data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : bytesOf(data)
}

export const sizeOf = (data: string | Blob | Uint8Array): number => {
  if (typeof data === "string") return new TextEncoder().encode(data).length
  return data instanceof Blob ? data.size : data.length
}
