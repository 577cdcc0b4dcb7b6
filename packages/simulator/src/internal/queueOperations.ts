/** The queues of outbound services (wire reference, 8.8). */
import { type Cloud, json, type Outcome, type RestOperation, refused } from "./operation.js"
import { httpRefusal } from "./refusal.js"

const info = (name: string, cloud: Cloud) => ({
  service_name: name,
  length: cloud.outbound.queue(name).length
})

const ifKnown = (name: string, cloud: Cloud, run: () => Outcome): Outcome =>
  cloud.services.get("outbound", name) === undefined
    ? refused(httpRefusal(404, `There is no service ${name}`))
    : run()

const path = "/service/v1/outbound/{name}/queue"

export const queueOperations: readonly RestOperation[] = [
  {
    method: "GET",
    path: "/service/v1/outbound_queues",
    // Only services that have queued starts are listed (S).
    run: (_, cloud) =>
      json(
        cloud.services
          .list("outbound")
          .map(({ name }) => info(name, cloud))
          .filter(({ length }) => length > 0)
      )
  },
  {
    method: "GET",
    path,
    credentials: "api-key or service",
    run: (request, cloud) => {
      const name = request.parameter("name")
      return ifKnown(name, cloud, () => json(info(name, cloud)))
    }
  },
  {
    method: "DELETE",
    path,
    credentials: "api-key or service",
    run: (request, cloud) => {
      const name = request.parameter("name")
      return ifKnown(name, cloud, () => {
        const refs = cloud.outbound.purge(name)
        return json({ service_name: name, cancelled: refs.length, service_refs: refs })
      })
    }
  }
]
