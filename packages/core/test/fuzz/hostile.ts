/** Answers that nobody should send. */
import * as fc from "fast-check"

/** Names that JavaScript's own objects have, and names that the wire has. */
const key = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "then",
    "length",
    "error",
    "status",
    "name",
    "",
    "\u0000",
    "\ud800",
    "0"
  ),
  fc.string({ maxLength: 6 })
)

/** Numbers that JSON can say and nobody can count. */
const number = fc.constantFrom(
  "0",
  "-0",
  "1e400",
  "-1e400",
  "1e-400",
  "9007199254740993",
  "123456789012345678901234567890",
  "0.1",
  "-1"
)

const scalar = fc.oneof(
  number,
  fc.constantFrom("null", "true", "false", '""', '"\\ud800"', '"\\u0000"', '"__proto__"', '"NaN"'),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => JSON.stringify(text)),
  fc
    .constantFrom("2026-13-45_99:99:99", "0000-00-00_00:00:00", "2026-01-01_00:00:00")
    .map((text) => `"${text}"`)
)

/** JSON as text, so that a key may stand in it twice. */
export const jsonText = fc.letrec<{ readonly value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 5 })
      .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`)
  )
})).value

/** Deeper than any stack, larger than any answer, and not quite JSON. */
export const oddities: ReadonlyArray<string> = [
  "[".repeat(100_000),
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
  `{"__proto__":{"status":"sent"},"constructor":{"prototype":{}}}`,
  `{"status":"a","status":"b","status":{}}`,
  "\ufeff[]",
  "\ufeff{}",
  "[] []",
  "{,}",
  "NaN",
  "Infinity",
  "undefined",
  "'text'",
  "\u0000",
  " ",
  "[1e999]",
  `"${"a".repeat(100_000)}"`,
  `[${"{},".repeat(20_000)}{}]`
]

export const bytes = fc.uint8Array({ maxLength: 300 })

/** What takes the place of a part of a good answer. */
const replacement = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53 + 2,
    "",
    "\ud800",
    "\u0000",
    [],
    {},
    [null],
    ["\u0000"]
  ),
  jsonText.map((text): unknown => JSON.parse(text)),
  fc.constant({ constructor: 1, toString: "x" })
)

/** A good answer, in which some part is another, is missing, or stands beside something new. */
export const mutated = (good: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom("replace", "remove", "add"), key, replacement), {
      minLength: 1,
      maxLength: 3
    })
    .map((changes) =>
      changes.reduce<unknown>((value, [where, how, name, what]) => {
        const places = placesOf(value)
        return change(value, places[where % places.length] ?? [], { how, name, what })
      }, good)
    )

type Place = ReadonlyArray<string>

const placesOf = (value: unknown): ReadonlyArray<Place> =>
  typeof value === "object" && value !== null
    ? [
        [],
        ...Object.entries(value).flatMap(([name, inner]) => placesOf(inner).map((rest) => [name, ...rest]))
      ]
    : [[]]

interface Change {
  readonly how: string
  readonly name: string
  readonly what: unknown
}

const change = (value: unknown, [first, ...rest]: Place, to: Change): unknown => {
  if (first === undefined) {
    if (to.how === "add" && typeof value === "object" && value !== null && !Array.isArray(value)) {
      return Object.fromEntries([...Object.entries(value), [to.name, to.what]])
    }
    return to.what
  }
  if (typeof value !== "object" || value === null) return to.what
  const last = rest.length === 0
  if (Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    return items.flatMap((item, index) => {
      if (String(index) !== first) return [item]
      return last && to.how === "remove" ? [] : [change(item, rest, to)]
    })
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): ReadonlyArray<readonly [string, unknown]> => {
      if (name !== first) return [[name, inner]]
      return last && to.how === "remove" ? [] : [[name, change(inner, rest, to)]]
    })
  )
}
