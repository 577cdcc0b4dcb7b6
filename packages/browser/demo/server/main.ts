// The demonstration: builds the pages, and serves them with their backend. Without ACULAB_API_ACCESS_KEY in the
// environment, a simulated cloud stands in; with it, ACULAB_CLOUD_ID, ACULAB_USERNAME, ACULAB_USER_GROUP_KEY and
// ACULAB_WEBRTC_ACCESS_KEY are read too.
//   npm run demo        (in packages/browser; PORT: where, default 4173)
import { startDemo } from "./start.ts"

const demo = await startDemo({ port: Number(process.env.PORT ?? "4173") })
process.stdout.write(`Voice: ${demo.url}/voice.html\nPhone: ${demo.url}/phone.html\n`)

const end = () => void demo.close()
process.once("SIGINT", end)
process.once("SIGTERM", end)
