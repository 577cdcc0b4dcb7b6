/** What the command tells scripts when it ends. The help and the README show this table. */

export const exitCodes = {
  success: { code: 0, meaning: "Done, or answered." },
  unexpected: { code: 1, meaning: "Something that this command did not expect." },
  usage: { code: 2, meaning: "Wrong usage or invalid input. Nothing was sent." },
  credentials: { code: 3, meaning: "The cloud refused the credentials." },
  rejected: {
    code: 4,
    meaning: "The cloud said no, or does not know what was named, or what was followed did not end well."
  },
  unavailable: {
    code: 5,
    meaning:
      "The cloud is not available or not reachable, or asks to wait. Nothing happened: try again later."
  },
  unknown: { code: 6, meaning: "No certain answer: the cloud may have acted. Check before you repeat it." },
  disk: {
    code: 7,
    meaning: "A file on this machine could not be read or written to its end. Only a result file is kept."
  },
  notVerified: { code: 8, meaning: "The voice is not verified as the user's, or an attack was detected." },
  interrupted: {
    code: 130,
    meaning: "Interrupted with Ctrl-C, or the question whether to go on was answered with no."
  },
  outputClosed: {
    code: 141,
    meaning: "Who read the standard output has stopped, as `head` does. The command stops then, done or not."
  },
  terminated: { code: 143, meaning: "Ended from outside, by SIGTERM." }
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>

/** A row of the table. */
export type ExitCode = keyof typeof exitCodes
