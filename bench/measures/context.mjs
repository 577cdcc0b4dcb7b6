// @ts-check
// What every measurement gets.

/**
 * @typedef {object} Context
 * @property {boolean} quick Few rounds and small amounts: for a look, not for the record.
 * @property {AbortSignal} signal Aborts when the time is over.
 * @property {(text: string) => void} say
 */

export {}
