import type { Clock } from "../Clock.js"
import type { Files, FileType, StoredFile } from "../Files.js"

/** What is wrong with a name, or undefined. */
export const nameProblem = (filetype: FileType, name: string): string | undefined => {
  if (!/^[A-Za-z0-9._/@:-]+$/.test(name)) return "may hold only letters, digits and . _ / @ - :"
  if (/\.\.|\/\/|\/\.\//.test(name)) return "must not hold .. or // or /./"
  if (filetype === "media" && !/\.(wav|wave|tif|tiff)$/i.test(name))
    return "must end in .wav .wave .tif or .tiff"
  if (filetype === "msg_media" && !/[^/]\.[^./]+$/.test(name)) return "must have an extension"
  return undefined
}

/** The stores of one simulated account. */
export const makeFiles = (clock: Clock): Files => {
  const files = new Map<string, StoredFile>()
  const key = (filetype: FileType, name: string) => `${filetype} ${name}`

  const get = (filetype: FileType, name: string): StoredFile | undefined => {
    const file = files.get(key(filetype, name))
    return file?.expires !== undefined && file.expires <= clock.now() ? undefined : file
  }

  return {
    get,
    has: (filetype, name) => get(filetype, name) !== undefined,
    put: (file) => {
      const problem = nameProblem(file.filetype, file.name)
      if (problem !== undefined) throw new TypeError(`the file name ${JSON.stringify(file.name)} ${problem}`)
      const stored: StoredFile = {
        filetype: file.filetype,
        name: file.name,
        bytes: file.bytes.slice(),
        contentType: file.contentType ?? "application/octet-stream",
        encrypted: file.encrypted ?? false,
        modified: clock.now(),
        expires: file.keepFor === undefined ? undefined : clock.now() + file.keepFor
      }
      files.set(key(stored.filetype, stored.name), stored)
      return stored
    },
    list: (filetype) =>
      [...files.values()]
        .filter((file) => file.filetype === filetype && get(filetype, file.name) !== undefined)
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    remove: (filetype, name) => {
      const existed = get(filetype, name) !== undefined
      files.delete(key(filetype, name))
      return existed
    }
  }
}
