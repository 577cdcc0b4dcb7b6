/** The operations on files (wire reference, 5.1 to 5.7). */
import type { AnswerForms } from "../AnswerForms.js"
import type { StoredFile } from "../Files.js"
import { anyText, dateTime, oneOf, orEmpty, wholeNumber } from "./checks.js"
import { cloudDateTime } from "./dateTime.js"
import { matches, modifiedWithin, pageOfFiles, pageOfFolder } from "./fileListing.js"
import { baseName, fileNameSpec, fileNameText, periodProblems } from "./fileParameters.js"
import { type Cloud, json, type Operation, refused } from "./operation.js"
import { type Input, optional, required } from "./parameters.js"
import { httpRefusal } from "./refusal.js"

const anyStore = required("filetype", "D", oneOf("media", "msg_media", "rest"))
const listSpec = optional("filename", "D", fileNameSpec, undefined)
const deleteSpec = required("filename", "I", fileNameSpec)
const fileName = required("filename", "D", fileNameText)
const from = optional("from", "I", dateTime, undefined)
const to = optional("to", "I", dateTime, undefined)
const maxCount = optional("max_count", "I", wholeNumber({ from: 1 }), undefined)
const startAfter = optional("startafter", "I", fileNameText, undefined)

const listPeriodProblems = (input: Input) => periodProblems(input.maybe(from), input.maybe(to))

const periodOf = (input: Input) => ({ from: input.get(from), to: input.get(to) })

// I: neither form is documented, only that Aculab's wrapper makes a datetime of it.
const timeOf = (milliseconds: number, forms: AnswerForms): string | number =>
  forms.fileTimes === "text" ? cloudDateTime(milliseconds) : Math.floor(milliseconds / 1000)

const properties = (file: StoredFile, forms: AnswerForms) => ({
  modified: timeOf(file.modified, forms),
  size: file.size,
  encrypted: file.encrypted,
  expiry_date: file.expires === undefined ? null : timeOf(file.expires, forms)
})

const limitOf = (input: Input, cloud: Cloud): number => input.get(maxCount) ?? cloud.listLimit

const fileList: Operation = {
  path: "/file_list",
  parameters: [anyStore, listSpec, from, to, maxCount, startAfter],
  findProblems: listPeriodProblems,
  run: (input, cloud) => {
    const spec = input.get(listSpec)
    const found = cloud.files
      .servedList(input.get(anyStore))
      .filter((file) => spec === undefined || matches(spec, file.name))
      .filter((file) => modifiedWithin(periodOf(input), file))
    const page = pageOfFiles(found, { startAfter: input.get(startAfter), limit: limitOf(input, cloud) })
    // S says that one entry has this property, not what is in it.
    const cursor = (file: StoredFile) =>
      page.more && file === page.files.at(-1)
        ? { startafter: cloud.forms.fileCursor === "name" ? file.name : true }
        : {}
    return json(
      Object.fromEntries(
        page.files.map((file) => [file.name, { ...properties(file, cloud.forms), ...cursor(file) }])
      )
    )
  }
}

const folderName = optional("folder_name", "I", orEmpty(fileNameText), undefined)
const prefix = optional("prefix", "I", orEmpty(fileNameText), undefined)

const folderList: Operation = {
  path: "/folder_list",
  parameters: [anyStore, folderName, prefix, maxCount, from, to, startAfter],
  findProblems: listPeriodProblems,
  run: (input, cloud) => {
    const found = cloud.files
      .servedList(input.get(anyStore))
      .filter((file) => modifiedWithin(periodOf(input), file))
    const page = pageOfFolder(found, {
      folder: input.get(folderName) ?? "",
      prefix: input.get(prefix) ?? "",
      startAfter: input.get(startAfter),
      limit: limitOf(input, cloud)
    })
    const whole = cloud.forms.folderNames === "with-path"
    return json({
      folders: page.folders.map((name) => ({ name: whole ? page.path + name : name })),
      files: page.files.map((file) => ({
        name: whole ? file.name : file.name.slice(page.path.length),
        ...properties(file, cloud.forms)
      })),
      // S: the cursor is a name with its path, whatever the names in the list are.
      ...(page.startAfter === undefined ? {} : { startafter: page.startAfter })
    })
  }
}

const fileGet: Operation = {
  path: "/file_get",
  parameters: [anyStore, fileName],
  findProblems: () => [],
  run: (input, cloud) => {
    const found = cloud.files.served(input.get(anyStore), input.get(fileName))
    if (found === undefined) return refused(httpRefusal(404, "There is no such file"))
    const { file, content } = found
    const told = { contentType: file.contentType, fileName: baseName(file.name) }
    return content.bytes === undefined
      ? { kind: "stream", body: content.read(), size: content.size, ...told }
      : { kind: "bytes", body: content.bytes, ...told }
  }
}

const fileDelete: Operation = {
  path: "/file_delete",
  parameters: [anyStore, deleteSpec, from, to],
  findProblems: listPeriodProblems,
  run: (input, cloud) => {
    const files = cloud.files
      .list(input.get(anyStore))
      .filter((file) => matches(input.get(deleteSpec), file.name))
      .filter((file) => modifiedWithin(periodOf(input), file))
    return json({ token: cloud.fileDeletions.start(files) })
  }
}

const token = required("token", "I", anyText)

const fileDeleteProgress: Operation = {
  path: "/file_delete_progress",
  parameters: [token],
  findProblems: () => [],
  run: (input, cloud) => {
    const progress = cloud.fileDeletions.progress(input.get(token))
    // D for what 0405 means, I for its use here and for the status.
    if (progress === undefined) {
      return refused({ status: 400, code: "0405", text: "The token is invalid, has expired or is unknown" })
    }
    return json({ status: progress.status, files_deleted: progress.filesDeleted })
  }
}

export const fileOperations: readonly Operation[] = [
  fileList,
  folderList,
  fileGet,
  fileDelete,
  fileDeleteProgress
]
