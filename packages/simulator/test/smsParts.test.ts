import { describe, expect, it } from "vitest"
import { makeSimulator } from "../src/Simulator.js"
import { query, send } from "./support.js"

const partsOf = async (content: string): Promise<(string | undefined)[]> => {
  const simulator = makeSimulator()
  const refs = await send(simulator, { content })
  return refs.map((ref) => simulator.messages.get(ref)?.content)
}

const lengths = async (content: string) => (await partsOf(content)).map((part) => part?.length)

describe("how a text is split", () => {
  it.each([
    ["160 characters of the GSM alphabet", "a".repeat(160), [160]],
    ["161 characters of the GSM alphabet", "a".repeat(161), [153, 8]],
    ["306, which fill two parts", "a".repeat(306), [153, 153]],
    ["307, which need a third", "a".repeat(307), [153, 153, 1]],
    ["accents, Greek and £, which are in the alphabet", "éΩ£@\n".repeat(32), [160]],
    ["80 euro signs, which take two places each", "€".repeat(80), [80]],
    ["81 euro signs", "€".repeat(81), [76, 5]],
    ["70 characters outside the alphabet", "я".repeat(70), [70]],
    ["71 characters outside the alphabet", "я".repeat(71), [67, 4]],
    ["one character outside the alphabet among many", `${"a".repeat(70)}ç`, [67, 4]],
    ["35 characters of two units", "😀".repeat(35), [70]],
    ["36 characters of two units, none of them cut in half", "😀".repeat(36), [66, 6]]
  ])("is right for %s", async (_, content, expected) => {
    expect(await lengths(content)).toEqual(expected)
  })

  it("never parts an escape from its character, and loses nothing", async () => {
    const content = `${"a".repeat(152)}€${"b".repeat(20)}`
    const parts = await partsOf(content)
    expect(parts[0]).toBe("a".repeat(152))
    expect(parts.join("")).toBe(content)
  })

  it("gives every part a reference, and says where it belongs", async () => {
    const simulator = makeSimulator()
    const refs = await send(simulator, { content: "a".repeat(400) })
    expect(new Set(refs).size).toBe(3)
    const answers = await query(simulator, ...refs)
    const uid = answers[refs[0] ?? ""].multipart_uid
    expect(typeof uid).toBe("string")
    expect(refs.map((ref) => answers[ref])).toMatchObject(
      [1, 2, 3].map((pos) => ({ multipart_uid: uid, multipart_pos: pos, multipart_count: 3 }))
    )
  })

  it("says nothing of parts for a text that fits", async () => {
    const simulator = makeSimulator()
    const [ref = ""] = await send(simulator)
    expect(Object.keys((await query(simulator, ref))[ref])).toEqual([
      "status",
      "type",
      "timestamp",
      "aculab_msg_err",
      "msg_from"
    ])
  })

  it("gives two long messages different ids", async () => {
    const simulator = makeSimulator()
    const content = "a".repeat(200)
    const refs = [...(await send(simulator, { content })), ...(await send(simulator, { content }))]
    const uids = refs.map((ref) => simulator.messages.get(ref)?.multipart?.uid)
    expect(new Set(uids).size).toBe(2)
  })

  it("does not split the text of an MMS", async () => {
    const simulator = makeSimulator()
    simulator.files.put({ filetype: "msg_media", name: "a.jpg", bytes: new Uint8Array() })
    expect(
      await send(simulator, { type: "mms", msg_media_list: "a.jpg", content: "a".repeat(400) })
    ).toHaveLength(1)
  })
})
