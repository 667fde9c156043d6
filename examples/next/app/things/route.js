// A route of the application, for devices with a token.

import { devicegrant } from '../../lib/grant.js'

/** @param {Request} request */
export async function GET(request) {
  const { grant } = await devicegrant()
  const verdict = await grant.bearer({ scope: ['read'] })(request.headers.get('authorization') ?? undefined)
  if (verdict.ok) return Response.json({ owner: verdict.claims.subject })
  const { status, headers, body } = verdict.response
  const response = new Response(body, { status })
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) response.headers.append(name, value)
  }
  return response
}
