import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator, type SimulatorOptions } from "../src/Simulator.js"
import { baseUrl, basic, credentialsOf, type Fields, get, headersOf, post } from "./support.js"

const at = "/voice_biometrics/v1"

const withGroup = (options: Omit<SimulatorOptions, "clock"> = {}) => {
  const simulator = makeSimulator(options)
  simulator.biometrics.addGroup("BobsCompany")
  const { key } = simulator.biometrics.addKey({ group: "BobsCompany" })
  return { simulator, key }
}

const keyHeaders = (simulator: Simulator, key: string) => {
  const { cloudId, username } = simulator.account
  return { accept: "application/json", authorization: basic(`${cloudId}/${username}`, key) }
}

const askUser = (simulator: Simulator, key: string, action: string, fields: Fields) =>
  post(simulator, `${at}/user/${action}`, fields, { headers: keyHeaders(simulator, key) })

const errorOf = async (response: Response) => {
  expect(response.status).toBe(400)
  return (await response.json()).error
}

const groupPaths = [`${at}/user_group/create`, `${at}/user_group/delete`, `${at}/user_group/key/list`]

describe("user groups", () => {
  it("are created, and listed in the order of their creation, by GET too", async () => {
    const simulator = makeSimulator()
    const created = await post(simulator, `${at}/user_group/create`, { user_group_name: "Zebra" })
    expect(await created.json()).toEqual({ created: "2026-01-01_00:00:00" })
    await simulator.clock.advance(60_000)
    await post(simulator, `${at}/user_group/create`, { user_group_name: "Apple" })
    simulator.biometrics.addUser({ group: "Zebra", userId: "Bob" })
    const zebra = { name: "Zebra", created: "2026-01-01_00:00:00", registrations: 1 }
    const apple = { name: "Apple", created: "2026-01-01_00:01:00", registrations: 0 }
    const all = await get(simulator, `${at}/user_group/list`, {})
    expect(await all.json()).toEqual({ user_groups: [zebra, apple] })
    const one = await post(simulator, `${at}/user_group/list`, { user_group_name: "Apple" })
    expect(await one.json()).toEqual({ user_groups: [apple] })
    const none = await post(simulator, `${at}/user_group/list`, { user_group_name: "Nobody" })
    expect(await none.json()).toEqual({ user_groups: [] })
  })

  it("exist once under a name", async () => {
    const { simulator } = withGroup()
    const response = await post(simulator, `${at}/user_group/create`, { user_group_name: "BobsCompany" })
    expect(await errorOf(response)).toMatchObject({
      code: "HTTP 400",
      text: "Bad API request, voice_biometrics:user_group_name already present"
    })
  })

  it("take their keys and users with them when they are deleted", async () => {
    const { simulator, key } = withGroup()
    simulator.biometrics.addGroup("Other")
    const other = simulator.biometrics.addKey({ group: "Other" }).key
    simulator.biometrics.addUser({ group: "BobsCompany", userId: "Bob" })
    simulator.biometrics.addUser({ group: "Other", userId: "Bob" })
    await simulator.clock.advance(1000)
    const deleted = await post(simulator, `${at}/user_group/delete`, { user_group_name: "BobsCompany" })
    expect(await deleted.json()).toEqual({ deleted: "2026-01-01_00:00:01" })
    expect(simulator.biometrics.groups().map(({ name }) => name)).toEqual(["Other"])
    expect(simulator.biometrics.keys().map((found) => found.key)).toEqual([other])
    expect(simulator.biometrics.users()).toMatchObject([{ group: "Other", userId: "Bob" }])
    expect((await errorOf(await askUser(simulator, key, "exists", { user_id: "Bob" }))).text).toContain(
      "user group key not known"
    )
    // A new group of the old name is another group.
    simulator.biometrics.addGroup("BobsCompany")
    expect(simulator.biometrics.users("BobsCompany")).toEqual([])
    const again = await post(simulator, `${at}/user_group/delete`, { user_group_name: "Nobody" })
    expect((await errorOf(again)).text).toContain("user_group_name not found")
  })

  it.each([
    ["empty", ""],
    ["of 65 characters", "x".repeat(65)],
    ["with two spaces in a row", "Bobs  Company"],
    ["with a quote", 'Bobs "Company"'],
    ["with a caret", "Bobs^Company"],
    ["with a colon", "Bobs:Company"]
  ])("have no name that is %s", async (_, user_group_name) => {
    const simulator = makeSimulator()
    for (const path of groupPaths) {
      const error = await errorOf(await post(simulator, path, { user_group_name }))
      expect([path, error.code]).toEqual([path, "0002"])
    }
    expect(() => simulator.biometrics.addGroup(user_group_name)).toThrow(TypeError)
    expect(simulator.biometrics.groups()).toEqual([])
  })

  it.each(["x".repeat(64), "😀".repeat(64), "Bob's Company Ltd.", "Zürich"])(
    "may be called %s",
    async (name) => {
      const simulator = makeSimulator()
      await post(simulator, `${at}/user_group/create`, { user_group_name: name })
      expect(simulator.biometrics.groups().map((group) => group.name)).toEqual([name])
    }
  )

  it("need a name, and no more than that", async () => {
    const simulator = makeSimulator()
    for (const path of groupPaths) {
      expect((await errorOf(await post(simulator, path, {}))).code).toBe("0001")
      expect((await errorOf(await post(simulator, path, { user_group_name: "a", name: "b" }))).code).toBe(
        "0002"
      )
    }
  })

  it("belong to the API key, not to a group key", async () => {
    const { simulator, key } = withGroup()
    for (const path of [`${at}/user_group/list`, ...groupPaths]) {
      const headers = keyHeaders(simulator, key)
      const response = await post(simulator, path, { user_group_name: "BobsCompany" }, { headers })
      expect([path, response.status]).toEqual([path, 401])
    }
    expect(simulator.biometrics.groups()).toHaveLength(1)
  })
})

