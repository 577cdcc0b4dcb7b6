// In place of a network under axios, for the clients that are built on it: the answer is there at once.
import { createRequire } from "node:module"

/** Its CommonJS form has defaults of its own, and is what the clients use. @param {number} status @param {string} data */
export const stubAxios = (status, data) => {
  const axios = createRequire(import.meta.url)("axios")
  axios.defaults.adapter = async (config) => ({
    data,
    status,
    statusText: "",
    headers: {},
    config,
    request: {}
  })
}
