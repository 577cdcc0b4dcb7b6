import { makeSimulator } from "@aculab-cloud/simulator"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Folder, from, sheetOf, toOf, withFolder } from "./sendFileSupport.js"
import { aculabCloud, document, documents, inVirtualTime, lastingSimulator } from "./support.js"

const send = ({ file }: Folder, ...more: ReadonlyArray<string>) => [
  ...["messages", "send", "--simulate", "--yes", "--file", file],
  ...more
]

const outcomesOf = (folder: Folder) => folder.rows().map(({ line, outcome }) => [Number(line), outcome])

describe("messages send --file", () => {
  it.effect("sends one message for each line, and writes down what became of each", () =>
    withFolder(sheetOf(50), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const { code, stdout, stderr } = yield* aculabCloud(send(folder), { simulator, disk: true })
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
        expect(stdout).toBe(`50 sent. Results: ${folder.results}\n`)

        const received = new Map(simulator.messages.list().map(({ to, ref }) => [to, ref]))
        expect(received.size).toBe(50)
        expect(folder.rows()).toEqual(
          Array.from({ length: 50 }, (_, index) => ({
            line: String(index + 2),
            to: toOf(index),
            outcome: "sent",
            references: received.get(toOf(index)),
            advice: "",
            fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/)
          }))
        )
        expect(folder.text().split("\n")[0]).toBe("line,to,outcome,references,advice,fingerprint")
        expect(yield* Effect.promise(folder.names)).toEqual(["numbers.csv", "numbers.results.csv"])
      })
    )
  )

  it.effect("takes columns in any order and spelling, and flags for what a line does not say", () =>
    withFolder(
      [
        "\ufeffName;TO;Delivery Report;Sender_ID;content",
        'Ada;"+44 7700 910000";yes;;',
        'Grace;447700910001;;ACME;"Own text; with {name}',
        'and a second line"',
        ";;;;",
        "Mary;447700910002;no;;",
        ""
      ].join("\r\n"),
      (folder) =>
        Effect.gen(function* () {
          const simulator = lastingSimulator()
          const { code } = yield* aculabCloud(
            send(folder, "--from", from, "--content", "Dear {Name}, {{name}}!", "--concurrency", "1"),
            { simulator, disk: true }
          )
          expect(code).toBe(0)
          expect(simulator.requests.map(({ text }) => Object.fromEntries(new URLSearchParams(text)))).toEqual(
            [
              {
                to: toOf(0),
                from,
                type: "sms",
                content: "Dear Ada, {name}!",
                request_delivery_report: "true"
              },
              {
                to: toOf(1),
                from,
                type: "sms",
                content: "Own text; with {name}\r\nand a second line",
                alphanumeric_id: "ACME"
              },
              {
                to: toOf(2),
                from,
                type: "sms",
                content: "Dear Mary, {name}!",
                request_delivery_report: "false"
              }
            ]
          )
          expect(folder.rows().map(({ line, to }) => [line, to])).toEqual([
            ["2", toOf(0)],
            ["3", toOf(1)],
            ["6", toOf(2)]
          ])
        })
    )
  )

  it.effect("reads a sheet with columns that have no name, as spreadsheets write what was deleted", () =>
    withFolder(`to,,content,\n${toOf(0)},,Hello,\n`, (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const { code, stderr } = yield* aculabCloud(send(folder, "--from", from), { simulator, disk: true })
        expect(stderr).not.toContain("column")
        expect(code).toBe(0)
        expect(simulator.messages.list().map(({ to, content }) => [to, content])).toEqual([
          [toOf(0), "Hello"]
        ])
      })
    )
  )

  it.effect("sends an MMS where a line or the flags have media", () =>
    withFolder(`to,media\n${toOf(0)},"cat.jpg, dog.jpg"\n${toOf(1)},\n`, (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        for (const name of ["cat.jpg", "dog.jpg"]) {
          simulator.files.put({ filetype: "msg_media", name, bytes: new Uint8Array([1]) })
        }
        const { code } = yield* aculabCloud(send(folder, "--from", from, "--media", "dog.jpg"), {
          simulator,
          disk: true
        })
        expect(code).toBe(0)
        const media = new Map(simulator.messages.list().map((message) => [message.to, message.media]))
        expect(media).toEqual(
          new Map([
            [toOf(0), ["cat.jpg", "dog.jpg"]],
            [toOf(1), ["dog.jpg"]]
          ])
        )
      })
    )
  )

  it.effect("keeps the rate", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const run = aculabCloud(send(folder, "--rate", "1/h"), { simulator, disk: true })
        expect((yield* inVirtualTime(run)).code).toBe(0)
        expect(yield* Clock.currentTimeMillis).toBeGreaterThanOrEqual(3_600_000)
      })
    )
  )

  it.effect("tells each line as a document, and the counts at the end, with --json", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        const { stdout } = yield* aculabCloud(send(folder, "--json", "--concurrency", "1"), {
          simulator,
          disk: true
        })
        expect(documents(stdout)).toEqual([
          { line: 2, to: toOf(0), outcome: "sent", references: [expect.any(String)] },
          { line: 3, to: toOf(1), outcome: "sent", references: [expect.any(String)] },
          { results: folder.results, counts: { sent: 2, rejected: 0, unknown: 0, "not-sent": 0 } }
        ])
      })
    )
  )

  it.effect("shows how far it is on a terminal", () =>
    withFolder(sheetOf(3), (folder) =>
      Effect.gen(function* () {
        const { spinners } = yield* aculabCloud(send(folder), {
          simulator: lastingSimulator(),
          disk: true,
          terminals: ["stdout", "stderr"],
          columns: 200
        })
        expect(spinners).toEqual([`Sending ${folder.file} 100 %  3 of 3  3 sent`])
      })
    )
  )
})

