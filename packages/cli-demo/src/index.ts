export { type ExitCode, exitCodes } from "./exitCodes.js"
export { run } from "./run.js"
