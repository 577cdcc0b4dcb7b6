// @ts-check
// What the processes of the transfers say to each other.

/**
 * @typedef {object} Task
 * @property {"up" | "down"} direction
 * @property {"crc32" | "sha256"} hash
 * @property {string} expected The hash of the file, as `expectedOf` writes it.
 */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {{ cloudId: string, username: string, apiAccessKey: string }} account
 */

export {}
