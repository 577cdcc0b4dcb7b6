/** A time in the cloud's form, UTC: `2017-04-25_17:37:03` (D). */
export const cloudDateTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", "_")
