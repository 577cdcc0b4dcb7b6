import { signIn } from "../../../lib/session.ts"

export const POST = async (request: Request): Promise<Response> => {
  const cookie = signIn(await request.formData())
  return cookie === undefined
    ? new Response(null, { status: 401 })
    : new Response(null, { status: 204, headers: { "set-cookie": cookie } })
}
