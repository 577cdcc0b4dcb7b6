// @ts-check
// What is made of many measurements.

/** @param {readonly number[]} numbers */
export const median = (numbers) => {
  const sorted = numbers.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Three significant digits, or the whole number; JSON has no word for what is no number. @param {number} number */
export const rounded = (number) => {
  if (!Number.isFinite(number)) return null
  return Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3))
}

/**
 * One against another, round by round: both have met the same machine, so their ratio says more than two medians do.
 * @param {readonly number[]} ours @param {readonly number[]} theirs
 */
export const paired = (ours, theirs) => {
  const ratios = ours.slice(0, theirs.length).map((one, round) => one / (theirs[round] ?? Number.NaN))
  return { ratio: median(ratios), spread: spreadOf(ratios) }
}

/** The smallest and the largest. @param {readonly number[]} numbers @returns {[number, number]} */
export const spreadOf = (numbers) => [Math.min(...numbers), Math.max(...numbers)]

/** Who begins changes with each round. @template Name @param {readonly Name[]} names @param {number} round */
export const inTurn = (names, round) => {
  const first = round % names.length
  const rotated = [...names.slice(first), ...names.slice(0, first)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}
