/** What came of the check, in words and as data. */
import type { CloudError } from "@aculab-cloud/core/CloudError"
import { fromCloudError } from "../failure.js"
import { bold, dim, green, red, type Words, yellow } from "../output.js"
import type { NotChecked, Outcome } from "./play.js"
import type { Checked, Verdict } from "./verdict.js"

/** A result as it comes: one line, and more only where there is more to tell. */
export const linesOf = (checked: Checked): ReadonlyArray<Words> => {
  const { operation, about, expected, answer, milliseconds } = checked
  const names = namesIn(checked)
  const told = (verdict: Verdict) => names.filter((name) => name.verdict === verdict)
  return [
    [
      expected ? green("ok  ") : red("no  "),
      bold(operation),
      about === "" ? "" : `, ${about}`,
      dim(`  ${milliseconds} ms`)
    ],
    ...(expected && answer === "as expected" ? [] : [["      ", expected ? dim(answer) : answer]]),
    ...verdicts.flatMap(({ verdict, style }) => {
      const list = told(verdict)
      return list.length === 0
        ? []
        : [["      ", style(`inferred, ${verdict}: ${list.map(({ name }) => name).join(", ")}`)]]
    })
  ]
}

const verdicts = [
  { verdict: "accepted", style: dim },
  { verdict: "refused", style: red },
  { verdict: "unclear", style: yellow }
] as const

interface Name {
  readonly operation: string
  readonly name: string
  readonly verdict: Verdict
}

/** The inferred names of a question: its path, its parameters, and the shape of its answer. */
const namesIn = ({ operation, path, parameters, response }: Checked): ReadonlyArray<Name> =>
  [path, ...parameters, { ...response, name: "the answer's shape" }]
    .filter(({ mark }) => mark === "I")
    .map(({ name, verdict }) => ({ operation, name, verdict }))

// One good answer proves a name; a refusal counts for more than an answer that does not tell.
const weight: Readonly<Record<Verdict, number>> = { accepted: 2, refused: 1, unclear: 0 }

/** Each inferred name once, with the best that all questions together tell of it. */
export const inferredNames = (checks: ReadonlyArray<Checked>): ReadonlyArray<Name> => {
  const best = new Map<string, Name>()
  for (const name of checks.flatMap(namesIn)) {
    const key = `${name.operation} ${name.name}`
    const known = best.get(key)
    if (known === undefined || weight[name.verdict] > weight[known.verdict]) best.set(key, name)
  }
  return [...best.values()]
}

/** The end: how much was as expected, what of the inferred is left open, and what was not checked. */
export const summaryOf = ({ checks, notChecked }: Outcome): ReadonlyArray<Words> => {
  const expected = checks.filter((checked) => checked.expected).length
  const names = inferredNames(checks)
  const all = expected === checks.length
  return [
    "",
    (all ? green : red)(`${expected} of ${checks.length} answers were as expected.`),
    ...verdicts.map(({ verdict, style }): Words => {
      const list = names.filter((name) => name.verdict === verdict)
      return verdict === "accepted" || list.length === 0
        ? `Inferred names ${verdict}: ${list.length}`
        : style(
            `Inferred names ${verdict}: ${list.map(({ operation, name }) => `${name} (${operation})`).join(", ")}`
          )
    }),
    "",
    bold("Not checked:"),
    ...reasonsIn(notChecked).map(
      (why): Words => ["  ", why, dim(`: ${operationsOf(notChecked, why).join(", ")}`)]
    )
  ]
}

const reasonsIn = (notChecked: ReadonlyArray<NotChecked>): ReadonlyArray<string> => [
  ...new Set(notChecked.map(({ why }) => why))
]

const operationsOf = (notChecked: ReadonlyArray<NotChecked>, reason: string): ReadonlyArray<string> =>
  notChecked.filter(({ why }) => why === reason).map(({ operation }) => operation)

export const toJson = ({ checks, notChecked }: Outcome) => ({
  checks: checks.map(({ error, ...checked }) => ({ ...checked, ...errorOf(error) })),
  inferred: inferredNames(checks),
  notChecked
})

/** As errors are told everywhere else. */
const errorOf = (error: CloudError | undefined) => {
  if (error === undefined) return {}
  const { outcome, reason, message } = fromCloudError(error)
  return { error: { outcome, reason, message } }
}
