/** Voice biometrics: GET, which begins a session and answers where its WebSocket is (wire reference, B 2.5). */
import { json, type Operation } from "./operation.js"
import type { VoiceOperation } from "./voiceDecision.js"
import { filename, readVoiceIntent, voiceParameters, voicePath } from "./voiceParameters.js"
import { socketUrl } from "./voiceSockets.js"

const beginSession = (operation: VoiceOperation): Operation => ({
  path: voicePath(operation),
  methods: ["GET"],
  credentials: "group-key",
  parameters: [...voiceParameters(operation), filename],
  findProblems: () => [],
  run: (input, cloud, caller) => {
    const intent = readVoiceIntent(operation, input, cloud, caller)
    if ("kind" in intent) return intent
    const token = cloud.voiceSessions.begin({ ...intent, filename: input.get(filename) })
    return json({ [cloud.forms.socketUrlField]: socketUrl(input.origin, operation, token) })
  }
})

export const voiceSocketOperations: readonly Operation[] = [
  beginSession("register"),
  beginSession("update"),
  beginSession("verify")
]
