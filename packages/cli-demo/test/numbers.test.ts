import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { aculabCloud, document, interruptedWhen, inVirtualTime, lastingSimulator } from "./support.js"

const london = ["--country", "United Kingdom", "--region", "London"]
const purchase = ["numbers", "purchase", "--simulate", ...london]

/** A simulator whose account has bought numbers in London. */
const withNumbers = Effect.fnUntraced(function* (quantity: number) {
  const simulator = lastingSimulator()
  yield* aculabCloud([...purchase, "--quantity", String(quantity), "--yes"], { simulator })
  return { simulator, numbers: simulator.telephoneNumbers.list().map(({ number }) => number) }
})

const fieldsOf = (simulator: { readonly requests: ReadonlyArray<{ readonly text: string }> }) =>
  Object.fromEntries(new URLSearchParams(simulator.requests.at(-1)?.text ?? ""))

describe("numbers purchase", () => {
  it.effect("buys, and prints the numbers", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stdout, stderr } = yield* aculabCloud([...purchase, "--yes"], { simulator })
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toBe(`Number\n${simulator.telephoneNumbers.list()[0]?.number}\n`)
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const args = [...purchase, "--quantity", "2", "--yes", "--json"]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(0)
      expect(document(stdout)).toEqual({
        numbers: simulator.telephoneNumbers.list().map(({ number }) => number)
      })
    })
  )

  it.effect("passes every option on", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.services.put("inbound", "template", {
        rest: { first_page: { address: "https://example.com" } }
      })
      yield* aculabCloud(
        [
          ...["numbers", "purchase", "--simulate", "--country", "United States", "--state", "California"],
          ...["--region", "800", "--kind", "tollfree", "--quantity", "3", "--allow-partial"],
          ...["--regulation-address", "Head office", "--based-on", "template"],
          ...["--allow-landline", "--allow-cellular", "--allow-payphone", "--yes"]
        ],
        { simulator }
      )
      expect(fieldsOf(simulator)).toEqual({
        country: "United States",
        state: "California",
        region: "800",
        did_type: "tollfree",
        quantity: "3",
        allow_partial: "true",
        regulation_address: "Head office",
        based_on: "template",
        allow_landline: "true",
        allow_cellular: "true",
        allow_payphone: "true"
      })
    })
  )

  it.effect("says how to give back what was bought, to people", () =>
    Effect.gen(function* () {
      const { stderr } = yield* aculabCloud([...purchase, "--yes"], { terminals: ["stderr"], columns: 200 })
      expect(stderr).toContain("Bought from a simulated cloud: nothing was spent.")
    })
  )

  it.effect.each([
    {
      args: ["--country", "United Kingdom", "--region", "808", "--kind", "tollfree", "--quantity", "1"],
      says: "This buys 1 toll-free number in 808, United Kingdom."
    },
    {
      args: ["--country", "United Kingdom", "--region", "808", "--kind", "tollfree"],
      says: "Nobody is allowed to call: see --allow-landline"
    },
    {
      args: [...london, "--quantity", "9", "--allow-partial"],
      says: "This buys up to 9 geographic numbers in London, United Kingdom."
    },
    {
      args: ["--country", "United States", "--state", "California", "--region", "Los Angeles"],
      says: "This buys 1 geographic number in Los Angeles, California, United States."
    }
  ])("asks in words that fit: $says", ({ args, says }) =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const { code, stderr } = yield* aculabCloud(["numbers", "purchase", "--simulate", ...args], {
        simulator
      })
      expect(code).toBe(2)
      expect(stderr.replace(/\s+/g, " ")).toContain(says)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect.each([
    { args: [...london, "--quantity", "0"], says: "a whole number of 1 or more" },
    { args: [...london, "--allow-landline"], says: "--allow-landline: is for toll-free numbers only" },
    { args: [...london, "--kind", "fax"], says: "--kind" },
    { args: ["--region", "London"], says: "Missing required flag: --country" },
    { args: ["--country", "", "--region", "London"], says: "--country: must not be empty" },
    { args: [...london, "--based-on", ""], says: "--based-on: must not be empty" }
  ])("refuses $args and sends nothing: $says", ({ args, says }) =>
    Effect.gen(function* () {
      for (const verb of ["purchase", "purchase-development"]) {
        const simulator = lastingSimulator()
        const yes = verb === "purchase" ? ["--yes"] : []
        const { code, stdout, stderr } = yield* aculabCloud(
          ["numbers", verb, "--simulate", ...args, ...yes],
          {
            simulator
          }
        )
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
        expect(stderr).toContain(says)
        expect(simulator.requests).toEqual([])
      }
    })
  )

  it.effect("says what the cloud says of a missing address", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(
        ["numbers", "purchase", "--simulate", "--country", "Germany", "--region", "Berlin", "--yes"],
        {}
      )
      expect(code).toBe(4)
      expect(stderr).toContain("a number of this country needs a regulation address")
    })
  )

  it.effect("never buys twice, and says where to look when the outcome is not known", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "reset", times: 10 })
      const { code, stderr } = yield* inVirtualTime(aculabCloud([...purchase, "--yes"], { simulator }))
      expect(code).toBe(6)
      expect(simulator.requests).toHaveLength(1)
      expect(stderr).toContain("Numbers may have been bought")
      expect(stderr).toContain("with aculab-cloud numbers list before")
    })
  )

  it.effect("says the same when it is interrupted", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "stall" })
      const sent = Effect.promise(async () => {
        while (simulator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
      })
      const { stderr } = yield* interruptedWhen(sent, [...purchase, "--yes"], { simulator })
      expect(stderr).toContain("The cloud may have acted.")
      expect(stderr).toContain("with aculab-cloud numbers list before")
    })
  )
})

