import { sendMessageExample } from "../../tests/support/sendMessageExample.js"

sendMessageExample("examples/send-message-effect/main.ts", ["node", "deno", "bun"])
