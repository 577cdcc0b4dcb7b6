/** The command `aculab-cloud-simulator`: the simulator as a server of its own. */
import { readFileSync } from "node:fs"
import { styleText } from "node:util"
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import { Clock } from "./Clock.js"
import type { ContentStore } from "./ContentStore.js"
import { diskContent } from "./disk.js"
import { isPhoneNumber, pageUrl } from "./internal/checks.js"
import { nameProblem } from "./internal/fileRules.js"
import { type LogLine, logLine } from "./internal/logLines.js"
import { defaultServices } from "./Services.js"
import { makeSimulator, type Simulator } from "./Simulator.js"
import { specialNumbers } from "./SpecialNumbers.js"
import { type RunningServer, serve } from "./server.js"

const flags = {
  port: Flag.Int("port").pipe(
    Flag.withDescription("Port to listen on; 0 takes one that is free (default: 8080)"),
    Flag.filter(
      (port) => port >= 0 && port <= 65_535,
      () => "a number from 0 to 65535"
    ),
    Flag.withDefault(8080)
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription("Address to listen on; 0.0.0.0 lets other machines in (default: 127.0.0.1)"),
    Flag.withDefault("127.0.0.1")
  ),
  speed: Flag.Finite("speed").pipe(
    Flag.withDescription(
      "How many times faster than life its time passes, so that its clock gets ahead of yours (default: 1)"
    ),
    Flag.filter(
      // Faster, and its time soon leaves the years that a date can say.
      (speed) => speed > 0 && speed <= 1_000_000,
      () => "a number above 0, up to 1000000"
    ),
    Flag.withDefault(1)
  ),
  numbers: Flag.String("number").pipe(
    Flag.withDescription(
      "One of the account's telephone numbers; may be repeated. Without any, every number is"
    ),
    Flag.filter(isPhoneNumber, () => "a full international number, digits only"),
    Flag.atLeast(0)
  ),
  media: Flag.String("media").pipe(
    Flag.withDescription("Name of a file that the message media store holds; may be repeated"),
    Flag.filter(
      (name) => nameProblem("msg_media", name) === undefined,
      (name) => `a file name, which ${nameProblem("msg_media", name)}`
    ),
    Flag.atLeast(0)
  ),
  files: Flag.String("files").pipe(
    Flag.withDescription(
      "Folder to keep the contents of uploaded files in, until the program ends (default: in memory)"
    ),
    Flag.optional
  ),
  notificationPage: Flag.String("notification-page").pipe(
    Flag.withDescription("URL of the page that hears of received messages"),
    Flag.filter(
      (url) => pageUrl(url).valid,
      () => "an http or https URL without credentials"
    ),
    Flag.optional
  )
}

interface Settings {
  readonly port: number
  readonly host: string
  readonly speed: number
  readonly numbers: readonly string[]
  readonly media: readonly string[]
  readonly files: Option.Option<string>
  readonly notificationPage: Option.Option<string>
}

const colours = { good: "green", bad: "red" } as const

const print = ({ time, text, tone }: LogLine): void => {
  // styleText leaves colours out when standard output is not a terminal, or NO_COLOR is set.
  console.log(`${styleText("dim", time)} ${tone === "plain" ? text : styleText(colours[tone], text)}`)
}

const makeContent = (folder: string) =>
  Effect.try({
    try: () => diskContent(folder),
    catch: (cause) =>
      new CliError.UserError({
        cause,
        userMessage: `Could not keep files in ${folder}: ${cause instanceof Error ? cause.message : cause}`
      })
  })

const startSimulator = (settings: Settings, content: ContentStore | undefined): Simulator => {
  const clock = Clock.real({ speed: settings.speed })
  const simulator: Simulator = makeSimulator({
    clock,
    files: { content },
    ...(settings.numbers.length > 0 ? { numbers: settings.numbers } : {}),
    ...(Option.isSome(settings.notificationPage)
      ? { notificationPage: { url: settings.notificationPage.value } }
      : {}),
    observe: (event) => {
      print(logLine(event, clock.now()))
      // Nobody here can ask for the records, and their bodies are what fills the memory of a server.
      if (event.kind === "request" || event.kind === "socket") simulator.clearRequests()
    }
  })
  const bytes = new TextEncoder().encode("a file of the simulator's\n")
  for (const name of settings.media) simulator.files.put({ filetype: "msg_media", name, bytes })
  return simulator
}