describe("user group keys", () => {
  it("are created enabled, are unique, and hold a slash", async () => {
    const { simulator } = withGroup()
    const created = await post(simulator, `${at}/user_group/key/create`, { user_group_name: "BobsCompany" })
    const key = await created.json()
    expect(key).toEqual({
      user_group_key: expect.stringMatching(/^ak-[A-Za-z0-9/-]+\/[A-Za-z0-9/-]+$/),
      created: "2026-01-01_00:00:00",
      enabled: true,
      retain_data: false
    })
    const listed = await get(simulator, `${at}/user_group/key/list`, { user_group_name: "BobsCompany" })
    const { user_group_keys } = await listed.json()
    expect(user_group_keys).toHaveLength(2)
    expect(user_group_keys[1]).toEqual(key)
    expect(user_group_keys[0].user_group_key).not.toBe(key.user_group_key)
  })

  it("are changed, and data is not retained unless it is said again", async () => {
    const { simulator, key } = withGroup()
    const fields = { user_group_key: key, enabled: "false", retain_data: "true" }
    const first = await post(simulator, `${at}/user_group/key/modify`, fields)
    expect(await first.json()).toMatchObject({ user_group_key: key, enabled: false, retain_data: true })
    const second = await post(simulator, `${at}/user_group/key/modify`, {
      user_group_key: key,
      enabled: "true"
    })
    expect(await second.json()).toMatchObject({ enabled: true, retain_data: false })
    expect(simulator.biometrics.keys()).toMatchObject([{ enabled: true, retainData: false }])
  })

  it("are nobody's after they were deleted, and are not given out again", async () => {
    const { simulator, key } = withGroup()
    const deleted = await post(simulator, `${at}/user_group/key/delete`, { user_group_key: key })
    expect(await deleted.json()).toEqual({ deleted: "2026-01-01_00:00:00" })
    expect((await askUser(simulator, key, "exists", { user_id: "Bob" })).status).toBe(400)
    expect(simulator.biometrics.addKey({ group: "BobsCompany" }).key).not.toBe(key)
  })

  it("of groups that do not exist, or that do not exist themselves, are errors", async () => {
    const simulator = makeSimulator()
    for (const action of ["list", "create"]) {
      const path = `${at}/user_group/key/${action}`
      const error = await errorOf(await post(simulator, path, { user_group_name: "Nobody" }))
      expect(error.text).toBe("Bad API request, voice_biometrics:user_group_name not found")
    }
    for (const action of ["modify", "delete"]) {
      const fields = { user_group_key: "ak-x", ...(action === "modify" ? { enabled: "true" } : {}) }
      const error = await errorOf(await post(simulator, `${at}/user_group/key/${action}`, fields))
      expect(error.text).toBe("Bad API request, voice_biometrics:user_group_key not found")
    }
    expect(() => simulator.biometrics.addKey({ group: "Nobody" })).toThrow(TypeError)
  })

  it.each<[string, Fields, string]>([
    ["create", {}, "0001"],
    ["create", { user_group_name: "a^b" }, "0002"],
    ["modify", { enabled: "true" }, "0001"],
    ["modify", { user_group_key: "ak-x" }, "0001"],
    ["modify", { user_group_key: "ak-x", enabled: "True" }, "0002"],
    ["modify", { user_group_key: "ak-x", enabled: "true", retain_data: "1" }, "0002"],
    ["delete", {}, "0001"],
    ["delete", { user_group_key: "" }, "0002"],
    ["delete", { user_group_key: "ak-x", user_group_name: "BobsCompany" }, "0002"]
  ])("are not touched by %s with %j", async (action, fields, code) => {
    const { simulator } = withGroup()
    const before = simulator.biometrics.keys()
    const error = await errorOf(await post(simulator, `${at}/user_group/key/${action}`, fields))
    expect(error.code).toBe(code)
    expect(simulator.biometrics.keys()).toEqual(before)
  })
})

