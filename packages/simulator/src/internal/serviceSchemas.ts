/**
 * What a configuration of a service may hold (wire reference, 8.7). Documented are `uas.application_name`,
 * `rest.first_page.address` and `.method`, and `service_password`; that there are a final page and an error page is
 * documented, their keys are inferred, as are `description` and every default. The live schema has more.
 */
import type { ServiceDirection } from "../Services.js"
import type { JsonSchema } from "./jsonSchema.js"

const page = (description: string): JsonSchema => ({
  type: "object",
  description,
  additionalProperties: false,
  properties: {
    // D: that six characters are too few. I: that eight, the shortest http URL, are enough.
    address: { type: ["null", "string"], minLength: 8, default: null },
    method: { type: "string", enum: ["GET", "POST"], default: "POST" }
  }
})

const properties: Readonly<Record<string, JsonSchema>> = {
  description: { type: "string", default: "" },
  uas: {
    type: "object",
    additionalProperties: false,
    properties: { application_name: { type: ["null", "string"], default: null } }
  },
  rest: {
    type: "object",
    additionalProperties: false,
    properties: {
      first_page: page("Asked for the first actions"),
      final_page: page("Told when the application ends"),
      error_page: page("Told what went wrong")
    }
  }
}

const schema = (title: string, more: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  title,
  type: "object",
  additionalProperties: false,
  properties: { ...properties, ...more }
})

/** The order is that of the documented complaints: the password comes last. */
export const serviceSchemas: Readonly<Record<ServiceDirection, JsonSchema>> = {
  inbound: schema("Inbound service", {}),
  // Its default is not of its type, so leaving it out is the documented "None is not of type 'string'".
  outbound: schema("Outbound service", { service_password: { type: "string", default: null } })
}
