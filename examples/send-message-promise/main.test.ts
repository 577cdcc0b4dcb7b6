import { sendMessageExample } from "../../tests/support/sendMessageExample.js"

sendMessageExample("examples/send-message-promise/main.ts", ["node", "deno", "bun"])
