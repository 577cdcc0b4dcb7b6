// Downloads the report of what the account's applications cost on one day, and adds it up.
//   bun main.ts <day, as 2026-03-01> [folder]
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Reports from "@aculab-cloud/core/Reports"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeReports from "@aculab-cloud/node/NodeReports"

const [day = "", folder = "reports"] = process.argv.slice(2)

// In UTC. Both ends belong to the report.
const from = `${day}T00:00:00Z`
const to = `${day}T23:59:59Z`

await using cloud = NodeCloud.make()

try {
  const report = { kind: "adr", from, to } as const
  for await (const event of cloud.iterate(Reports.run(report))) {
    if (event.type !== "ready") continue
    const file = await cloud.run(
      NodeReports.download(event.name, { folder }, { size: event.size, overwrite: true })
    )
    console.log(`saved as ${file.path}`)

    let cost = 0
    for await (const row of cloud.iterate(Reports.rows(event.name))) {
      if (row.type === "adr") cost += row.totalCost ?? 0
    }
    console.log(`cost ${cost.toFixed(2)}`)
  }
} catch (error) {
  if (!isCloudError(error)) throw error
  console.error(error.message)
  process.exitCode = 1
}
