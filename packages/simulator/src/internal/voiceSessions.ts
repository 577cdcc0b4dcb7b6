/** Sessions of streamed audio: what a GET began, until a socket takes it up. */
import type { Clock } from "../Clock.js"
import type { VoiceIntent } from "./voiceDecision.js"

export interface VoiceSession extends VoiceIntent {
  /** What the audio is called in the result. */
  readonly filename: string
}

export interface VoiceSessions {
  /** Begins a session. The token is good for one socket, for a minute. */
  readonly begin: (session: VoiceSession) => string
  /** The session of a token, if it is still good; it stays so. */
  readonly find: (token: string) => VoiceSession | undefined
  /** From now on the token is good for nothing. */
  readonly use: (token: string) => void
}

/** Invented. In milliseconds. */
const lifetime = 60_000

const newToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join(
    ""
  )

export const makeVoiceSessions = (clock: Clock): VoiceSessions => {
  // In the order in which they lapse. Those that nobody took up go when the next begins, so there is no timer.
  const sessions = new Map<string, { readonly session: VoiceSession; readonly lapses: number }>()

  const forgetLapsed = (): void => {
    for (const [token, { lapses }] of sessions) {
      if (lapses > clock.now()) return
      sessions.delete(token)
    }
  }

  return {
    begin: (session) => {
      forgetLapsed()
      const token = newToken()
      sessions.set(token, { session, lapses: clock.now() + lifetime })
      return token
    },
    find: (token) => {
      forgetLapsed()
      return sessions.get(token)?.session
    },
    use: (token) => {
      sessions.delete(token)
    }
  }
}
