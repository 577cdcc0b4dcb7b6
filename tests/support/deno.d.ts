/** The part of Deno's own names that examples/deno-script uses: so that it is checked with the rest. */
declare namespace Deno {
  const args: ReadonlyArray<string>
  let exitCode: number
}
