import { mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises"
import { join, relative, sep } from "node:path"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { save } from "../src/internal/save.js"
import { targetOf } from "../src/internal/target.js"
import { bytesOf, contentsOf, incoming, rejection, temporaryFolder } from "./filesSupport.js"

const long = (length: number) => "x".repeat(length)

/** What a name can try, and the path that it gets: `undefined` where the disk refuses it. */
const hostile: ReadonlyArray<readonly [name: string, path: string | undefined]> = [
  // Out of the folder.
  ["..", "%2E%2E"],
  [".", "%2E"],
  ["...", "%2E.%2E"],
  ["../x", "%2E%2E/x"],
  ["../../../../etc/passwd", "%2E%2E/%2E%2E/%2E%2E/%2E%2E/etc/passwd"],
  ["a/../../x", "a/%2E%2E/%2E%2E/x"],
  ["a/./b", "a/%2E/b"],
  ["a/..", "a/%2E%2E"],
  ["..\\..\\x", "%2E.%5C..%5Cx"],
  ["..%2f..%2fx", "%2E.%252f..%252fx"],
  ["%2e%2e/x", "%252e%252e/x"],
  ["..;/x", "%2E.%3B/x"],
  [".. /x", "%2E.%20/x"],
  ["．．/x", "%EF%BC%8E%EF%BC%8E/x"],
  ["..∕x", "%2E.%E2%88%95x"],
  ["..\u0000/x", "%2E.%00/x"],
  // Absolute.
  ["/", "%/%"],
  ["/etc/passwd", "%/etc/passwd"],
  ["//server/share/x", "%/%/server/share/x"],
  ["\\\\server\\share\\x", "%5C%5Cserver%5Cshare%5Cx"],
  ["\\\\?\\C:\\x", "%5C%5C%3F%5CC%3A%5Cx"],
  ["\\\\.\\PhysicalDrive0", "%5C%5C.%5CPhysicalDrive0"],
  ["C:\\Windows\\x", "C%3A%5CWindows%5Cx"],
  ["C:/Windows/x", "C%3A/Windows/x"],
  ["C:x", "C%3Ax"],
  ["~/x", "%7E/x"],
  ["~root/x", "%7Eroot/x"],
  ["file:///etc/passwd", "file%3A/%/%/etc/passwd"],
  // Empty parts.
  ["", "%"],
  ["//", "%/%/%"],
  ["a//b", "a/%/b"],
  ["a/", "a/%"],
  ["%", "%25"],
  ["a/%/b", "a/%25/b"],
  // Control characters.
  ["a\u0000b", "a%00b"],
  ["x.wav\u0000.png", "x.wav%00.png"],
  ["a\nb", "a%0Ab"],
  ["a\r\nb", "a%0D%0Ab"],
  ["a\tb", "a%09b"],
  ["a\u001b[2Jb", "a%1B%5B2Jb"],
  ["a\u007fb", "a%7Fb"],
  ["a\u0085b", "a%C2%85b"],
  ["a\u2028b", "a%E2%80%A8b"],
  ["gnp.\u202efdp", "gnp.%E2%80%AEfdp"],
  ["a\u200bb", "a%E2%80%8Bb"],
  ["\ufeffa", "%EF%BB%BFa"],
  ["\ud800", "%uD800"],
  ["a\udfffb", "a%uDFFFb"],
  ["😀", "%F0%9F%98%80"],
  // Windows.
  ["CON", "%43ON"],
  ["con", "%63on"],
  ["nul.txt", "%6Eul.txt"],
  ["a/AUX/b", "a/%41UX/b"],
  ["PRN .txt", "%50RN .txt"],
  ["COM1", "%43OM1"],
  ["lpt9.tar.gz", "%6Cpt9.tar.gz"],
  ["COM¹", "COM%C2%B9"],
  ["CONIN$", "%43ONIN%24"],
  ["CLOCK$", "%43LOCK%24"],
  ["x.txt:stream", "x.txt%3Astream"],
  ["x.txt::$DATA", "x.txt%3A%3A%24DATA"],
  ["x.", "x%2E"],
  ["x. .", "x. %2E"],
  ["x ", "x%20"],
  [" x", "%20x"],
  ['<>:"|?*', "%3C%3E%3A%22%7C%3F%2A"],
  ["PROGRA~1", "PROGRA%7E1"],
  // Unix and its shells.
  [".bashrc", "%2Ebashrc"],
  [".ssh/authorized_keys", "%2Essh/authorized_keys"],
  [".git/hooks/post-checkout", "%2Egit/hooks/post-checkout"],
  ["-rf", "%2Drf"],
  ["--help", "%2D-help"],
  ["$(reboot)", "%24(reboot)"],
  ["`reboot`", "%60reboot%60"],
  ["a;b|c&d", "a%3Bb%7Cc%26d"],
  ["!important!", "%21important%21"],
  ["desktop.ini", "desktop.ini"],
  // The names of JavaScript's own.
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  // As long as a name may be, and longer.
  [long(255), long(255)],
  [long(256), undefined],
  [`${long(253)}ü`, undefined],
  [Array.from({ length: 40 }, () => long(200)).join("/"), undefined],
  // The cloud's own.
  [
    "2026-01-01/0123456789abcdef.12345.1/150994945_NRCH_NORMAL(200).wav",
    "2026-01-01/0123456789abcdef.12345.1/150994945_NRCH_NORMAL(200).wav"
  ],
  [
    "1-2-0_you@example.com_adr_2026-01-01_00:00:00_2026-01-08_00:00:00.csv",
    "1-2-0_you@example.com_adr_2026-01-01_00%3A00%3A00_2026-01-08_00%3A00%3A00.csv"
  ]
]

const content = bytesOf(100)

const saved = (name: string, folder: string, overwrite = false) =>
  Effect.runPromise(
    save({ operation: "test", name, open: incoming(content), target: targetOf({ folder }, name, overwrite) })
  )

/** A part of a path that Linux, macOS and Windows take as it is. */
const takenEverywhere = (part: string) =>
  /^[\x20-\x7e]+$/.test(part) &&
  !/[<>:"|?*\\/]|[. ]$|^\.\.?$/.test(part) &&
  !/^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$) *(?:\.|$)/i.test(part)

describe("hostile names", () => {
  it("are a table of at least 60, each once", () => {
    expect(new Set(hostile.map(([name]) => name)).size).toBe(hostile.length)
    expect(hostile.length).toBeGreaterThanOrEqual(60)
  })

  const cases = hostile.map(([name, path]) => ({ name, path, shown: JSON.stringify(name).slice(0, 70) }))

  it.each(cases)("$shown stays in the folder", async ({ name, path }) => {
    const outside = await temporaryFolder()
    const folder = join(outside, "in", "target")
    await mkdir(folder, { recursive: true })
    if (path === undefined) {
      expect(await rejection(saved(name, folder))).toMatchObject({ _tag: "FileError", code: "ENAMETOOLONG" })
      expect(await contentsOf(outside)).toEqual(["in", join("in", "target")])
      return
    }
    const file = await saved(name, folder)
    expect(
      relative(await realpath(folder), file.path)
        .split(sep)
        .join("/")
    ).toBe(path)
    expect(new Uint8Array(await readFile(join(folder, ...path.split("/"))))).toEqual(content)
    expect(await realpath(file.path)).toBe(file.path)
    // Nothing but the file and the folders on its way.
    const parts = path.split("/")
    const below = parts.map((_, index) => join("in", "target", ...parts.slice(0, index + 1)))
    expect(await contentsOf(outside)).toEqual(["in", join("in", "target"), ...below].sort())
    expect(parts.filter((part) => !takenEverywhere(part))).toEqual([])
    expect(NodeFiles.nameOf(path)).toBe(name)
  })

  it("live in one folder together, none in the place of another", async () => {
    const folder = await temporaryFolder()
    // A name can be a file or a folder, not both: each gets a folder of its own.
    const names = hostile.filter(([, path]) => path !== undefined).map(([name], index) => `${index}/${name}`)
    for (const name of names) await saved(name, folder)
    const files = await contentsOf(folder)
    for (const name of names) expect(files).toContain(join(...NodeFiles.pathOf(name).split("/")))
  })
})

describe("NodeFiles.pathOf", () => {
  it("gives names that are the same after Unicode normalisation different paths", () => {
    const names = [
      "\u00e9",
      "e\u0301",
      "\u00c5",
      "\u212b",
      "A\u030a",
      "\ufb01",
      "fi",
      "\u017f",
      "s",
      "\u212a",
      "K"
    ]
    expect(new Set(names.map(NodeFiles.pathOf)).size).toBe(names.length)
  })

  it("is undone by nameOf, whatever the name", () => {
    let state = 7
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % below
    }
    const pieces = [
      "%",
      "/",
      ".",
      " ",
      "-",
      "u",
      "D8",
      "41",
      "C3",
      "BC",
      "con",
      "~",
      "ü",
      "\ud83d",
      "\ude00",
      "\0",
      "A"
    ]
    const paths = new Map<string, string>()
    for (let count = 0; count < 20_000; count++) {
      const name = Array.from({ length: random(8) }, () => pieces[random(pieces.length)]).join("")
      const path = NodeFiles.pathOf(name)
      expect(NodeFiles.nameOf(path)).toBe(name)
      expect(paths.get(path) ?? name).toBe(name)
      paths.set(path, name)
    }
  })
})

