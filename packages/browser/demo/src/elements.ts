/** The element of the page with this id. A page without it is a mistake of ours. */
export const element = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`)
  return found
}

/** Shows a text in the first of two places, and takes away what the other showed. */
export const showIn = ([shown, other]: readonly [HTMLElement, HTMLElement], text: string): void => {
  shown.textContent = text
  other.textContent = ""
}

/** What went wrong, as a sentence: not every message ends like one. */
export const sentenceOf = ({ message }: { readonly message: string }): string =>
  message.replace(/[^.?]$/, "$&.")
