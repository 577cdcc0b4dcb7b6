/**
 * One exchange within a time limit, in the shorter way of the transport where it has one.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import { offeredBy, type TextFailure } from "../TextExchange.js"
import { exchange, read, type WireRequest, type WireResponse } from "./http.js"

/** As `exchange`, within so many milliseconds. */
export const exchangeWithin = (
  request: WireRequest,
  limit: number
): Effect.Effect<WireResponse, TextFailure, HttpClient.HttpClient> =>
  HttpClient.HttpClient.use((client): Effect.Effect<WireResponse, TextFailure, HttpClient.HttpClient> => {
    const { method, url, headers, body } = request
    const shorter = offeredBy(client)
    if (shorter !== undefined && body._tag === "Empty")
      return shorter({ method, url, headers }, { limit, read })
    if (shorter !== undefined && body._tag === "Text") {
      return shorter(
        { method, url, headers: { ...headers, "content-type": body.contentType }, body: body.text },
        { limit, read }
      )
    }
    return Effect.timeoutOrElse(exchange(request), {
      duration: limit,
      orElse: () => Effect.fail({ during: "waiting" as const })
    })
  })
