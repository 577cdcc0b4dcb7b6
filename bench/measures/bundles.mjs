// @ts-check
// How large the program that sends one SMS is, bundled, minified and gzipped.
import { bundle, onNode, overFetch, programs } from "../support/jobs.mjs"
import { missing, ratioAtMost, rowOf } from "../support/rows.mjs"

export const name = "bundles"

/** @param {import("./context.mjs").Context} context */
export const measure = async ({ signal, say }) => {
  /** @type {Map<string, number>} */
  const kilobytes = new Map()
  const rows = []
  for (const platform of /** @type {const} */ (["browser", "node"])) {
    for (const [client, program] of programs) {
      if (platform === "browser" && client === onNode) continue
      signal.throwIfAborted()
      const bundled = await bundle(program, platform)
      const label = `${client}, for ${platform === "node" ? "Node" : "a browser"}`
      if ("problem" in bundled) rows.push(missing(name, label, `does not bundle: ${bundled.problem}`))
      else kilobytes.set(label, bundled.gzippedBytes / 1024)
    }
    say(platform)
  }
  const pairs = [
    { platform: "a browser", ours: overFetch },
    { platform: "Node", ours: onNode }
  ]
  return [
    ...pairs.flatMap(({ platform, ours }) => {
      const values = [kilobytes.get(`${ours}, for ${platform}`) ?? Number.NaN]
      const others = [...kilobytes].filter(
        ([label]) => label.endsWith(`for ${platform}`) && !label.startsWith("@aculab")
      )
      return others.map(([label, size]) =>
        rowOf({
          measure: name,
          name: `${ours}, for ${platform}`,
          unit: "KB gzipped",
          values,
          reference: { name: label, values: [size] },
          // The smallest of them is not among those that the target names.
          ...(label.startsWith("@vonage") ? {} : { target: ratioAtMost(1) })
        })
      )
    }),
    ...rows
  ]
}
