// An Express app that sends messages, with promises and nothing else.
//   PORT=3000 node main.ts
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as Messages from "@aculab-cloud/core/Messages"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import express from "express"

// The account is read from the environment. One cloud for the whole program: it keeps its connections.
const cloud = NodeCloud.make()

/** What to answer when an operation failed: a status of HTTP, and what the caller may know. */
const answerTo = (error: unknown): readonly [status: number, body: object] => {
  if (!isCloudError(error)) throw error
  // The message may be on its way: whoever sends it again may send it twice.
  if (error.outcome === "unknown") return [502, { error: "maybe-sent", advice: error.advice }]
  switch (error.reason._tag) {
    case "InvalidInput":
      return [422, { error: "wrong-input", problems: error.reason.issues }]
    case "RateLimited":
      return [503, { error: "too-many-messages" }]
    default:
      // The reason is for the log. Errors of this SDK hold no secrets.
      console.error(error.message)
      return [502, { error: "not-sent" }]
  }
}

/** Prints each change. When the cloud is disposed, it ends with its next question. */
const watch = async (references: ReadonlyArray<string>): Promise<void> => {
  try {
    for await (const { reference, state } of cloud.iterate(Messages.follow(references))) {
      console.log(`${reference} is ${state}`)
    }
  } catch (error) {
    console.error(isCloudError(error) ? error.message : "no longer followed")
  }
}

const app = express()
app.use(express.json())

app.post("/messages", async (request, response) => {
  // What comes from outside is checked by `send`. Only these three: a caller has no say in the rest.
  const { to, from, content } = request.body ?? {}
  try {
    const references = await cloud.run(Messages.send({ to, from, content, deliveryReport: true }))
    void watch(references)
    response.status(202).json({ references })
  } catch (error) {
    const [status, body] = answerTo(error)
    response.status(status).json(body)
  }
})

app.get("/messages/:reference", async (request, response) => {
  try {
    const [message] = await cloud.run(Messages.query([request.params.reference]))
    response.json({ state: message?.state })
  } catch (error) {
    const [status, body] = answerTo(error)
    response.status(status).json(body)
  }
})

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object") console.log(`listening on http://127.0.0.1:${address?.port}`)
})

// A clean end: requests that came are answered, then the connections to the cloud are closed.
process.once("SIGTERM", () => server.close(() => cloud.dispose()))
