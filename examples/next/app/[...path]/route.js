// All paths that no other route or page of the application has: /device, /token, /.well-known/… and so on.

import { devicegrant } from '../../lib/grant.js'

/** @param {Request} request */
async function respond(request) {
  const { handle } = await devicegrant()
  return (await handle(request)) ?? new Response('Not found', { status: 404 })
}

export { respond as GET, respond as OPTIONS, respond as POST }
