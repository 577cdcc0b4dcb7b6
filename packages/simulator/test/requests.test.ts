import { describe, expect, it } from "vitest"
import { makeSimulator, type Simulator } from "../src/Simulator.js"
import { baseUrl, get, headersOf, hello, post } from "./support.js"

const sendWith = (simulator: Simulator, headers: Record<string, string>, body: BodyInit) =>
  simulator.fetch(`${baseUrl}/msg_send`, {
    method: "POST",
    headers: { ...headersOf(simulator), ...headers },
    body
  })

describe("how parameters may travel", () => {
  it("takes a URL-encoded form", async () => {
    const simulator = makeSimulator()
    expect((await post(simulator, "/msg_send", hello)).status).toBe(200)
  })

  it("takes a query", async () => {
    const simulator = makeSimulator()
    const response = await get(simulator, "/msg_send", { ...hello, content: "Grüße & more" })
    expect(response.status).toBe(200)
    expect(simulator.messages.list()[0]?.content).toBe("Grüße & more")
  })

  it("takes the plain fields of a multipart form", async () => {
    const simulator = makeSimulator()
    const form = new FormData()
    for (const [name, text] of Object.entries({ ...hello, content: 'Line one\r\nline "two" €' }))
      form.set(name, text)
    expect((await sendWith(simulator, {}, form)).status).toBe(200)
    expect(simulator.messages.list()[0]?.content).toBe('Line one\r\nline "two" €')
  })

  it("decodes + and percent codes as UTF-8", async () => {
    const simulator = makeSimulator()
    const body = "to=15550001234&from=15552341234&content=a+b%2Bc%20%E2%82%AC"
    await sendWith(simulator, { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, body)
    expect(simulator.messages.list()[0]?.content).toBe("a b+c €")
  })

  it.each([
    ["percent codes that are not UTF-8", "content=%FF%FE"],
    ["a percent sign without digits", "content=100%"]
  ])("calls %s malformed", async (_, content) => {
    const simulator = makeSimulator()
    const response = await sendWith(
      simulator,
      { "content-type": "application/x-www-form-urlencoded" },
      `to=15550001234&from=15552341234&${content}`
    )
    expect(response.status).toBe(400)
    const { error } = await response.json()
    expect(error.code).toBe("0002")
    expect(error.text).toContain("content")
    expect(simulator.messages.list()).toEqual([])
  })

  it("calls bytes that are not UTF-8 malformed, in a form of either kind", async () => {
    const simulator = makeSimulator()
    const raw = Uint8Array.from("to=15550001234&from=15552341234&content=caf\xe9", (c) => c.charCodeAt(0))
    const plain = await sendWith(simulator, { "content-type": "application/x-www-form-urlencoded" }, raw)
    expect([plain.status, (await plain.json()).error.code]).toEqual([400, "0002"])

    const multipart = Uint8Array.from(
      ["to=15550001234", "from=15552341234", "content=caf\xe9"]
        .map((pair) => pair.split("="))
        .map(([name, text]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
        .join("")
        .concat("--B--\r\n"),
      (c) => c.charCodeAt(0)
    )
    const parts = await sendWith(simulator, { "content-type": "multipart/form-data; boundary=B" }, multipart)
    expect([parts.status, (await parts.json()).error.code]).toEqual([400, "0002"])
  })

  it.each([
    ["has no boundary", "multipart/form-data", "--B--\r\n"],
    [
      "never ends",
      "multipart/form-data; boundary=B",
      '--B\r\ncontent-disposition: form-data; name="to"\r\n\r\n1'
    ],
    [
      "has a part without a name",
      "multipart/form-data; boundary=B",
      "--B\r\ncontent-type: text/plain\r\n\r\n1\r\n--B--"
    ]
  ])("calls a multipart body malformed that %s", async (_, contentType, body) => {
    const response = await sendWith(makeSimulator(), { "content-type": contentType }, body)
    expect(response.status).toBe(400)
    expect((await response.json()).error.code).toBe("0002")
  })

  it("refuses a file where a plain field belongs", async () => {
    const form = new FormData()
    form.set("to", "15550001234")
    form.set("from", "15552341234")
    form.set("content", new Blob(["Hello"]), "hello.txt")
    const response = await sendWith(makeSimulator(), {}, form)
    expect(response.status).toBe(400)
    expect(JSON.stringify(await response.json())).toContain("content is a file")
  })

  it.each(["application/json", "text/plain;charset=UTF-8"])(
    "answers 415 to a body of %s",
    async (contentType) => {
      const response = await sendWith(makeSimulator(), { "content-type": contentType }, JSON.stringify(hello))
      expect(response.status).toBe(415)
      expect((await response.json()).error.code).toBe("HTTP 415")
    }
  )

  it("counts a parameter twice that is in the query and in the body", async () => {
    const simulator = makeSimulator()
    const response = await post(simulator, "/msg_send?to=15550001234", hello)
    expect((await response.json()).error.code).toBe("0003")
  })
})

describe("what is wrong with parameters", () => {
  const refusal = async (fields: Record<string, string>) => {
    const simulator = makeSimulator()
    const response = await post(simulator, "/msg_send", fields)
    expect(response.status).toBe(400)
    expect(simulator.messages.list()).toEqual([])
    return (await response.json()).error
  }

  it("names a mandatory parameter that is missing", async () => {
    const error = await refusal({ from: "15552341234", content: "Hello" })
    expect(error.code).toBe("0001")
    expect(error.text).toMatch(/\bto\b/)
    expect(error).not.toHaveProperty("details")
  })

  it.each([
    ["to", "+15550001234"],
    ["to", "0155500012"],
    ["to", "1"],
    ["to", "1234567890123456"],
    ["to", "1555-000-1234"],
    ["to", ""],
    ["from", "Aculab"],
    ["content", ""],
    ["request_delivery_report", "True"],
    ["request_delivery_report", "1"],
    ["request_delivery_report", ""],
    ["status_page", "ftp://example.com/status"],
    ["status_page", "example.com/status"],
    ["status_page", "https://user:secret@example.com/status"],
    ["status_method", "PUT"],
    ["status_method", "post"],
    ["status_authentication_name", "a:b"],
    ["status_ssl_check", "yes"],
    ["type", "fax"],
    ["alphanumeric_id", ""],
    ["alphanumeric_id", "TwelveLetters"]
  ])("calls %s malformed when it is %j", async (name, text) => {
    const error = await refusal({ ...hello, [name]: text })
    expect(error.code).toBe("0002")
    expect(error.text).toContain(name)
  })

  it.each(["12", "123456789012345"])("takes %s as a number", async (to) => {
    expect((await post(makeSimulator(), "/msg_send", { ...hello, to })).status).toBe(200)
  })

  it.each(["status_page", "status_authentication_name", "status_authentication_password"])(
    "takes an empty %s, which is its default, as none",
    async (name) => {
      expect((await post(makeSimulator(), "/msg_send", { ...hello, [name]: "" })).status).toBe(200)
    }
  )

  it("refuses a parameter that it does not know, naming it", async () => {
    const error = await refusal({ ...hello, to_number: "15550001234" })
    expect(error.code).toBe("0002")
    expect(error.text).toContain("to_number")
  })

  it("refuses a parameter that comes twice", async () => {
    const simulator = makeSimulator()
    const body = new URLSearchParams([...Object.entries(hello), ["to", "15550001235"]])
    const response = await post(simulator, "/msg_send", {}, { body })
    const { error } = await response.json()
    expect(error.code).toBe("0003")
    expect(error.text).toMatch(/\bto\b/)
    expect(simulator.messages.list()).toEqual([])
  })

  it("lists all that is wrong in details, one string for each", async () => {
    const error = await refusal({ from: "+15552341234", colour: "red" })
    expect(error.details).toHaveLength(4)
    const mentioned = ["to", "from", "colour", "content"].map((name) =>
      error.details.some((detail: string) => new RegExp(`\\b${name}\\b`).test(detail))
    )
    expect(mentioned).toEqual([true, true, true, true])
  })
})
