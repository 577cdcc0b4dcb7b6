/** The suite as a program for Node, Deno and Bun. Prints the report as JSON. */
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import { runChecks } from "./run.js"

const { bun, deno, node } = process.versions
const version = bun !== undefined ? `bun ${bun}` : deno !== undefined ? `deno ${deno}` : `node ${node}`

const report = await runChecks(JSON.parse(process.env.STAGE ?? ""), version, NodeCloud.layer)
console.log(JSON.stringify(report))