const startServer = (simulator: Simulator, { port, host }: Settings) =>
  Effect.tryPromise({
    try: () => serve(simulator, { port, host }),
    catch: (cause) =>
      new CliError.UserError({
        cause,
        userMessage: `Could not listen on ${host}, port ${port}: ${cause instanceof Error ? cause.message : cause}`
      })
  })

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/.test(host)

/** The SDK sends credentials over plain HTTP to nobody but this machine, unless it is told to. */
const forOthers = [
  "",
  "Other machines reach it at an address of this one, and have to be told that plain HTTP is fine:",
  "",
  "export ACULAB_ALLOW_PLAIN_HTTP=true"
]

const welcome = ({ account }: Simulator, server: RunningServer, { host }: Settings): string =>
  [
    `A simulated Aculab Cloud is listening on ${server.url}. Stop it with Ctrl-C.`,
    "",
    "Its account, for the environment of a program:",
    "",
    `export ACULAB_CLOUD_ID=${account.cloudId}`,
    `export ACULAB_USERNAME=${account.username}`,
    `export ACULAB_API_ACCESS_KEY=${account.apiAccessKey}`,
    `export ACULAB_BASE_URL=${server.url}`,
    ...(isThisMachine(host) ? [] : forOthers),
    "",
    "Its outbound services:",
    "",
    `  ${defaultServices.rest.name}  password ${defaultServices.rest.password}  (REST)`,
    `  ${defaultServices.uas.name}  password ${defaultServices.uas.password}  (UAS)`,
    "",
    "Messages to these numbers show what can go wrong:",
    "",
    ...specialNumbers.map(({ number, description }) => `  ${number}  ${description}`),
    "",
    "A message arrives at a number of yours with:",
    "",
    `  curl -u "$ACULAB_CLOUD_ID/$ACULAB_USERNAME:$ACULAB_API_ACCESS_KEY" \\`,
    `    -d from=15550001234 -d to=15552341234 -d content=STOP "$ACULAB_BASE_URL/simulator/receive"`,
    ""
  ].join("\n")

const run = Effect.fn("simulator")(function* (settings: Settings) {
  const content = Option.isSome(settings.files) ? yield* makeContent(settings.files.value) : undefined
  const simulator = yield* Effect.acquireRelease(
    Effect.sync(() => startSimulator(settings, content)),
    (started) => Effect.sync(() => started.close())
  )
  const server = yield* Effect.acquireRelease(startServer(simulator, settings), (started) =>
    Effect.promise(() => started.close())
  )
  yield* Console.log(welcome(simulator, server, settings))
  return yield* Effect.never
}, Effect.scoped)

const command = Command.make("aculab-cloud-simulator", flags, run).pipe(
  Command.withDescription(
    "A local, stateful stand-in for the Aculab Cloud web services, for tests and demos without an account."
  ),
  Command.withExamples([
    { command: "aculab-cloud-simulator", description: "Listen on http://127.0.0.1:8080" },
    {
      command: "aculab-cloud-simulator --port 0 --speed 10",
      description: "Any free port, ten times as fast"
    },
    {
      command: "aculab-cloud-simulator --number 15552341234 --media cat.jpg",
      description: "An account with one number and one file for MMS"
    },
    {
      command: "aculab-cloud-simulator --files /tmp/recordings",
      description: "Uploads of any size, on disk"
    },
    {
      command: "aculab-cloud-simulator --notification-page http://127.0.0.1:3000/messages",
      description: "Tell a page of yours about received messages"
    }
  ])
)

const packageJson: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8")
)

// What effect/cli needs of Node, from the package that does not bring a database client along.
const services = Layer.mergeAll(
  NodeChildProcessSpawner.layer.pipe(Layer.provideMerge(Layer.merge(NodeFileSystem.layer, NodePath.layer))),
  NodeStdio.layer,
  NodeTerminal.layer
)

/** Ctrl-C is how this program is meant to end: that is no error. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)
    ? onExit(0)
    : Runtime.defaultTeardown(exit, onExit)

// Who read the log may have enough of it, as `head` has, or a test that only wanted the address: the server is still in use.
process.stdout.on("error", () => {})
process.stderr.on("error", () => {})

command.pipe(
  Command.run({ version: packageJson.version }),
  Effect.provide(services),
  // What is wrong was shown already, in words.
  (program) => NodeRuntime.runMain(program, { teardown, disableErrorReporting: true })
)
