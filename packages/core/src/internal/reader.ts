/**
 * Reads what is right in one go. A schema of effect makes an effect of each field that it looks at, because any of them
 * could wait. An answer of the cloud waits for nothing and is nearly always right: then this gives what its schema gives,
 * several times sooner. Where something is wrong, the schema is asked, which has the words for it. It is for answers
 * without a bound, lists: each program that has it is 1 KB larger.
 */
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import * as SchemaParser from "effect/SchemaParser"
import type { MakeDecoder } from "./endpoint.js"

/** In the place of a value: the schema refuses it. */
const refused: unique symbol = /*#__PURE__*/ Symbol()

/** Gives what the schema decodes, or {@link refused}. Throws where only the schema can say what happens. */
type Reader = (value: unknown) => unknown

const options: AST.ParseOptions = {}

/** Decodes as the schema does. */
export const decoderOf: MakeDecoder = <Output>(schema: Schema.ConstraintDecoder<Output>) => {
  const decode = SchemaParser.decodeUnknownResult(schema)
  const read = refusing(() => readerOf(schema.ast))
  // What a reader gives is what the schema would give: the tests compare the two for each answer.
  const isOutput = (value: unknown): value is Output => value !== refused
  return (value) => {
    const found = read(value)
    return isOutput(found) ? Result.succeed(found) : decode(value)
  }
}

/** Refuses all where there is no reader, and what the reader leaves to the schema. */
const refusing = (make: () => Reader): Reader => {
  try {
    const read = make()
    return (value) => {
      try {
        return read(value)
      } catch {
        return refused
      }
    }
  } catch {
    return () => refused
  }
}

const leaveToSchema = (): never => {
  throw new Error("left to the schema")
}

const asItIs: Reader = (value) => value

const when =
  (isRight: (value: unknown) => boolean): Reader =>
  (value) =>
    isRight(value) ? value : refused

/** Throws where the schema has a part that is not known here. */
const readerOf = (ast: AST.AST): Reader => {
  const { checks, encoding } = ast
  if ("encodingChecks" in ast && ast.encodingChecks) return leaveToSchema()
  let reader = ownReaderOf(ast)
  for (const filter of filtersOf(checks ?? [])) {
    reader = inTurn(
      reader,
      when((value) => filter.run(value, ast, options) === undefined)
    )
  }
  // The first link is the last step.
  for (const { to, transformation } of encoding ?? []) {
    reader = inTurn(inTurn(readerOf(to), transformed(transformation)), reader)
  }
  return reader
}

const inTurn = (first: Reader, second: Reader): Reader => {
  if (first === asItIs) return second
  if (second === asItIs) return first
  return (value) => {
    const read = first(value)
    return read === refused ? refused : second(read)
  }
}

const filtersOf = (checks: ReadonlyArray<AST.Check<unknown>>): ReadonlyArray<AST.Filter<unknown>> =>
  checks.flatMap((check) => (check._tag === "Filter" ? [check] : filtersOf(check.checks)))

const transformed = (transformation: AST.Link["transformation"]): Reader => {
  if (transformation._tag === "Middleware") return leaveToSchema()
  const getter = transformation.decode
  if (getter._tag === "Passthrough") return asItIs
  if (getter._tag === "Transform") return getter.transform
  return getter._tag === "TransformEffect"
    ? (value) => outcomeOf(getter.transform(value, options))
    : leaveToSchema()
}

const outcomeOf = (effect: unknown): unknown => {
  if (!Exit.isExit(effect)) return leaveToSchema()
  return Exit.isSuccess(effect) ? effect.value : refused
}

const ownReaderOf = (ast: AST.AST): Reader => {
  switch (ast._tag) {
    case "Unknown":
      return asItIs
    case "String":
      return when(Predicate.isString)
    case "Number":
      return when(Predicate.isNumber)
    case "Boolean":
      return when(Predicate.isBoolean)
    case "Null":
      return when(Predicate.isNull)
    case "Undefined":
      return when(Predicate.isUndefined)
    case "Literal":
      return when((value) => value === ast.literal)
    case "Union":
      return ast.options?.mode === "oneOf" ? leaveToSchema() : anyOf(ast.types.map(readerOf))
    case "Arrays":
      return arrayOf(ast)
    case "Objects":
      return objectOf(ast)
    case "Declaration": {
      if (ast.typeParameters.length > 0) return leaveToSchema()
      const run = ast.run([])
      return (value) => outcomeOf(run(value, ast, options))
    }
    default:
      return leaveToSchema()
  }
}

const anyOf =
  (readers: ReadonlyArray<Reader>): Reader =>
  (value) => {
    for (const read of readers) {
      const found = read(value)
      if (found !== refused) return found
    }
    return refused
  }

const arrayOf = ({ elements, rest: [item, ...more] }: AST.Arrays): Reader => {
  if (item === undefined || elements.length + more.length > 0) return leaveToSchema()
  const readItem = readerOf(item)
  return (value) => {
    if (!Array.isArray(value)) return refused
    const items: Array<unknown> = []
    for (const item of value) {
      const read = readItem(item)
      if (read === refused) return refused
      items.push(read)
    }
    return items
  }
}

const isAnyName = ({ _tag, checks, encoding }: AST.AST): boolean =>
  _tag === "String" && checks === undefined && encoding === undefined

/** Known fields, then what else is there: all of it where the schema speaks of any name, nothing otherwise. */
const objectOf = ({ propertySignatures, indexSignatures: [index, ...more] }: AST.Objects): Reader => {
  if (more.length > 0 || (index && !isAnyName(index.parameter))) return leaveToSchema()
  const fields = propertySignatures.map(({ name, type }) => ({
    name: Predicate.isString(name) ? name : leaveToSchema(),
    optional: type.context?.isOptional === true,
    read: readerOf(type)
  }))
  if (fields.length === 0 && index === undefined) return leaveToSchema()
  const known = new Set(fields.map(({ name }) => name))
  const readOther = index && readerOf(index.type)
  const isOpen = readOther === asItIs
  return (value) => {
    if (!Predicate.isObject(value)) return refused
    // All of an open record is kept: a copy of the whole is sooner made than one of each field.
    const found: Record<string, unknown> = isOpen ? { ...value } : {}
    for (const { name, optional, read } of fields) {
      const given = value[name]
      // JSON has no undefined: it is absent.
      if (given === undefined) {
        if (optional) continue
        return refused
      }
      const field = read(given)
      if (field === refused) return refused
      if (!isOpen || field !== given) found[name] = field
    }
    if (isOpen || readOther === undefined) return found
    for (const name of Object.keys(value)) {
      if (known.size > 0 && known.has(name)) continue
      const other = readOther(value[name])
      if (other === refused) return refused
      // Assigning it would set the prototype.
      if (name === "__proto__") return leaveToSchema()
      found[name] = other
    }
    return found
  }
}