describe("numbers purchase-development", () => {
  it.effect("buys nothing, and asks nobody", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      const args = ["numbers", "purchase-development", "--simulate", ...london, "--quantity", "2"]
      const { code, stdout } = yield* aculabCloud(args, { simulator })
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Number\n\d+\n\d+\n$/)
      expect(simulator.telephoneNumbers.list()).toEqual([])
      expect(simulator.telephoneNumbers.charges()).toEqual([])
      const asJson = yield* aculabCloud([...args, "--json"], { simulator })
      expect(document(asJson.stdout)).toEqual({ numbers: [expect.any(String), expect.any(String)] })
    })
  )
})

describe("numbers list", () => {
  it.effect("prints a table in the names of the cloud", () =>
    Effect.gen(function* () {
      const { simulator, numbers } = yield* withNumbers(1)
      const { code, stdout } = yield* aculabCloud(["numbers", "list", "--simulate"], { simulator })
      expect(code).toBe(0)
      const [head = "", row = ""] = stdout.split("\n")
      expect(head).toMatch(/^Number +country +region +did_type/)
      expect(row).toMatch(new RegExp(`^${numbers[0]} +United Kingdom +London +geographic`))
    })
  )

  it.effect("prints JSON", () =>
    Effect.gen(function* () {
      const { simulator, numbers } = yield* withNumbers(1)
      const { stdout } = yield* aculabCloud(["numbers", "list", "--simulate", "--json"], { simulator })
      expect(document(stdout)).toEqual({
        numbers: [{ number: numbers[0], other: expect.objectContaining({ region: "London" }) }]
      })
    })
  )

  it.effect("passes the filters on, and says when there is nothing", () =>
    Effect.gen(function* () {
      const { simulator } = yield* withNumbers(1)
      const filters = ["--country", "Germany", "--state", "Hessen", "--region", "32", "--kind", "national"]
      const { code, stdout } = yield* aculabCloud(["numbers", "list", "--simulate", ...filters], {
        simulator
      })
      expect({ code, stdout }).toEqual({ code: 0, stdout: "You have no such national numbers.\n" })
      expect(fieldsOf(simulator)).toEqual({
        country: "Germany",
        state: "Hessen",
        region: "32",
        did_type: "national"
      })
    })
  )

  it.effect("refuses an empty filter in the words of the command line", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["numbers", "list", "--simulate", "--region", ""])
      expect(code).toBe(2)
      expect(stderr).toContain("--region: must not be empty")
    })
  )
})

