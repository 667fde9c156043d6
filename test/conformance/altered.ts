import type { Breaking } from './world.js'

/** A request of the audits, as a fault sees it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly form: URLSearchParams
  readonly headers: Headers
}

/** A response, as a fault changes it. */
export interface Changeable {
  status: number
  readonly headers: Headers
  body: string
}

/** Changes responses. */
export function onResponse(change: (response: Changeable, request: SeenRequest) => void): Breaking {
  return (respond) => async (request) => {
    const seen = await see(request)
    const response = await respond(request)
    const changeable = {
      status: response.status,
      headers: new Headers(response.headers),
      body: await response.text(),
    }
    change(changeable, seen)
    const { status, headers, body } = changeable
    headers.delete('Content-Length')
    return new Response(body === '' ? null : body, { status, headers })
  }
}

/** Changes the form of POST requests, and their headers. */
export function onRequest(change: (request: SeenRequest) => void): Breaking {
  return (respond) => async (request) => {
    const seen = await see(request)
    if (seen.method !== 'POST') return respond(request)
    change(seen)
    const { method, headers, form } = seen
    headers.delete('Content-Length')
    return respond(new Request(request.url, { method, headers, body: form.toString() }))
  }
}

/** Responds to some requests in place of the server. */
export function instead(respondTo: (request: SeenRequest) => Response | undefined): Breaking {
  return (respond) => async (request) => respondTo(await see(request)) ?? respond(request)
}

/** Both faults. */
export function together(...faults: readonly Breaking[]): Breaking {
  return (respond) => faults.reduce((inner, fault) => fault(inner), respond)
}

/** Changes the members of the JSON object in a response, if it has one. */
export function changeMembers(
  response: Changeable,
  change: (members: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): void {
  if (!response.body.startsWith('{')) return
  response.body = JSON.stringify(change(JSON.parse(response.body)))
}

/** Whether a response has this error. */
export function hasError({ body }: Changeable, error: string): boolean {
  return body.includes(`"error":"${error}"`)
}

async function see(request: Request): Promise<SeenRequest> {
  const form = new URLSearchParams(request.method === 'POST' ? await request.clone().text() : '')
  return { method: request.method, path: new URL(request.url).pathname, form, headers: new Headers(request.headers) }
}
