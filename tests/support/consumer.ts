import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { type Manifest, manifest, type PackageName, packageNames, root } from "./packages.js"

/** The packages as files, ready for a registry. */
export interface Packed {
  readonly tarball: (name: PackageName) => string
  readonly remove: () => void
}

/** A project of somebody who has installed packages, outside the workspace. */
export interface Consumer {
  readonly folder: string
  /** Where a package is installed. */
  readonly installed: (name: PackageName) => string
  readonly remove: () => void
}

/** What a program printed, and how it ended. */
export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** No program of these tests needs half as long; one that hangs must not hang the tests. */
const patience = 45_000

/** Commands that call `node` get the Node of the tests, not an older one of the machine. */
const PATH = [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter)

/** No colours, no questions, no look for a newer version. */
const quiet = { NO_COLOR: "1", CI: "true", DENO_NO_UPDATE_CHECK: "1" }

/** Runs a program to its end. One that takes too long is ended, with all that it has started; its code is then null. */
export const finish = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly environment?: Readonly<Record<string, string>> }
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH, ...quiet, ...options.environment },
      detached: true
    })
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      } catch {
        // All of them have ended in the meantime.
      }
    }
    const timer = setTimeout(kill, patience)
    process.once("exit", kill)
    const text = { out: "", error: "" }
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.out += chunk
    })
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.error += chunk
    })
    const over = () => {
      clearTimeout(timer)
      process.off("exit", kill)
    }
    child.once("error", (error) => {
      over()
      reject(error)
    })
    child.once("close", (code) => {
      over()
      resolve({ code, ...text })
    })
  })

/** The same; a program that does not end well rejects with what it printed. */
const succeed = async (command: string, args: ReadonlyArray<string>, cwd: string): Promise<void> => {
  const { code, out, error } = await finish(command, args, { cwd })
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${out}${error}`)
}

/** The pnpm that sets the workspace up: one place says which. */
const pnpm = (): string => {
  const setup = readFileSync(join(root, "scripts", "setup", "install.mjs"), "utf8")
  const [version] = /pnpm@\d+\.\d+\.\d+/.exec(setup) ?? []
  if (version === undefined) throw new Error("scripts/setup/install.mjs names no version of pnpm")
  return version
}

const temporary = async (purpose: string) => {
  const folder = await mkdtemp(join(tmpdir(), `aculab-cloud-${purpose}-`))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Packs all packages as for a release.
 *
 * This and an installation take a second each, so nothing is kept for the next time, nothing can be stale, and those
 * who run at the same time do not meet.
 */
export const pack = async (): Promise<Packed> => {
  const { folder, remove } = await temporary("packed")
  try {
    await succeed(
      "npx",
      ["-y", pnpm(), "--filter", "./packages/*", "pack", "--pack-destination", folder],
      root
    )
  } catch (error) {
    remove()
    throw error
  }
  return { tarball: (name) => join(folder, tarballName(name)), remove }
}

/**
 * Installs some of the packages in a project outside the workspace, with what else a project of its own would install.
 * The packages find each other as tarballs, too: they are in no registry yet.
 */
export const install = async (
  packed: Packed,
  names: ReadonlyArray<PackageName>,
  others: Readonly<Record<string, string>>
): Promise<Consumer> => {
  const { folder, remove } = await temporary("consumer")
  const from = (name: PackageName) => [manifestOf(name).name, `file:${packed.tarball(name)}`] as const
  const dependencies = { ...Object.fromEntries(names.map(from)), ...others }
  const settings = {
    overrides: Object.fromEntries(packageNames.map(from)),
    // A peer that is missing is an error: none may come along by chance. Aculab's library lacks one of its own.
    autoInstallPeers: false,
    strictPeerDependencies: true,
    peerDependencyRules: { ignoreMissing: ["webpack"] },
    allowBuilds: { msw: false }
  }
  try {
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ private: true, type: "module", dependencies })
    )
    // JSON is YAML, too.
    writeFileSync(join(folder, "pnpm-workspace.yaml"), JSON.stringify(settings))
    await succeed("npx", ["-y", pnpm(), "install", "--prefer-offline"], folder)
  } catch (error) {
    remove()
    throw error
  }
  return { folder, remove, installed: (name) => join(folder, "node_modules", manifestOf(name).name) }
}

const manifestOf = (name: PackageName): Manifest => manifest(join(root, "packages", name))

const tarballName = (name: PackageName): string => {
  const { name: full, version } = manifestOf(name)
  return `${full.replace("@", "").replace("/", "-")}-${version}.tgz`
}

/** How the modules of an installed package are imported, `folder` being one of its `dist`. */
export const specifiers = (consumer: Consumer, name: PackageName, folder = ""): ReadonlyArray<string> =>
  readdirSync(join(consumer.installed(name), "dist", folder))
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file.slice(0, -".js".length)))
    .map((module) => `${manifestOf(name).name}${module === "index" ? "" : `/${module}`}`)
    .sort()

/** Writes files of the consumer's own. */
export const write = (consumer: Consumer, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    const file = join(consumer.folder, name)
    mkdirSync(join(file, ".."), { recursive: true })
    writeFileSync(file, text)
  }
}
