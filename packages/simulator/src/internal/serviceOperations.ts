/** Services: list, schema, read, write, modify, delete (wire reference, 8.1 to 8.6). */
import type { Service, ServiceDirection } from "../Services.js"
import { readJsonObject } from "./json.js"
import { json, type Outcome, type RestOperation, refused } from "./operation.js"
import { httpRefusal } from "./refusal.js"
import { serviceNameProblem, targetOf, type Written } from "./serviceEngine.js"

const notFound = (name: string): Outcome => refused(httpRefusal(404, `There is no service ${name}`))

const bad = (text: string): Outcome => refused(httpRefusal(400, text))

/** The text and the form of several failures are documented; that a single one is the text itself follows (I). */
const invalid = (failures: readonly string[]): Outcome => {
  const [only] = failures
  if (failures.length === 1 && only !== undefined) return bad(`Failed to validate configuration: ${only}`)
  const text = "Failed to validate configuration, see details for the specific failures."
  return refused({ ...httpRefusal(400, text), details: failures })
}

/** I: 201 for a service that is new. */
const written = (result: Written): Outcome =>
  result.kind === "invalid"
    ? invalid(result.failures)
    : json(result.service.configuration, result.created ? 201 : 200)

const listed = (service: Service) => ({
  name: service.name,
  target: targetOf(service)?.target ?? "",
  description: service.configuration.description
})

const operationsFor = (direction: ServiceDirection): readonly RestOperation[] => {
  const path = `/service/v1/${direction}`
  return [
    {
      method: "GET",
      path,
      run: (_, cloud) => json(cloud.services.list(direction).map(listed))
    },
    {
      method: "GET",
      path: `/service/v1/schema/${direction}`,
      run: (_, cloud) => json(cloud.services.schema(direction))
    },
    {
      method: "GET",
      path: `${path}/{name}`,
      run: (request, cloud) => {
        const name = request.parameter("name")
        const service = cloud.services.get(direction, name)
        return service === undefined ? notFound(name) : json(service.configuration)
      }
    },
    {
      method: "PUT",
      path: `${path}/{name}`,
      run: (request, cloud) => {
        const name = request.parameter("name")
        const problem = serviceNameProblem(name)
        if (problem !== undefined) return bad(`The service name ${problem}`)
        const body = readJsonObject(request)
        if ("refusal" in body) return refused(body.refusal)
        if (body.object === undefined && direction === "outbound") return bad("A configuration is mandatory")
        return written(cloud.services.write(direction, name, body.object ?? {}))
      }
    },
    {
      method: "PATCH",
      path: `${path}/{name}`,
      run: (request, cloud) => {
        const name = request.parameter("name")
        const body = readJsonObject(request)
        if ("refusal" in body) return refused(body.refusal)
        if (body.object === undefined) return bad("A configuration is mandatory")
        const result = cloud.services.modify(direction, name, body.object)
        return result === undefined ? notFound(name) : written(result)
      }
    },
    {
      method: "DELETE",
      path: `${path}/{name}`,
      run: (request, cloud) => {
        const name = request.parameter("name")
        return cloud.services.remove(direction, name)
          ? { kind: "nothing", status: cloud.forms.serviceDeleted }
          : notFound(name)
      }
    }
  ]
}

export const serviceOperations: readonly RestOperation[] = [
  ...operationsFor("inbound"),
  ...operationsFor("outbound")
]