describe("users", () => {
  it("exist or not, in the group of the key", async () => {
    const { simulator, key } = withGroup()
    simulator.biometrics.addUser({ group: "BobsCompany", userId: "Bob" })
    simulator.biometrics.addGroup("Other")
    simulator.biometrics.addUser({ group: "Other", userId: "Ann" })
    const other = simulator.biometrics.addKey({ group: "Other" }).key
    const bob = await (await askUser(simulator, key, "exists", { user_id: "Bob" })).json()
    const ann = await (await askUser(simulator, key, "exists", { user_id: "Ann" })).json()
    expect(bob).toEqual({ user_id: "Bob", transaction_id: expect.any(String), exists: true })
    expect(ann).toEqual({ user_id: "Ann", transaction_id: expect.any(String), exists: false })
    expect(await (await askUser(simulator, other, "exists", { user_id: "Ann" })).json()).toMatchObject({
      exists: true
    })
    expect(bob.transaction_id).not.toBe(ann.transaction_id)
  })

  it("are asked about by GET too", async () => {
    const { simulator, key } = withGroup()
    const url = `${baseUrl}${at}/user/exists?user_id=Bob`
    const response = await simulator.fetch(url, { headers: keyHeaders(simulator, key) })
    expect(await response.json()).toMatchObject({ exists: false })
  })

  it("have statistics", async () => {
    const { simulator, key } = withGroup()
    const bob = { group: "BobsCompany", userId: "Bob" }
    simulator.biometrics.addUser(bob)
    const stats = async () => (await askUser(simulator, key, "stats", { user_id: "Bob" })).json()
    expect(await stats()).toEqual({
      user_group_name: "BobsCompany",
      transaction_id: expect.any(String),
      registration_date: "2026-01-01_00:00:00",
      update_date: null,
      verification_date: null,
      verification_attempts: 0,
      verifications_passed: 0,
      verifications_failed: 0
    })
    await simulator.clock.advance(60_000)
    simulator.biometrics.noteUpdate(bob)
    await simulator.clock.advance(60_000)
    simulator.biometrics.noteVerification({ ...bob, passed: true })
    simulator.biometrics.noteVerification({ ...bob, passed: true })
    simulator.biometrics.noteVerification({ ...bob, passed: false })
    expect(await stats()).toMatchObject({
      registration_date: "2026-01-01_00:00:00",
      update_date: "2026-01-01_00:01:00",
      verification_date: "2026-01-01_00:02:00",
      verification_attempts: 3,
      verifications_passed: 2,
      verifications_failed: 1
    })
  })

  it("have statistics without the dates of what never happened, if that form is chosen", async () => {
    const { simulator, key } = withGroup({ forms: { biometricDates: "absent" } })
    simulator.biometrics.addUser({ group: "BobsCompany", userId: "Bob" })
    const stats = await (await askUser(simulator, key, "stats", { user_id: "Bob" })).json()
    expect(Object.keys(stats).filter((name) => name.endsWith("_date"))).toEqual(["registration_date"])
  })

  it("are deleted once", async () => {
    const { simulator, key } = withGroup()
    simulator.biometrics.addUser({ group: "BobsCompany", userId: "Bob" })
    const response = await askUser(simulator, key, "delete", { user_id: "Bob" })
    expect(await response.json()).toEqual({
      user_id: "Bob",
      transaction_id: expect.any(String),
      deleted: "2026-01-01_00:00:00"
    })
    expect(simulator.biometrics.users()).toEqual([])
    const error = await errorOf(await askUser(simulator, key, "delete", { user_id: "Bob" }))
    expect(error).toMatchObject({
      code: "HTTP 400",
      text: "Bad API request, voice_biometrics:user_id not found"
    })
  })

  it.each(["delete", "exists", "stats"])("have the documented errors of %s", async (action) => {
    const { simulator, key } = withGroup()
    const text = async (fields: Fields) => (await errorOf(await askUser(simulator, key, action, fields))).text
    expect(await text({})).toBe("Bad API request, voice_biometrics:user_id not supplied")
    expect(await text({ user_id: "a:b" })).toBe(
      "Bad API request, voice_biometrics:user_id has disallowed characters"
    )
    if (action !== "exists") {
      expect(await text({ user_id: "Bob" })).toBe("Bad API request, voice_biometrics:user_id not found")
    }
    expect((await errorOf(await askUser(simulator, key, action, { user_id: "Bob", id: "x" }))).code).toBe(
      "0002"
    )
    const put = await simulator.fetch(`${baseUrl}${at}/user/${action}?user_id=Bob`, {
      method: "PUT",
      headers: keyHeaders(simulator, key)
    })
    expect(put.status).toBe(405)
  })

  it.each(["delete", "exists", "stats"])("are out of reach of a disabled key for %s", async (action) => {
    const { simulator } = withGroup()
    const { key } = simulator.biometrics.addKey({ group: "BobsCompany", enabled: false })
    simulator.biometrics.addUser({ group: "BobsCompany", userId: "Bob" })
    const error = await errorOf(await askUser(simulator, key, action, { user_id: "Bob" }))
    expect(error.text).toBe("Bad API request, voice_biometrics:user group key disabled")
    expect(simulator.biometrics.users()).toHaveLength(1)
  })

  it.each(["delete", "exists", "stats"])("need a group key for %s, not the API key", async (action) => {
    const { simulator } = withGroup()
    const text = "Bad API request, voice_biometrics:user group key not known"
    const wrong = await askUser(simulator, "ak-none", action, { user_id: "Bob" })
    expect(await errorOf(wrong)).toMatchObject({ code: "HTTP 400", text })
    const api = await post(simulator, `${at}/user/${action}`, { user_id: "Bob" })
    expect(await errorOf(api)).toMatchObject({ text })
    const nobody = await post(simulator, `${at}/user/${action}`, { user_id: "Bob" }, { headers: {} })
    expect(nobody.status).toBe(400)
    expect(simulator.requests.map((request) => request.authorized)).toEqual([false, false, false])
  })

  it("answer 401 to a wrong group key, if that form is chosen", async () => {
    const { simulator } = withGroup({ forms: { unknownGroupKey: 401 } })
    const response = await askUser(simulator, "ak-none", "exists", { user_id: "Bob" })
    expect(response.status).toBe(401)
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic /)
  })

  it("are added by a test to groups that exist, once", () => {
    const { simulator } = withGroup()
    const bob = { group: "BobsCompany", userId: "Bob" }
    expect(simulator.biometrics.addUser(bob)).toMatchObject(bob)
    expect(() => simulator.biometrics.addUser(bob)).toThrow("already")
    expect(() => simulator.biometrics.addUser({ group: "Nobody", userId: "Bob" })).toThrow("no group")
    expect(() => simulator.biometrics.addUser({ group: "BobsCompany", userId: "a^b" })).toThrow(TypeError)
    expect(() => simulator.biometrics.noteUpdate({ ...bob, userId: "Ann" })).toThrow("no user")
  })

  it("do not lend their key to other services", async () => {
    const { simulator, key } = withGroup()
    const headers = keyHeaders(simulator, key)
    expect(headers.authorization).not.toBe(credentialsOf(simulator))
    expect((await post(simulator, "/conference_list", {}, { headers })).status).toBe(401)
    expect((await post(simulator, "/conference_list", {}, { headers: headersOf(simulator) })).status).toBe(
      200
    )
  })
})
