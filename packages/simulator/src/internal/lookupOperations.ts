/** Number lookup (wire reference, C 6). */
import { isPhoneNumber } from "./checks.js"
import { alpha2 } from "./lookupEngine.js"
import { json, type Operation, refused } from "./operation.js"
import { required, valid } from "./parameters.js"

// Whatever it says: a number that is none has an error of its own.
const phoneNumber = required("phone_number", "D", (text) => valid(text))

const check: Operation = {
  path: "/number_lookup/v1/check",
  methods: ["GET"],
  parameters: [phoneNumber],
  findProblems: () => [],
  run: (input, cloud) => {
    const number = input.get(phoneNumber)
    // D: code and text. That a leading + is wrong is inferred from the example, which has none.
    if (!isPhoneNumber(number)) {
      return refused({ status: 400, code: "400 Bad Request", text: "Invalid phone number format" })
    }
    const found = cloud.lookup.get(number)
    if (found === undefined) return json({ number_found: false })
    const { countryName, countryCode, lineType, carrier } = found
    return json({
      number_found: true,
      country_name: countryName,
      country_code: cloud.forms.countryCode === "alpha-3" ? countryCode : alpha2(countryCode),
      line_type: lineType,
      carrier
    })
  }
}

export const lookupOperations: readonly Operation[] = [check]
