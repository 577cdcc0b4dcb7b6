/**
 * What the cloud does not have: the world outside, for programs that have only HTTP. Same credentials, same form as
 * the operations of the cloud.
 */
import { anyText, phoneNumber } from "./checks.js"
import { type Cloud, json, type Operation } from "./operation.js"
import { type Input, type Problem, required } from "./parameters.js"

const from = required("from", "I", phoneNumber)
const to = required("to", "I", phoneNumber)
const content = required("content", "I", anyText)

const recipientProblems = (input: Input, cloud: Cloud): readonly Problem[] => {
  const number = input.maybe(to)
  if (number === undefined || cloud.numbers === undefined || cloud.numbers.includes(number)) return []
  return [{ code: "0002", text: `The parameter to is not one of your numbers: ${number}` }]
}

/** An SMS arrives, as `simulator.messages.receive` does it. */
const receive: Operation = {
  path: "/simulator/receive",
  parameters: [from, to, content],
  findProblems: recipientProblems,
  run: (input, cloud) => {
    const message = { from: input.get(from), to: input.get(to), content: input.get(content) }
    return json(cloud.messages.receive(message).map(({ ref }) => ref))
  }
}

export const simulatorOperations: readonly Operation[] = [receive]
