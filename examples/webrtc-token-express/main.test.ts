import { webrtcTokenServer } from "../../tests/support/webrtcTokenExample.js"

webrtcTokenServer("examples/webrtc-token-express/main.ts")
