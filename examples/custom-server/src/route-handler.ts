import { fetchHandler, type Mountable } from '@devicegrant/core'

/** What a Next.js route file exports, `app/auth/[...path]/route.ts` say. */
export interface RouteHandlers {
  GET(request: Request): Promise<Response>
  POST(request: Request): Promise<Response>
}

/**
 * devicegrant as route handlers below `prefix`. The grant needs the `baseUrl` of that prefix. The metadata is found at the
 * root of the host (RFC 8414 §3.1), so the same without a prefix goes into `app/.well-known/[...path]/route.ts`.
 */
export function createRouteHandlers(grant: Mountable, prefix = ''): RouteHandlers {
  const devicegrant = fetchHandler(grant, { prefix })
  const handle = async (request: Request): Promise<Response> =>
    (await devicegrant(request)) ?? new Response('Not found', { status: 404 })
  return { GET: handle, POST: handle }
}
