// What the processes of the measurement say to each other.

/**
 * @typedef {object} Task
 * @property {"up" | "down"} direction
 * @property {"crc32" | "sha256"} hash
 * @property {string} expected The hash of the file, as `expectedOf` writes it.
 */

/**
 * @typedef {object} Outcome
 * @property {number} seconds
 * @property {number} cpuSeconds What the client's process spent, of user and system.
 * @property {number} peak The most resident memory, in bytes, that was seen during the transfer.
 * @property {string} [problem] What went wrong.
 */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {{ cloudId: string, username: string, apiAccessKey: string }} account
 */

export {}
