/** The operations on reports (wire reference C, 7.1 to 7.6). */
import { anyText, dateTime, oneOf } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { periodProblems } from "./fileParameters.js"
import { json, type Operation, type Outcome, refused } from "./operation.js"
import { required } from "./parameters.js"
import { httpRefusal } from "./refusal.js"

const kind = required("report", "D", oneOf("adr", "cdr", "fdr", "msg", "err", "csr"))
const from = required("from", "D", dateTime)
const to = required("to", "D", dateTime)
const filename = required("filename", "I", anyText)

const reportStart: Operation = {
  path: "/report_start",
  parameters: [kind, from, to],
  findProblems: (input) => periodProblems(input.maybe(from), input.maybe(to)),
  run: (input, cloud) => {
    const report = cloud.reports.start(input.get(kind), input.get(from), input.get(to))
    return json({ filename: report.fileName })
  }
}

const reportProgress: Operation = {
  path: "/report_progress",
  parameters: [],
  findProblems: () => [],
  run: (_, cloud) => {
    const sign = cloud.forms.reportProgress === "with-sign" ? "%" : ""
    return json(
      Object.fromEntries(
        cloud.reports
          .list()
          .filter((report) => report.state === "in progress")
          .map(({ fileName, records, percent }) => [
            fileName,
            { record: records, progress: `${percent}${sign}` }
          ])
      )
    )
  }
}

const reportList: Operation = {
  path: "/report_list",
  parameters: [],
  findProblems: () => [],
  run: (_, cloud) => {
    const sizeOf = (size: number) => (cloud.forms.reportSize === "text" ? String(size) : size)
    return json(
      Object.fromEntries(
        cloud.reports
          .list()
          .flatMap(({ fileName, modified, bytes }) =>
            modified === undefined || bytes === undefined
              ? []
              : [[fileName, { modified: cloudDateTime(modified), size: sizeOf(bytes.length) }] as const]
          )
      )
    )
  }
}

// D: only completed reports can be downloaded or deleted. I: what the others are answered with.
const unknownReport: Outcome = refused(httpRefusal(404, "There is no such report"))
const notCompleted: Outcome = refused(httpRefusal(400, "The report is still in progress"))
const alreadyCompleted: Outcome = refused(httpRefusal(400, "The report is already completed"))
const done: Outcome = { kind: "nothing", status: 200 }

const reportGet: Operation = {
  path: "/report_get",
  parameters: [filename],
  findProblems: () => [],
  run: (input, cloud) => {
    const report = cloud.reports.get(input.get(filename))
    if (report === undefined) return unknownReport
    const { bytes, fileName } = report
    // I: the content type.
    return bytes === undefined
      ? notCompleted
      : { kind: "bytes", body: bytes, contentType: "text/csv; charset=utf-8", fileName }
  }
}

const reportCancel: Operation = {
  path: "/report_cancel",
  parameters: [filename],
  findProblems: () => [],
  run: (input, cloud) => {
    switch (cloud.reports.cancel(input.get(filename))) {
      case "in progress":
        return done
      case "completed":
        return alreadyCompleted
      case "unknown":
        return unknownReport
    }
  }
}

const reportDelete: Operation = {
  path: "/report_delete",
  parameters: [filename],
  findProblems: () => [],
  run: (input, cloud) => {
    switch (cloud.reports.remove(input.get(filename))) {
      case "completed":
        return done
      case "in progress":
        return notCompleted
      case "unknown":
        return unknownReport
    }
  }
}

export const reportOperations: readonly Operation[] = [
  reportStart,
  reportProgress,
  reportList,
  reportGet,
  reportCancel,
  reportDelete
]
