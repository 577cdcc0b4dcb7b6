/** The status of applications, and the interruption of REST applications (wire reference). */
import { statusOf } from "./applicationRecords.js"
import { anyText, listOf, oneOf } from "./checks.js"
import { json, type Operation } from "./operation.js"
import { optional, required } from "./parameters.js"

const id = required("application_instance_id", "D", anyText)

const applicationStatus: Operation = {
  path: "/application_status",
  parameters: [id],
  findProblems: () => [],
  run: (input, cloud) => {
    const application = cloud.applications.get(input.get(id))
    // I: an unknown application is one whose status is not available, and so no error.
    if (application === undefined) return json({})
    return json(statusOf(application, cloud.clock.now(), cloud.forms.applicationRecords))
  }
}

const ids = required("application_instance_ids", "D", listOf("/", anyText))
// A page may be relative to the application's first one, so it need not be a URL of its own (I).
const redirectPage = optional("redirect_page", "D", anyText, undefined)
const redirectMethod = optional("redirect_method", "D", oneOf("GET", "POST"), undefined)

const restInterrupt: Operation = {
  path: "/rest_interrupt",
  parameters: [ids, redirectPage, redirectMethod],
  findProblems: () => [],
  run: (input, cloud) => {
    const page = { redirectPage: input.get(redirectPage), redirectMethod: input.get(redirectMethod) }
    const results = input.get(ids).map((each) => {
      const result = cloud.applications.interrupt(each, page)
      return [each, cloud.forms.restInterrupt === "text" ? result : { result }] as const
    })
    return json(Object.fromEntries(results))
  }
}

export const applicationOperations: readonly Operation[] = [applicationStatus, restInterrupt]