describe("before anything is sent", () => {
  const refused = (folder: Folder, args: ReadonlyArray<string>, simulator = lastingSimulator()) =>
    Effect.gen(function* () {
      const { code, stdout, stderr } = yield* aculabCloud(args, { simulator, disk: true, columns: 200 })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain("Nothing was sent.")
      expect(simulator.requests).toEqual([])
      // No lock is left.
      expect(yield* Effect.promise(folder.names)).not.toContain("numbers.results.csv.lock")
      return stderr
    })

  it.effect("the whole file is checked, and every problem told with its line", () =>
    withFolder(
      [
        "to,from,content,type,media,delivery-report,note",
        `${toOf(0)},${from},Hello,,,,`,
        `abc,${from},,,,maybe,`,
        `${toOf(1)},${from},Hello`,
        `${toOf(2)},0044,Hello,fax,,,`,
        `${toOf(3)},${from},Hello,sms,cat.jpg,,`,
        ""
      ].join("\n"),
      (folder) =>
        Effect.gen(function* () {
          const stderr = yield* refused(folder, send(folder))
          const told = stderr.split("\n").filter((line) => line.startsWith(folder.file))
          expect(told.map((line) => line.slice(folder.file.length + 2))).toEqual([
            "line 3 delivery-report: must be yes or no",
            expect.stringMatching(/^line 3 to: must be an E\.164 number/),
            "line 3 content: must not be empty",
            "line 4: must have 7 cells, as the header has, and has 3",
            "line 5 type: must be sms or mms",
            expect.stringMatching(/^line 5 from: must be an E\.164 number/),
            "line 6 media: is for an MMS"
          ])
          expect(stderr).toContain(`${folder.file} has 7 problems`)
          expect(stderr).not.toContain("abc")
          expect(folder.exists()).toBe(false)

          const asJson = yield* aculabCloud(send(folder, "--json"), {
            simulator: lastingSimulator(),
            disk: true
          })
          expect(document(asJson.stderr)).toMatchObject({
            error: { reason: { issues: Array.from({ length: 7 }, () => ({ field: expect.any(String) })) } }
          })
        })
    )
  )

  it.effect.each([
    { text: "", says: "line 1: the file is empty" },
    { text: "to,from,content\n", says: "line 2: there is nothing below the header" },
    { text: `from,content\n${from},Hello\n`, says: "line 1: there must be a column to" },
    {
      text: `to,content\n${toOf(0)},Hello\n`,
      says: "line 1: there must be a column from, or the flag --from"
    },
    { text: `to,from\n${toOf(0)},${from}\n`, says: "line 1: there must be a column content" },
    { text: `to,to\n${toOf(0)},${from}\n`, says: "line 1: two columns have the same name" },
    { text: `to,from,content\n${toOf(0)},${from},"Hello\n`, says: "line 2: is not CSV" },
    { text: `to,from,content\n${toOf(0)},${from},He"llo\n`, says: "line 2: is not CSV" }
  ])("a file that is no list of messages is refused: $says", ({ text, says }) =>
    withFolder(text, (folder) =>
      Effect.gen(function* () {
        expect(yield* refused(folder, send(folder))).toContain(says)
      })
    )
  )

  it.effect.each([
    { args: ["--content", "Dear {nmae}"], says: "the file has no column nmae" },
    { args: ["--to", toOf(0)], says: "--to: is a column of the file" },
    { args: ["--repeat-unknown"], says: "--repeat-unknown: is only for --resume" },
    { args: ["--check-certificate"], says: "--status-page: is required" },
    { args: ["--rate", "30"], says: "30/s, 100/m or 1000/h" },
    { args: ["--rate", "0/s"], says: "30/s, 100/m or 1000/h" },
    { args: ["--concurrency", "0"], says: "a whole number from 1 to 1000" },
    { args: ["--resume"], says: "--results: there is no such file" }
  ])("flags that make no sense are refused: $args", ({ args, says }) =>
    withFolder(sheetOf(1), (folder) =>
      Effect.gen(function* () {
        expect(yield* refused(folder, send(folder, ...args))).toContain(says)
      })
    )
  )

  it.effect.each(
    [["--resume"], ["--results", "x"], ["--rate", "1/s"], ["--concurrency", "2"], ["--yes"]].map((args) => ({
      args
    }))
  )("$args.0 without --file is refused", ({ args }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const hello = ["--to", toOf(0), "--from", from, "--content", "Hello"]
      const { code, stderr } = yield* aculabCloud(["messages", "send", "--simulate", ...hello, ...args], {
        simulator
      })
      expect(code).toBe(2)
      expect(stderr).toContain(`${args[0]}: is only for --file`)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("a file that is not there, or not UTF-8, is refused", () =>
    withFolder(sheetOf(1), (folder) =>
      Effect.gen(function* () {
        const elsewhere = ["messages", "send", "--simulate", "--yes", "--file", `${folder.file}x`]
        expect(yield* refused(folder, elsewhere)).toContain("--file: there is no such file")
        yield* Effect.promise(() => folder.write(new Uint8Array([0x74, 0x6f, 0x0a, 0xfc])))
        expect(yield* refused(folder, send(folder))).toContain("--file: the file must be UTF-8")
      })
    )
  )

  it.effect(
    "it is told how many messages that is and what is odd about them, and asked whether to go on",
    () =>
      withFolder(`to,from,content,note\n${`${toOf(0)},${from},Hello,x\n`.repeat(3)}`, (folder) =>
        Effect.gen(function* () {
          const simulator = makeSimulator()
          const words =
            "This sends 3 messages, which cost money. 2 lines say the same as one before, the first in line 3. Not used: note."
          const args = send(folder).filter((arg) => arg !== "--yes")
          expect(yield* refused(folder, args)).toContain(words)
          expect(folder.exists()).toBe(false)
          const { code, stderr } = yield* aculabCloud(args, {
            simulator,
            disk: true,
            terminals: ["stdin", "stderr"],
            columns: 200,
            keys: [..."yes", "enter"]
          })
          expect(code).toBe(0)
          expect(stderr).toContain(words)
          expect(simulator.messages.list()).toHaveLength(3)
        })
      )
  )

  it.effect("a result file of an earlier run is not written over", () =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        yield* aculabCloud(send(folder), { simulator, disk: true })
        const before = folder.text()
        expect(yield* refused(folder, send(folder))).toContain("exists already: --resume goes on with it")
        expect(folder.text()).toBe(before)
      })
    )
  )
})

