/** What a report is about: its kind and its period. */

import type { ReportKind } from "@aculab-cloud/core/Report"
import type { StartOptions } from "@aculab-cloud/core/Reports"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { moment } from "../../flags.js"

export const kinds = ["adr", "cdr", "fdr", "msg", "err", "csr"] as const

export const what = {
  kind: Argument.Literals("KIND", kinds).pipe(
    Argument.withDescription("adr, cdr, fdr, msg, err or csr: see above")
  ),
  from: moment("from").pipe(
    Flag.withDescription(
      "Where the period begins: 2026-01-31, 2026-01-31T09:30:00, or with a zone such as +01:00; UTC without"
    )
  ),
  to: moment("to").pipe(
    Flag.withDescription("Where the period ends, in the same forms (default: now)"),
    Flag.optional
  )
}

export const whatOf = (input: {
  readonly kind: ReportKind
  readonly from: DateTime.Utc
  readonly to: Option.Option<DateTime.Utc>
}): StartOptions => ({ kind: input.kind, from: input.from, to: Option.getOrUndefined(input.to) })

/** The fields of the SDK in the words of the command line. */
export const whatNames = { kind: "KIND", from: "--from", to: "--to" }

export const aboutKinds =
  "Kinds: adr, application data records, one for each application that ran; cdr, call data records; fdr, feature data records; msg, message records; err, error records; csr, chargeable service records."

export const aboutPeriods = "A date alone is its beginning, 00:00:00 UTC; parts of a second are cut off."
