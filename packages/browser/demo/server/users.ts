/** Who is signed in. A demonstration: there is no password, and a restart forgets everybody. */

export interface AnyUser {
  readonly name: string
  /** What voice biometrics and calls know the person by: letters, digits and `-`. */
  readonly id: string
  readonly session: string
}

export interface Users {
  /** Undefined for a name that nobody has. */
  readonly signIn: (name: string) => AnyUser | undefined
  readonly signOut: (user: AnyUser | undefined) => void
  readonly of: (session: string) => AnyUser | undefined
}

export const users = (): Users => {
  const bySession = new Map<string, AnyUser>()
  return {
    signIn: (given) => {
      const name = given.trim()
      const id = name
        .normalize("NFKD")
        .replaceAll(/\p{M}/gu, "")
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
      if (!/[a-z0-9]/.test(id) || name.length > 40) return undefined
      const user = { name, id, session: crypto.randomUUID() }
      bySession.set(user.session, user)
      return user
    },
    signOut: (user) => {
      if (user !== undefined) bySession.delete(user.session)
    },
    of: (session) => bySession.get(session)
  }
}

export const signedIn = (table: Users, request: Request): AnyUser | undefined => {
  const cookie = /(?:^|; )session=([\w-]+)/.exec(request.headers.get("cookie") ?? "")
  return cookie?.[1] === undefined ? undefined : table.of(cookie[1])
}
