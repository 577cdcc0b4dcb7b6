// What the backend offers, as data: the server answers by it, and a client can be made from it.

import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as Schema from "effect/Schema"

/** Nothing was sent: these fields break a rule. */
export class WrongInput extends Schema.TaggedError<WrongInput>()(
  "WrongInput",
  { problems: Schema.Array(Schema.Struct({ field: Schema.String, rule: Schema.String })) },
  { httpApiStatus: 422 }
) {}

/** Nothing was sent, and it is not the caller's fault: try again later. */
export class NotSent extends Schema.TaggedError<NotSent>()("NotSent", {}, { httpApiStatus: 503 }) {}

/** The message may be on its way: look before you send it again. */
export class MaybeSent extends Schema.TaggedError<MaybeSent>()(
  "MaybeSent",
  { advice: Schema.String },
  { httpApiStatus: 502 }
) {}

export class UnknownMessage extends Schema.TaggedError<UnknownMessage>()(
  "UnknownMessage",
  {},
  { httpApiStatus: 404 }
) {}

export const Api = HttpApi.make("messages-api").add(
  HttpApiGroup.make("messages").add(
    HttpApiEndpoint.post("send", "/messages", {
      payload: Schema.Struct({ to: Schema.String, from: Schema.String, content: Schema.String }),
      success: Schema.Struct({ references: Schema.Array(Schema.String) }).pipe(HttpApiSchema.status(202)),
      error: [WrongInput, NotSent, MaybeSent]
    }),
    HttpApiEndpoint.get("state", "/messages/:reference", {
      params: { reference: Schema.String },
      success: Schema.Struct({ state: Schema.String }),
      error: UnknownMessage
    })
  )
)
