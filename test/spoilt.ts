import { createDeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import {
  type AuditFixtures,
  type AuditRequest,
  type AuditResponse,
  type AuditTarget,
  createFakeHost,
  type FakeHostSettings,
} from '@devicegrant/testing'
import { openFetch } from './doors.js'

/** A change to a response. */
export type Spoil = (response: AuditResponse, request: AuditRequest) => AuditResponse

/** A way of being wrong, and audits that have to notice. */
export interface Sabotage {
  readonly what: string
  readonly target: AuditTarget
  readonly fails: readonly string[]
}

/** A correct server behind a proxy that changes requests or responses. */
export function spoilt({
  request = (sent) => sent,
  response = (came) => came,
  settings = {},
}: {
  readonly request?: (sent: AuditRequest, fixtures: AuditFixtures) => AuditRequest | Promise<AuditRequest>
  readonly response?: Spoil
  readonly settings?: FakeHostSettings
}): AuditTarget {
  const host = createFakeHost(settings)
  const stores = createMemoryStores({ clock: host.clock })
  // Audits send what deserves a warning.
  const onWarning = (): void => {}
  const door = openFetch(createDeviceGrant({ ...host.options, onWarning, stores }), host.options.issuer)
  return {
    fixtures: host.fixtures,
    advance: host.clock.advance,
    disable: host.disable,
    send: async (sent) => response(await door.send(await request(sent, host.fixtures)), sent),
  }
}

/** Leaves a header of answers out. */
export const withoutHeader =
  (name: string): Spoil =>
  (response) => ({ ...response, headers: response.headers.filter(([known]) => known.toLowerCase() !== name) })

/** Changes what stands in the bodies of answers. */
export const withBody =
  (pattern: RegExp, replacement: string): Spoil =>
  (response) => ({ ...response, body: response.body.replace(pattern, replacement) })

/** A body as text. */
export const text = (body: AuditRequest['body']) => (body === undefined ? '' : Buffer.from(body).toString())

/** Whether a request is sent to such a path. */
export const isAt = (sent: AuditRequest, path: RegExp) => path.test(sent.path.split('?')[0] ?? '')

/** Whether a request is a form. */
export const isForm = (sent: AuditRequest) => /urlencoded/.test(String(sent.headers))

/** The parameters of a form. */
export const parametersOf = (sent: AuditRequest) => new URLSearchParams(text(sent.body))

/** The same form with these parameters; one that is `undefined` is taken out. */
export function withParameters(
  sent: AuditRequest,
  changes: Readonly<Record<string, string | undefined>>,
): AuditRequest {
  const parameters = parametersOf(sent)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  return { ...sent, body: String(parameters) }
}

/** The refresh token that a form brings to the token endpoint. */
export const refreshTokenIn = (sent: AuditRequest) =>
  isAt(sent, /\/token$/) && sent.method === 'POST' && isForm(sent) ? parametersOf(sent).get('refresh_token') : null

/** The same form as if this client had sent it. */
export function sentBy(sent: AuditRequest, clientId: string, secret: string): AuditRequest {
  const proof = ['Authorization', `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`] as const
  const headers = [...sent.headers.filter(([name]) => name !== 'Authorization'), proof]
  return { ...withParameters(sent, { client_id: undefined, client_secret: undefined }), headers }
}
