/** Services and voice biometrics. */
import * as BiometricGroups from "@aculab-cloud/core/BiometricGroups"
import * as BiometricKeys from "@aculab-cloud/core/BiometricKeys"
import * as BiometricUsers from "@aculab-cloud/core/BiometricUsers"
import * as Services from "@aculab-cloud/core/Services"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { line, maybe, text } from "./arbitraries.js"
import type { Call, Calls } from "./call.js"

const direction = fc.constantFrom("inbound" as const, "outbound" as const)
/** A segment of a path, slashes and all: the two that lead elsewhere are refused. */
const name = line.filter((value) => !/^\.{1,2}$/.test(value))
/** Names of JavaScript's own among them. */
const json = fc.dictionary(
  fc.oneof(fc.stringMatching(/^[a-z]{3,9}$/), fc.constantFrom("constructor", "toString")),
  fc.jsonValue({ maxDepth: 2 })
)
const at = (direction: string, name: string) => `/service/v1/${direction}/${encodeURIComponent(name)}`

const services: Calls = {
  "Services.list": direction.map((way) => ({
    call: Services.list(way),
    said: { path: `/service/v1/${way}` }
  })),
  "Services.schema": direction.map((way) => ({
    call: Services.schema(way),
    said: { path: `/service/v1/schema/${way}` }
  })),
  "Services.read": fc.tuple(direction, name).map(([way, name]) => ({
    call: Services.read(way, name),
    said: { path: at(way, name) }
  })),
  "Services.write": fc.tuple(direction, name, json).map(([way, name, configuration]) => ({
    call: Services.write(way, name, configuration),
    said: { path: at(way, name), json: configuration }
  })),
  "Services.modify": fc.tuple(direction, name, json).map(([way, name, configuration]) => ({
    call: Services.modify(way, name, configuration),
    said: { path: at(way, name), json: configuration }
  })),
  "Services.remove": fc.tuple(direction, name).map(([way, name]) => ({
    call: Services.remove(way, name),
    said: { path: at(way, name) }
  })),
  "Services.queues": fc.constant({ call: Services.queues(), said: { path: "/service/v1/outbound_queues" } }),
  "Services.queue": name.map((name) => ({
    call: Services.queue(name),
    said: { path: `${at("outbound", name)}/queue` }
  })),
  "Services.purgeQueue": name.map((name) => ({
    call: Services.purgeQueue(name),
    said: { path: `${at("outbound", name)}/queue` }
  }))
}

const groups = "/voice_biometrics/v1/user_group"
const users = "/voice_biometrics/v1/user"
const groupName = line
  .map((value) => value.replace(/["^:]/g, "_").replace(/ {2,}/g, " "))
  .map((value) => [...value].slice(0, 30).join(""))
const key = text.map((value) => ({ key: Redacted.make(value), value }))

const byUser = (operation: (userId: string) => Call["call"], path: string) =>
  text.map((userId) => ({
    call: operation(userId),
    said: { path: `${users}/${path}`, form: { user_id: userId } }
  }))

const byGroup = (operation: (name: string) => Call["call"], path: string) =>
  groupName.map((name) => ({
    call: operation(name),
    said: { path: `${groups}/${path}`, form: { user_group_name: name } }
  }))

const audio = fc.uint8Array({ minLength: 1, maxLength: 500 })

const byPut = (operation: typeof BiometricUsers.register | typeof BiometricUsers.update, path: string) =>
  fc.tuple(text, line, audio).map(([userId, name, content]) => ({
    call: operation({ userId, audio: { content, name }, checkAudio: false }),
    said: { path: `${users}/${path}`, query: { user_id: userId, filename: name }, bytes: content }
  }))

const voices: Calls = {
  "BiometricGroups.list": maybe(groupName).map((name) => ({
    call: BiometricGroups.list({ name }),
    said: { path: `${groups}/list`, form: name === undefined ? {} : { user_group_name: name } }
  })),
  "BiometricGroups.create": byGroup(BiometricGroups.create, "create"),
  "BiometricGroups.remove": byGroup(BiometricGroups.remove, "delete"),
  "BiometricKeys.list": byGroup(BiometricKeys.list, "key/list"),
  "BiometricKeys.create": byGroup(BiometricKeys.create, "key/create"),
  "BiometricKeys.modify": fc
    .tuple(key, fc.boolean(), fc.boolean())
    .map(([{ key, value }, enabled, retainData]) => ({
      call: BiometricKeys.modify({ key, enabled, retainData }),
      said: {
        path: `${groups}/key/modify`,
        form: { user_group_key: value, enabled: String(enabled), retain_data: String(retainData) }
      }
    })),
  "BiometricKeys.remove": key.map(({ key, value }) => ({
    call: BiometricKeys.remove(key),
    said: { path: `${groups}/key/delete`, form: { user_group_key: value } }
  })),
  "BiometricUsers.register": byPut(BiometricUsers.register, "register"),
  "BiometricUsers.update": byPut(BiometricUsers.update, "update"),
  "BiometricUsers.verify": fc
    .tuple(text, line, audio, fc.integer({ min: -10, max: 10 }), fc.boolean())
    .map(([userId, name, content, sensitivity, enablePad]) => ({
      call: BiometricUsers.verify({
        userId,
        audio: { content, name },
        sensitivity,
        enablePad,
        checkAudio: false
      }),
      said: {
        path: `${users}/verify`,
        query: {
          user_id: userId,
          filename: name,
          sensitivity: String(sensitivity),
          enable_pad: String(enablePad)
        },
        bytes: content
      }
    })),
  "BiometricUsers.remove": byUser(BiometricUsers.remove, "delete"),
  "BiometricUsers.exists": byUser(BiometricUsers.exists, "exists"),
  "BiometricUsers.stats": byUser(BiometricUsers.stats, "stats")
}

export const serviceCalls: Calls = { ...services, ...voices }
