/** The part of espeak-ng (compiled to WebAssembly, without types of its own) that the tests use. */
declare module "espeak-ng" {
  interface Program {
    readonly FS: {
      readonly readFile: (path: string) => Uint8Array
      readonly readdir: (path: string) => ReadonlyArray<string>
    }
  }
  /** Runs the command `espeak-ng` once. */
  export default function ESpeakNg(options: {
    readonly arguments: ReadonlyArray<string>
    readonly print?: (line: string) => void
    readonly printErr?: (line: string) => void
  }): Promise<Program>
}
