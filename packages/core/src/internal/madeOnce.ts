/** Made when it is first wanted, and kept. At the top of a module a schema would be in every page, wanted or not. */
export const madeOnce = <A extends object>(make: () => A): (() => A) => {
  let made: A | undefined
  return () => (made ??= make())
}
