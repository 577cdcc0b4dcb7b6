/** A time in the cloud's form, UTC: `2017-04-25_17:37:03` (D). */
export const cloudDateTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", "_")

/** The milliseconds since the epoch that a text in the cloud's form stands for; undefined for any other text. */
export const readCloudDateTime = (text: string): number | undefined => {
  const milliseconds = Date.parse(`${text.replace("_", "T")}Z`)
  // Writing it again refuses other forms, and days that do not exist.
  return Number.isNaN(milliseconds) || cloudDateTime(milliseconds) !== text ? undefined : milliseconds
}
