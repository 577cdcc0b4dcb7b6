/** The operations on monitor recordings (wire reference C, 2.1 and 2.2). */
import { anyText } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { baseName } from "./fileParameters.js"
import { json, type Operation, refused } from "./operation.js"
import { type Check, malformed, required, valid } from "./parameters.js"
import { httpRefusal } from "./refusal.js"

// D: "one id". A slash is what separates ids where there may be several.
const oneId: Check<string> = (text) =>
  text !== "" && !text.includes("/") ? valid(text) : malformed("one application instance id")

const applicationInstanceId = required("application_instance_id", "D", oneId)

/** An instance without recordings, also one that never was, has an empty list (I). */
const monitorList: Operation = {
  path: "/monitor_list",
  parameters: [applicationInstanceId],
  findProblems: () => [],
  run: (input, cloud) =>
    json(
      Object.fromEntries(
        cloud.recordings
          .of(input.get(applicationInstanceId))
          .map(({ name, created, bytes }) => [
            name,
            { created_date: cloudDateTime(created), size: bytes.length }
          ])
      )
    )
}

const filename = required("filename", "I", anyText)

const monitorGet: Operation = {
  path: "/monitor_get",
  parameters: [filename],
  findProblems: () => [],
  run: (input, cloud) => {
    const recording = cloud.recordings.get(input.get(filename))
    if (recording === undefined) return refused(httpRefusal(404, "There is no such recording"))
    // I: the content type.
    return {
      kind: "bytes",
      body: recording.bytes,
      contentType: "audio/wav",
      fileName: baseName(recording.name)
    }
  }
}

export const monitorOperations: readonly Operation[] = [monitorList, monitorGet]
