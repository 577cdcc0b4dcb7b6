/** How the tests start Debian's Chromium. */

export const chromiumPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"

/** --no-sandbox because CI is root; the others keep Chromium from reaching out to hosts of its own accord. */
export const chromiumArguments: ReadonlyArray<string> = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** A microphone that plays a WAV once, each time that it is opened, and permission for it. */
export const microphoneOf = (file: string): ReadonlyArray<string> => [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${file}%noloop`
]

/** Devices that nobody has to allow, and an exchange of the tests in place of the cloud's. */
export const callsThrough = (cloudId: string, port: number): ReadonlyArray<string> => [
  "--ignore-certificate-errors",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  `--host-resolver-rules=MAP webrtc-${cloudId}.aculabcloud.net:443 127.0.0.1:${port}`
]
