/** What a runtime other than Node must be able to do with files. Started by runtimes.test.ts, which breaks two answers. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { isCloudError } from "@aculab-cloud/core/CloudError"
import * as NodeCloud from "@aculab-cloud/node/NodeCloud"
import * as NodeFiles from "@aculab-cloud/node/NodeFiles"
import * as Redacted from "effect/Redacted"

const [folder = ""] = process.argv.slice(2)
const content = new Uint8Array(300_000).map((_, index) => index % 251)
const original = join(folder, "original.wav")
const downloads = join(folder, "downloads")

await using cloud = NodeCloud.make()

const download = async (options: Omit<NodeFiles.DownloadOptions, "to">): Promise<string> => {
  try {
    const { path } = await cloud.run(NodeFiles.download({ ...options, to: { folder: downloads } }))
    return Buffer.compare(await readFile(path), content) === 0 ? "the same" : "another"
  } catch (error) {
    if (isCloudError(error)) return error.reason._tag
    return error instanceof NodeFiles.FileError ? error.code : String(error)
  }
}

await writeFile(original, content)
const picture = { fileType: "messageMedia", name: "a:picture.png" } as const
await cloud.run(NodeFiles.upload(original, picture))
const { size } = await cloud.run(NodeFiles.upload(original, picture))
console.log("broken:", await download({ ...picture, size }))
console.log("cut short:", await download({ ...picture, size }))
console.log("whole:", await download({ ...picture, size }))
console.log("there already:", await download({ ...picture, size }))
console.log("replaced:", await download({ ...picture, size, overwrite: true }))

for (const bytes of [16, 24, 32]) {
  const encrypt = { key: Redacted.make(new Uint8Array(bytes).fill(bytes)), iv: new Uint8Array(16).fill(1) }
  const stored = { fileType: "media", name: `aes-${bytes * 8}.wav` } as const
  await cloud.run(NodeFiles.upload(original, { ...stored, encrypt }))
  const wrong = { ...encrypt, key: Redacted.make(new Uint8Array(bytes)) }
  console.log("wrong key:", await download({ ...stored, decrypt: wrong }))
  console.log("right key:", await download({ ...stored, decrypt: encrypt }))
}

for await (const event of cloud.iterate(NodeFiles.downloadFolder(downloads, { fileType: "messageMedia" }))) {
  console.log("folder:", event.type)
}
