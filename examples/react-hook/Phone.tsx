import { useCallback } from "react"
import { type Options, useWebRtcClient } from "./useWebRtcClient.ts"

/** A small phone: it calls one service, and answers. */
export const Phone = ({ service, ...options }: Options & { readonly service: string }) => {
  const phone = useWebRtcClient(options)
  const { registration, incoming, call, problem } = phone
  const media = call?.media ?? null
  const sound = useCallback(
    (element: HTMLAudioElement | null) => {
      if (element !== null) element.srcObject = media
    },
    [media]
  )
  return (
    <section>
      <p role="status">
        {registration.state === "not-registered"
          ? `not registered: ${registration.cause}`
          : registration.state}
      </p>
      {incoming !== undefined && (
        <button type="button" onClick={phone.answer}>
          Answer {incoming.from}
        </button>
      )}
      {call === undefined ? (
        <button type="button" onClick={() => phone.callService(service)}>
          Call {service}
        </button>
      ) : (
        <button type="button" onClick={phone.hangUp}>
          Hang up ({call.state.state})
        </button>
      )}
      {problem !== undefined && <p role="alert">{problem}</p>}
      <audio ref={sound} autoPlay>
        <track kind="captions" />
      </audio>
    </section>
  )
}
