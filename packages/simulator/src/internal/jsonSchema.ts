/**
 * Checks a value with as much of JSON Schema as the services' schemas use. The words are those that Aculab documents
 * for a configuration that is wrong, which are Python's: `rest.first_page.method 'haha' is not one of ['GET', 'POST'].`
 */
import { isObject, type JsonObject } from "./json.js"

export type TypeName = "null" | "string" | "object"

export interface JsonSchema {
  readonly $schema?: string
  readonly title?: string
  readonly description?: string
  readonly type: TypeName | readonly TypeName[]
  readonly default?: unknown
  readonly enum?: readonly string[]
  /** In characters. */
  readonly minLength?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: false
}

/** A value as Python prints it. */
const python = (value: unknown): string => {
  if (value === null || value === undefined) return "None"
  if (typeof value === "boolean") return value ? "True" : "False"
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
    const escaped = value.replace(/[\\\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1))
    return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`
  }
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${python(key)}: ${python(item)}`)
    return `{${entries.join(", ")}}`
  }
  return String(value)
}

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return "null"
  return isObject(value) ? "object" : Array.isArray(value) ? "array" : typeof value
}

const typesOf = (schema: JsonSchema): readonly TypeName[] =>
  typeof schema.type === "string" ? [schema.type] : schema.type

const complaint = (schema: JsonSchema, value: unknown): string | undefined => {
  const types = typesOf(schema)
  if (!types.some((type) => type === typeOf(value))) {
    return `${python(value)} is not of type ${types.map(python).join(" or ")}`
  }
  if (typeof value !== "string") return undefined
  if (schema.enum?.includes(value) === false) return `${python(value)} is not one of ${python(schema.enum)}`
  return [...value].length < (schema.minLength ?? 0) ? `${python(value)} is too short` : undefined
}

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`)

/** What is wrong, in sentences that start with the dotted path. */
export const failures = (schema: JsonSchema, value: unknown, path = ""): readonly string[] => {
  const text = complaint(schema, value)
  if (text !== undefined) return [`${path === "" ? "" : `${path} `}${text}.`]
  if (!isObject(value) || schema.properties === undefined) return []
  const { properties } = schema
  const known = Object.entries(properties).flatMap(([key, property]) =>
    failures(property, value[key], join(path, key))
  )
  const unknown = Object.keys(value)
    .filter((key) => schema.additionalProperties === false && !Object.hasOwn(properties, key))
    .map((key) => {
      const before = path === "" ? "" : `${path} `
      return `${before}Additional properties are not allowed (${python(key)} was unexpected).`
    })
  return [...known, ...unknown]
}

/** The value with defaults for what is left out. What is wrong stays, so that it can be complained about. */
export const withDefaults = (schema: JsonSchema, value: unknown): unknown => {
  if (value === undefined && schema.properties === undefined) return schema.default
  const given = value === undefined ? {} : value
  if (!isObject(given) || schema.properties === undefined) return given
  const { properties } = schema
  const filled: JsonObject = Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [key, withDefaults(property, ownValue(given, key))])
  )
  const others = Object.entries(given).filter(([key]) => !Object.hasOwn(properties, key))
  return { ...filled, ...Object.fromEntries(others) }
}

const ownValue = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined
