/**
 * What the simulator does with a request: it answers, or something breaks on the way.
 *
 * `simulator.fetch` turns this into what `fetch` would do. Whoever owns a real connection (the server, a service
 * worker) breaks that connection instead.
 */
export type Answer =
  | {
      readonly kind: "response"
      readonly response: Response
      /**
       * Present when the body will not end as it should. `"reset"`: half of it comes, then the stream errors.
       * `"stall"`: half of it comes, then nothing, until the request is aborted.
       */
      readonly broken?: "reset" | "stall"
    }
  /** The connection breaks before an answer. */
  | { readonly kind: "reset" }
  /** There was no connection to begin with. */
  | { readonly kind: "refuse" }
  /** No answer ever comes. `ended` resolves once the request is aborted or the simulator is closed. */
  | { readonly kind: "stall"; readonly ended: Promise<void> }
