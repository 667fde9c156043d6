import { fetchHandler } from '@devicegrant/core'
import type { Mountable } from '@devicegrant/core/adapters'

/** The exports of a Next.js route file, such as `app/auth/[...path]/route.ts`. */
export interface RouteHandlers {
  GET(request: Request): Promise<Response>
  POST(request: Request): Promise<Response>
}

/**
 * Creates route handlers below `prefix`. The grant needs the `baseUrl` of that prefix. Clients look for the metadata at the
 * root of the host (RFC 8414 §3.1), so `app/.well-known/[...path]/route.ts` needs the same handlers without a prefix.
 */
export function createRouteHandlers(grant: Mountable, prefix = ''): RouteHandlers {
  const devicegrant = fetchHandler(grant, { prefix })
  const handle = async (request: Request): Promise<Response> =>
    (await devicegrant(request)) ?? new Response('Not found', { status: 404 })
  return { GET: handle, POST: handle }
}