describe("NodeFiles.nameOf", () => {
  it.each(["Grüße 100%.wav", "%C3%28", "a%", "%zz", "%u0041", "%41.wav", "a%3a.wav", "a%2Fb.wav", ".x%3A"])(
    "leaves %j as it is",
    (path) => {
      expect(NodeFiles.nameOf(path)).toBe(path)
    }
  )
})

describe("symbolic links in the target folder", () => {
  const withLink = async (link: string, to: string) => {
    const outside = await temporaryFolder()
    const folder = join(outside, "target")
    await mkdir(join(outside, "elsewhere"))
    await mkdir(folder)
    await writeFile(join(outside, "precious"), "precious")
    await symlink(join(outside, to), join(folder, link))
    return { outside, folder }
  }

  it.each([
    ["a folder on the way", "a", "elsewhere", "a/x.wav"],
    ["a folder on the way that is not there", "a", "nowhere", "a/x.wav"],
    ["the file", "x.wav", "precious", "x.wav"],
    ["the file, to a place where nothing is", "x.wav", "nowhere", "x.wav"],
    ["the file, to a folder", "x.wav", "elsewhere", "x.wav"]
  ])("%s: nothing is written through", async (_, link, to, name) => {
    const { outside, folder } = await withLink(link, to)
    const before = await contentsOf(outside)
    for (const overwrite of [false, true]) {
      expect(await rejection(saved(name, folder, overwrite))).toMatchObject({
        _tag: "FileError",
        code: "ELOOP"
      })
    }
    expect(await contentsOf(outside)).toEqual(before)
    expect(await readFile(join(outside, "precious"), "utf8")).toBe("precious")
  })

  it("the target folder itself may be one: its path is the caller's", async () => {
    const { outside, folder } = await withLink("here", "elsewhere")
    const file = await saved("a/x.wav", join(folder, "here"))
    expect(file.path).toBe(join(await realpath(outside), "elsewhere", "a", "x.wav"))
  })
})

describe("what is in the way", () => {
  it("a file where a folder has to be", async () => {
    const folder = await temporaryFolder()
    await saved("a.wav", folder)
    expect(await rejection(saved("a.wav/b.wav", folder))).toMatchObject({ code: "ENOTDIR" })
  })

  it("a folder where the file has to be", async () => {
    const folder = await temporaryFolder()
    await saved("a/b.wav", folder)
    expect(await rejection(saved("a", folder, true))).toMatchObject({ code: "EISDIR" })
  })

  it("a file of the same name, unless it may be replaced", async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, "a.wav"), "old")
    expect(await rejection(saved("a.wav", folder))).toMatchObject({
      _tag: "FileError",
      operation: "check",
      code: "EEXIST",
      path: join(folder, "a.wav")
    })
    expect(await readFile(join(folder, "a.wav"), "utf8")).toBe("old")
    await saved("a.wav", folder, true)
    expect(new Uint8Array(await readFile(join(folder, "a.wav")))).toEqual(content)
    expect(await contentsOf(folder)).toEqual(["a.wav"])
  })
})
