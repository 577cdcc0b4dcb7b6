import { webrtcTokenServer } from "../../tests/support/webrtcTokenExample.js"

webrtcTokenServer("examples/webrtc-token-hono/main.ts")