describe("numbers remove", () => {
  it.effect("removes", () =>
    Effect.gen(function* () {
      const { simulator, numbers } = yield* withNumbers(2)
      const remove = ["numbers", "remove", "--simulate", "--yes"]
      const first = yield* aculabCloud([...remove, `+${numbers[0]}`], { simulator })
      expect(first).toMatchObject({ code: 0, stdout: "Removed.\n", stderr: "" })
      const second = yield* aculabCloud([...remove, numbers[1] ?? "", "--json"], { simulator })
      expect(second.code).toBe(0)
      expect(document(second.stdout)).toEqual({ status: "OK", failed: [] })
      expect(simulator.telephoneNumbers.list()).toEqual([])
    })
  )

  it.effect("ends with 4 and names what was not removed", () =>
    Effect.gen(function* () {
      const { simulator, numbers } = yield* withNumbers(1)
      const remove = ["numbers", "remove", "--simulate", "--yes"]
      const some = yield* aculabCloud([...remove, ...numbers, "441632000000"], { simulator })
      expect(some.code).toBe(4)
      expect(some.stdout).toBe("Not removed   Why\n441632000000  not one of your numbers\n")
      expect(some.stderr).toContain("1 of 2 numbers was not removed")
      const none = yield* aculabCloud([...remove, "441632000000", "--json"], { simulator })
      expect(none.code).toBe(4)
      expect(document(none.stdout)).toEqual({
        status: "FAIL",
        failed: [{ number: "441632000000", details: "not one of your numbers" }]
      })
      expect(document(none.stderr)).toMatchObject({
        error: { operation: "TelephoneNumbers.remove", message: "no number was removed", exitCode: 4 }
      })
    })
  )

  it.effect("asks first, and names the numbers", () =>
    Effect.gen(function* () {
      const { simulator, numbers } = yield* withNumbers(1)
      simulator.clearRequests()
      const { code, stderr } = yield* aculabCloud(["numbers", "remove", "--simulate", ...numbers], {
        simulator
      })
      expect(code).toBe(2)
      expect(stderr).toContain(`This removes ${numbers[0]} from your account, for good`)
      expect(simulator.requests).toEqual([])
    })
  )

  it.effect("refuses what is no number", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["numbers", "remove", "--simulate", "--yes", "abc"])
      expect(code).toBe(2)
      expect(stderr).toContain("NUMBER: must hold numbers of digits")
    })
  )
})

describe("where numbers can be bought", () => {
  it.effect.each([
    {
      args: ["countries", "--kind", "national"],
      shows: "Country\nUnited Kingdom\nGermany\n",
      name: "countries"
    },
    { args: ["states", "United States"], shows: "State\nCalifornia\nNew York\n", name: "states" },
    { args: ["regions", "Germany"], shows: "Region\nBerlin\nHamburg\nMönchengladbach\n", name: "regions" },
    {
      args: ["regions", "United States", "--state", "New York"],
      shows: "Region\nNew York City\n",
      name: "regions"
    },
    { args: ["regions", "Germany", "--kind", "national"], shows: "Region\n32\n", name: "regions" }
  ])("numbers $args.0 prints names", ({ args, shows, name }) =>
    Effect.gen(function* () {
      const { code, stdout } = yield* aculabCloud(["numbers", ...args, "--simulate"])
      expect({ code, stdout }).toEqual({ code: 0, stdout: shows })
      const asJson = yield* aculabCloud(["numbers", ...args, "--simulate", "--json"])
      expect(document(asJson.stdout)).toEqual({ [name]: shows.trim().split("\n").slice(1) })
    })
  )

  it.effect("says when there is nothing", () =>
    Effect.gen(function* () {
      const { stdout } = yield* aculabCloud(["numbers", "states", "Germany", "--simulate"])
      expect(stdout).toBe("There are none.\n")
    })
  )

  it.effect.each([
    { args: ["states", ""], says: "COUNTRY: must not be empty" },
    { args: ["regions", "Germany", "--state", ""], says: "--state: must not be empty" },
    { args: ["regions"], says: "COUNTRY" }
  ])("refuses $args: $says", ({ args, says }) =>
    Effect.gen(function* () {
      const { code, stderr } = yield* aculabCloud(["numbers", ...args, "--simulate"])
      expect(code).toBe(2)
      expect(stderr).toContain(says)
    })
  )
})

describe("numbers regulation-addresses", () => {
  it.effect("lists the addresses of the account", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* aculabCloud(["numbers", "regulation-addresses", "--simulate"])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^Name +country +region +street\nHead office +United Kingdom +London /)
      const asJson = yield* aculabCloud(["numbers", "regulation-addresses", "--simulate", "--json"])
      expect(document(asJson.stdout)).toMatchObject({
        regulationAddresses: [{ name: "Head office" }, { name: "Berlin office", other: { region: "Berlin" } }]
      })
    })
  )

  it.effect("says when there is none", () =>
    Effect.gen(function* () {
      const simulator = lastingSimulator()
      simulator.faults.next({ kind: "response", response: () => Response.json({}) })
      const { stdout } = yield* aculabCloud(["numbers", "regulation-addresses", "--simulate"], { simulator })
      expect(stdout).toBe("No address is registered.\n")
    })
  )
})
