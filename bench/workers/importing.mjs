// @ts-check
// Imports one program, in a process that has done nothing else, and tells how long that took.
const [program = ""] = process.argv.slice(2)
const start = performance.now()
const { send } = await import(program)
const milliseconds = performance.now() - start
if (typeof send !== "function") throw new Error("the program has no send")
process.stdout.write(String(milliseconds))
