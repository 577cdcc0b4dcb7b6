/** What is promised about security, and which tests prove it: the table of docs/threat-model.md. */

/** A test: its file, and words that stand in it as they stand here. */
export type Proof = readonly [file: string, words: string]

export interface Promised {
  readonly what: string
  readonly proofs: ReadonlyArray<Proof>
}

const core = (name: string): string => `packages/core/test/${name}.test.ts`
const node = (name: string): string => `packages/node/test/${name}.test.ts`
const browser = (name: string): string => `packages/browser/test/${name}.test.ts`
const cli = (name: string): string => `packages/cli-demo/test/${name}.test.ts`

export const promises: ReadonlyArray<Promised> = [
  {
    what: "Credentials go to the host of the base URL and to no other: redirects are never followed",
    proofs: [
      [core("errors"), "never follows a redirect, with or without another host"],
      [node("transportResponse"), "that redirects is returned, and nobody else is asked"],
      ["tests/faults/matrix.test.ts", "elsewhere"],
      [browser("TokenSource.backend"), 'redirect: "manual"']
    ]
  },
  {
    what: "A base URL or a cloud id names one host, however it is read",
    proofs: [
      [core("CloudAccount"), "a cloud id that would change the host"],
      [core("injection"), "is read in one way only: %j is refused"]
    ]
  },
  {
    what: "Nothing secret goes over plain `http` to another machine, unless `allowPlainHttp` says so or the page itself came so",
    proofs: [
      [core("CloudAccount"), "plain http to a host that starts like this one"],
      [core("CloudAccount"), "allows plain http to other machines when asked to"],
      [core("injection"), "to %s, and does not say the address"],
      [browser("TokenSource.backend"), "https://anna:secret@app.example.com/token"]
    ]
  },
  {
    what: "No answer leads a voice into the clear",
    proofs: [
      [core("BiometricSocket"), "a voice in the clear"],
      [core("BiometricSocket.session"), "a voice in the clear"]
    ]
  },
  {
    what: "No text becomes a header: line breaks are refused, by name and without the value",
    proofs: [
      [core("injection"), "with $name, and names the field without the value"],
      [core("CloudAccount"), "a line break in the user name"],
      [core("Files.upload"), "image/jpeg\\r\\nX-Evil: 1"],
      [browser("TokenSource.backend"), "secret\\r\\nx-evil: 1"],
      [browser("WebRtcClient.dial.chromium"), "1\\r\\nX-B: 2"],
      [node("transport"), "with a header that HTTP does not allow fails, and costs the pool no connection"]
    ]
  },
  {
    what: "No file name and no content breaks out of a form",
    proofs: [
      [core("transfer.multipart"), "holds one file, whatever its name: %j"],
      [core("transfer.multipart"), "has a boundary that nobody can guess"]
    ]
  },
  {
    what: "No name leads to another path or into the query; what is said is what arrives",
    proofs: [
      [core("Services"), "writes the name as one segment of the path"],
      [core("lookup"), "fails for %j alone, and sends nothing of it"],
      [core("requests.fuzz.node"), "says what it was told"]
    ]
  },
  {
    what: "Secrets are in no log, span, error, `inspect` or JSON, even when the cloud sends them back",
    proofs: [
      [core("secrets"), "appear nowhere after $name"],
      [core("secrets.node"), "secrets do not appear in what Node's inspect shows"],
      [core("Services.secrets"), "is in no error after a write that is sent back with %i"],
      [core("BiometricKeys"), "never shows the key in an error, whatever the cloud sends back"],
      [core("WebRtcTokens"), "never shows the token"],
      [core("BiometricSocket"), "hides its URL where it is printed"],
      [node("secrets"), "is in nothing that can be printed after $name"],
      [node("secrets"), "is in nothing that can be printed, whatever fails"],
      [browser("TokenSource.backend"), "finds a connection that breaks not available, and shows no address"],
      [cli("account"), "are in no output, whatever happens"],
      ["packages/simulator/test/secretsInLog.node.test.ts", "holds no credentials, neither right nor wrong"]
    ]
  },
  {
    what: "No input that is refused is said again: errors name the field and the rule",
    proofs: [
      [core("secrets"), "do not appear in the error of bad input"],
      [core("secrets"), "do not appear in the error of a bad account"]
    ]
  },
  {
    what: "An API access key has no way into a page",
    proofs: [
      [browser("TokenSource.backend"), "takes no API access key, by its types"],
      [browser("TokenSource.backend"), "refuses an API access key that gets past the types"],
      [
        browser("WebRtcClient.registration"),
        "refuses an API access key that gets past the types, and does not show it"
      ]
    ]
  },
  {
    what: "Endpoints for pages ask who it is first, name the origins that may ask, count, and forbid storing",
    proofs: [
      [core("VoiceEndpoint"), "refuses $name with $status, and the cloud hears nothing"],
      [core("VoiceEndpoint"), "asks who it is before it reads a body"],
      [core("VoiceEndpoint"), "may ask when they are named, and read the answer, errors too"],
      [core("VoiceEndpoint"), "lets each user ask ten times a minute"],
      [core("TokenEndpoint"), "lets each client ask ten times a minute"],
      [core("TokenEndpoint"), '"cache-control")).toBe("no-store")'],
      [core("RateLimit"), "counts at once: many at a time do not slip through"]
    ]
  },
  {
    what: "On Node's `http` no client chooses the host of `request.url` beyond its own `Host`, sends more than is taken, or hears why a handler failed",
    proofs: [
      [node("NodeHandler.request"), "its Host, though its path looks like another"],
      [node("NodeHandler.request"), "its Host, whatever a client says of a proxy"],
      [node("NodeHandler.request"), "that nobody reads and that does not end costs no more than the limit"],
      [node("NodeHandler.response"), "is answered for with 500 and nothing else"]
    ]
  },
  {
    what: "A page cannot weaken what the server decides about a verification",
    proofs: [
      [core("VoiceEndpoint"), "verifies as the server decides, and the page can weaken nothing"],
      [core("VoiceEndpoint"), "allows register and verify, an update only where it is named"]
    ]
  },
  {
    what: "Credentials of a status page are checked before the body is read, and compared to their end",
    proofs: [
      [core("MessageUpdates"), "refuses $name before the body is read"],
      [core("webhooks"), "are looked at to their end, wherever the first difference is"],
      [core("MessageUpdates"), "refuses a long body without reading all of it"]
    ]
  },
  {
    what: "An update that comes again can be recognised",
    proofs: [
      [core("webhooks"), "is known by its reference, part and state, however it travels"],
      [core("webhooks"), "is not taken for that of another message, part or state"]
    ]
  },
  {
    what: "No answer changes a prototype or is taken for something that every object has",
    proofs: [
      [core("pollution.fuzz.node"), "%s pollutes no prototype, whatever it is answered"],
      [core("MessageUpdates"), "keeps what is named like JavaScript's own as data"],
      [core("injection"), "does not take the code %s for one that is documented"],
      [cli("output"), "cannot fake a state with the name of something that every object has"]
    ]
  },
  {
    what: "No answer takes memory without a limit, hangs, or is anything but a result or the one error",
    proofs: [
      ["tests/faults/server/faults.ts", "128 KiB of gzip that are 128 MiB"],
      [core("errors"), "is cut to 500 characters, and the rest of a long one is not read"],
      [core("answers.fuzz.node"), "survives any JSON"],
      [core("sockets.fuzz.node"), "ends in a result or in the one error, and closes the socket"]
    ]
  },
  {
    what: "No name of the cloud leads out of the folder of a download, through a link neither",
    proofs: [
      [node("fileNames"), "$shown stays in the folder"],
      [node("fileNames"), "the target folder itself may be one: its path is the caller's"],
      [node("races"), "a file that came a moment ago is not replaced"]
    ]
  },
  {
    what: "What the cloud says moves no cursor, fakes no line of a log, and is no HTML",
    proofs: [
      [core("injection"), "is one line, whatever the cloud says: it fakes no line of a log"],
      [cli("output"), "shows halves of pairs and line ends as what they are"],
      [cli("reportsShow"), "escapes what comes from the cloud"]
    ]
  },
  {
    what: "A secret on the command line is refused, with a word about where it belongs, and not said again",
    proofs: [
      [cli("secrets"), "is refused with a word about where it belongs: $name"],
      [cli("secrets"), "is not said again where it stands by itself: $args"],
      [cli("account"), "are not accepted on the command line"]
    ]
  },
  {
    what: "What must not happen twice is not done twice",
    proofs: [
      [core("retries"), "sends at most one message through: $title"],
      [node("transportOnce"), "go out once each, when the one before them is reset"],
      ["tests/soak/soak.test.ts", "lose no reference and are not sent twice"]
    ]
  },
  {
    what: "Nothing is installed along with the packages whose licence nobody has looked at",
    proofs: [
      ["tests/licences.test.ts", "brings along only what is under a permissive licence"],
      ["tests/packages.test.ts", "core depends on its peer effect and on nothing else"]
    ]
  }
]

const linkTo = (file: string): string =>
  `[${file
    .split("/")
    .at(-1)
    ?.replace(/(\.test)?\.ts$/, "")}](../${file})`

/** Each promise, with the files of the tests that prove it. */
export const promisesTable = (): string =>
  [
    "| what is promised | which tests prove it |",
    "| --- | --- |",
    ...promises.map(({ what, proofs }) => {
      const files = [...new Set(proofs.map(([file]) => file))]
      return `| ${what} | ${files.map(linkTo).join(", ")} |`
    })
  ].join("\n")

const begin = "<!-- promises: generated by tests/security.test.ts -->"
const end = "<!-- end of promises -->"

/** The page with the table between its two marks. Throws if the marks are not there. */
export const withPromises = (page: string): string => {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)]
  if (start < 0 || stop < start) throw new Error("the page has no place for the table of promises")
  return `${page.slice(0, start)}${begin}\n\n${promisesTable()}\n\n${page.slice(stop)}`
}
