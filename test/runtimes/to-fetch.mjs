import { fetchHandler } from '@devicegrant/core'

/** The grant and its host's routes behind the fetch door. */
export function createFetch({ grant, respondOwn }) {
  const devicegrant = fetchHandler(grant)
  return async (request, remote) => {
    const response = await devicegrant(request, remote === undefined ? {} : { remote })
    if (response !== undefined) return response
    const { status, headers, body } = await respondOwn({
      method: request.method,
      url: request.url,
      authorization: request.headers.get('authorization') ?? undefined,
      dpop: request.headers.get('dpop') ?? undefined,
    })
    return new Response(body, { status, headers })
  }
}
