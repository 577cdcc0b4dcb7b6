/** Issues tokens of WebRTC clients, and keeps the clients that are registered. */
import type { Clock } from "../Clock.js"
import type { RegisteredClient, WebRtc, WebRtcToken } from "../WebRtc.js"

export const isClientId = (text: string): boolean => /^[A-Za-z0-9+._-]+$/.test(text)

export interface WebRtcEngine extends WebRtc {
  readonly issue: (grant: {
    readonly clientId: string
    /** Seconds. */
    readonly ttl: number
    readonly enableIncoming: boolean
    readonly callClients: readonly string[]
  }) => Promise<WebRtcToken>
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const

const base64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const encodeJson = (value: unknown): string => base64Url(utf8(JSON.stringify(value)))

/** The documented example was signed with 1024 bits; that is too few by now. */
const makeKeys = async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ["sign", "verify"]
  )
  const exported = await crypto.subtle.exportKey("jwk", publicKey)
  // The thumbprint of RFC 7638. It has 43 characters, like the documented kid (I: that this is what that is).
  const { e, kty, n } = exported
  const digest = await crypto.subtle.digest("SHA-256", utf8(JSON.stringify({ e, kty, n })))
  const kid = base64Url(new Uint8Array(digest))
  return { privateKey, kid, jwk: { ...exported, kid } }
}

export const makeWebRtcEngine = (options: {
  readonly clock: Clock
  readonly cloudId: string
}): WebRtcEngine => {
  const { clock } = options
  // 25 lower-case letters and digits (D).
  const accessKey = "simulatorwebrtcaccesskey1"
  const issued: WebRtcToken[] = []
  const clients = new Map<string, RegisteredClient>()
  let keys: ReturnType<typeof makeKeys> | undefined
  const getKeys = () => {
    keys ??= makeKeys()
    return keys
  }
  const registered = (): readonly RegisteredClient[] =>
    [...clients.values()].filter((client) => client.expires > clock.now())

  return {
    accessKey,
    publicKey: async () => ({ ...(await getKeys()).jwk }),
    tokens: () => issued,
    issue: async ({ clientId, ttl, enableIncoming, callClients }) => {
      const iat = Math.floor(clock.now() / 1000)
      const { privateKey, kid } = await getKeys()
      // How enableIncoming and callClients appear among the claims is not known, so they do not (I).
      const claims = {
        aud: options.cloudId,
        iss: accessKey,
        sub: clientId,
        scope: ["webrtcclient"],
        iat,
        nbf: iat,
        exp: iat + ttl
      }
      const signed = `${encodeJson({ alg: "RS256", kid, typ: "JWT" })}.${encodeJson(claims)}`
      const signature = await crypto.subtle.sign(algorithm, privateKey, utf8(signed))
      const token: WebRtcToken = {
        token: `${signed}.${base64Url(new Uint8Array(signature))}`,
        clientId,
        enableIncoming,
        callClients,
        issued: iat * 1000,
        expires: (iat + ttl) * 1000
      }
      issued.push(token)
      return token
    },
    addClient: ({ clientId, expiresIn = 600_000 }) => {
      if (!isClientId(clientId)) throw new TypeError(`${JSON.stringify(clientId)} is not the id of a client`)
      const client = { clientId, lastModified: clock.now(), expires: clock.now() + expiresIn }
      clients.set(clientId, client)
      return client
    },
    removeClient: (clientId) => clients.delete(clientId),
    clients: registered
  }
}
