import type { Simulator } from "../src/Simulator.js"
import { type Fields, post } from "./support.js"

export const london: Fields = { country: "United Kingdom", region: "London" }
export const berlin: Fields = { country: "Germany", region: "Berlin", regulation_address: "Berlin office" }
export const angeles: Fields = { country: "United States", state: "California", region: "Los Angeles" }

/** The answer, or the code of the error. */
export const ask = async (simulator: Simulator, path: string, fields: Fields) => {
  const response = await post(simulator, path, fields)
  return response.status === 200 ? response.json() : (await response.json()).error.code
}

export const buy = (simulator: Simulator, fields: Fields) => ask(simulator, "/tel_purchase", fields)
