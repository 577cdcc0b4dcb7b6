/** The client's report against the server's ledger, line by line, and both against what the seed says. */
import { readLines } from "./lines.js"
import { fateNamed, fatesOf } from "./plan.js"

export interface Reconciled {
  /** What does not fit, in words; empty when all is well. At most so many as can be read. */
  readonly problems: ReadonlyArray<string>
  /** How often each fate was met, by the server's ledger. */
  readonly requests: ReadonlyMap<string, number>
  /** How often the client said what: an outcome, and the reason of an error. */
  readonly results: ReadonlyMap<string, number>
  /** Messages that the server sent: with a reference in the report, and reported as `unknown`. */
  readonly sentAndTold: number
  readonly sentAndUnknown: number
  /** Messages that the server did not send, and that were reported as `unknown`: it was not to be known. */
  readonly notSentAndUnknown: number
  /** Answers that were on their way when the client gave up. It said `unknown`, which was right. */
  readonly late: number
}

/** What the server wrote of one message. */
interface Entry {
  readonly met: Array<string>
  readonly references: Array<string>
  told: boolean
}

const shown = 20

export const reconcile = async (
  seed: number,
  messages: number,
  files: { readonly ledger: string; readonly report: string }
): Promise<Reconciled> => {
  const problems: Array<string> = []
  const problem = (words: string) => {
    if (problems.length < shown) problems.push(words)
  }
  const requests = new Map<string, number>()
  const results = new Map<string, number>()
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const entries = Array.from({ length: messages }, (): Entry => ({ met: [], references: [], told: false }))
  const issued = new Set<string>()
  let sentAndTold = 0
  let sentAndUnknown = 0
  let notSentAndUnknown = 0
  let late = 0

  for await (const [index = "", fate = "", reference = ""] of readLines(files.ledger)) {
    count(requests, fate)
    const entry = entries[Number(index)]
    if (entry === undefined) {
      problem(`a request that is no message's: ${index}, ${fate}`)
      continue
    }
    entry.met.push(fate)
    if (reference === "") continue
    entry.references.push(reference)
    if (issued.has(reference)) problem(`the server gave ${reference} twice`)
    issued.add(reference)
  }

  for await (const [index = "", key = "", outcome = "", reason = "", references = ""] of readLines(
    files.report
  )) {
    count(results, reason === "" ? outcome : `${outcome}, ${reason}`)
    const entry = entries[Number(index)]
    if (entry === undefined || entry.told) {
      problem(entry === undefined ? `a result of no message: ${index}` : `message ${index} has two results`)
      continue
    }
    entry.told = true
    const { met } = entry
    const wanted = fatesOf(seed, Number(index)).map(({ name }) => name)
    const last = fateNamed(met.at(-1) ?? "")
    const isLate = reason === "Timeout" && last?.told.reason !== "Timeout"
    if (isLate) late += 1
    // One who gave up does not come again, so of the attempts that were to be only the first ones are there.
    if (met.join() !== (isLate ? wanted.slice(0, met.length) : wanted).join())
      problem(`message ${index} met ${met.join(", ")}; the seed says ${wanted.join(", ")}`)
    const said = `${outcome} ${reason}`
    const right = isLate ? "unknown Timeout" : `${last?.told.outcome} ${last?.told.reason}`
    if (said !== right) problem(`message ${index} met ${met.join(", ")}, and was reported as ${said}`)
    if (key !== `key ${index}`) problem(`message ${index} came back with ${key}`)
    if (references !== (outcome === "sent" ? entry.references.join(" ") : ""))
      problem(`message ${index} has ${entry.references.join(" ")}, and was reported with ${references}`)
    if (outcome === "sent") sentAndTold += entry.references.length
    else if (outcome === "unknown" && entry.references.length > 0) sentAndUnknown += 1
    else if (outcome === "unknown") notSentAndUnknown += 1
    else if (entry.references.length > 0) problem(`message ${index} was sent, and reported as ${outcome}`)
  }

  for (const [index, { told, references }] of entries.entries()) {
    if (!told) problem(`message ${index} has no result`)
    if (references.length > 1) problem(`message ${index} was sent ${references.length} times`)
  }
  if (sentAndTold + sentAndUnknown !== issued.size)
    problem(`${issued.size} references were given, ${sentAndTold + sentAndUnknown} are accounted for`)
  return { problems, requests, results, sentAndTold, sentAndUnknown, notSentAndUnknown, late }
}
