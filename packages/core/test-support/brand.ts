import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { createDeviceGrant } from '../src/compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../src/compose/options.js'
import type { HttpResponse } from '../src/http/message.js'
import type { HttpRequest } from '../src/ports/http-request.js'
import type { PageOptions } from '../src/verification/page-options.js'
import { formRequest, requestOf, responseOf } from './http.js'

/** A grant with this page. Its person is always signed in at the host, unless the page has a password login. */
export interface BrandedGrant {
  readonly host: FakeHost
  /** Sends a request to the grant. */
  send(request: HttpRequest): Promise<HttpResponse>
  /** Opens a path of the page. */
  open(path: string, query?: string): Promise<HttpResponse>
  /** Sends a form of the page, as its browser does. */
  submit(path: string, fields: Readonly<Record<string, string>>, cookie?: string): Promise<HttpResponse>
  /** Starts an authorization of the client, and returns its user code. */
  start(scope?: string): Promise<string>
}

/** Makes a grant with these options of the page. */
export function brandedGrant(page: PageOptions, changes: Partial<DeviceGrantOptions> = {}): BrandedGrant {
  const host = createFakeHost({ issuer: 'https://example.com' })
  const { passwordLogin: _passwordLogin, ...options } = host.options
  const session = { subject: 'fake-subject-of-alice', sessionId: 'session-1', authenticatedAt: host.clock.now() }
  const { handler } = createDeviceGrant({
    ...options,
    stores: createMemoryStores({ clock: host.clock }),
    ...(changes.passwordLogin === undefined && { hostSessions: { find: () => session, signInUrl: () => '/sign-in' } }),
    page,
    ...changes,
  })
  const send = (request: HttpRequest) => responseOf(handler, request)
  const own = { origin: 'https://example.com', 'sec-fetch-site': 'same-origin' }
  return {
    host,
    send,
    open: (path, query = '') => send(requestOf({ method: 'GET', path, query })),
    submit: (path, fields, cookie = '') =>
      send(formRequest(path, String(new URLSearchParams(fields)), { ...own, ...(cookie !== '' && { cookie }) })),
    async start(scope = 'read') {
      const started = await send(
        formRequest('/device_authorization', `client_id=fake-cli&scope=${encodeURIComponent(scope)}`),
      )
      const { user_code: userCode } = JSON.parse(started.body)
      return String(userCode)
    },
  }
}