describe("what went wrong", () => {
  it.effect("is in the result file, line by line, and on the screen", () =>
    withFolder(sheetOf(4), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        simulator.faults.next({ kind: "status", status: 400, code: "0002", text: '=1+1, "x"\n' })
        simulator.faults.next({ kind: "reset" })
        const { code, stdout, stderr } = yield* aculabCloud(send(folder, "--concurrency", "1"), {
          simulator,
          disk: true
        })
        expect(code).toBe(6)
        expect(outcomesOf(folder)).toEqual([
          [2, "rejected"],
          [3, "unknown"],
          [4, "sent"],
          [5, "sent"]
        ])
        const [rejected, unknown] = folder.rows()
        expect(rejected?.advice).toContain("the cloud rejected the call")
        expect(unknown?.advice).toContain("The message may have been sent")
        expect(stdout).toContain(`rejected  line 2  ${toOf(0)}`)
        expect(stdout).toContain(`unknown   line 3  ${toOf(1)}`)
        expect(stdout).toContain("2 sent, 1 rejected, 1 unknown.")
        expect(stderr).toContain("2 of 4 lines are not known to be sent")
        expect(stderr).toContain("--repeat-unknown")
      })
    )
  )

  it.effect.each([
    { fault: { kind: "status", status: 400 }, code: 4, outcomes: ["rejected", "sent"] },
    { fault: { kind: "status", status: 403 }, code: 3, outcomes: ["rejected", "not-sent"] },
    { fault: { kind: "refuse", times: 4 }, code: 5, outcomes: ["not-sent", "sent"] },
    { fault: { kind: "truncate" }, code: 6, outcomes: ["unknown", "sent"] }
  ] as const)("gives the code $code after $fault", ({ fault, code, outcomes }) =>
    withFolder(sheetOf(2), (folder) =>
      Effect.gen(function* () {
        const simulator = lastingSimulator()
        simulator.faults.next(fault)
        const run = aculabCloud(send(folder, "--concurrency", "1"), { simulator, disk: true })
        const ended = yield* inVirtualTime(run)
        expect(ended.code).toBe(code)
        expect(folder.rows().map(({ outcome }) => outcome)).toEqual(outcomes)
      })
    )
  )
})
