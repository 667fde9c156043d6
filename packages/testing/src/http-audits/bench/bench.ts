import type { Duration } from '@devicegrant/core'
import { encodeForm, type Fields } from './encode.js'
import { expectStarted, type Started } from './expectations.js'
import type { AuditFixtures, OptionalFixture } from './fixtures.js'
import { type Reply, replyTo } from './reply.js'
import type { AuditRequest, AuditTarget, DisabledFixture } from './target.js'

/** The paths of the endpoints, below the base URL. */
export const paths = {
  start: '/device_authorization',
  token: '/token',
  revoke: '/revoke',
  introspect: '/introspect',
  login: '/login',
  jwks: '/jwks',
  metadata: '/.well-known/oauth-authorization-server',
  page: '/device',
  lookup: '/device/lookup',
  decision: '/device/decision',
  linked: '/device/linked',
  unlink: '/device/linked/unlink',
  unlinkAll: '/device/linked/unlink?everything=1',
  linkedList: '/device/linked/list',
  linkedEnd: '/device/linked/end',
} as const

/** The grant type of RFC 8628 §3.4. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Headers of a request. */
export type Headers = AuditRequest['headers']

/** A body and its media type. */
export interface Content {
  readonly body: string | Uint8Array
  readonly type?: string
}

/** Everything that an audit can do to a server. Paths are relative to the base URL. */
export interface Bench {
  readonly fixtures: AuditFixtures
  /** A fixture that the audit needs. */
  fixture<Name extends OptionalFixture>(name: Name): NonNullable<AuditFixtures[Name]>
  /** Sends exactly this request; `path` begins at the root of the host. */
  sendRaw(request: AuditRequest): Promise<Reply>
  send(method: string, path: string, headers?: Headers): Promise<Reply>
  post(path: string, content: Content, headers?: Headers): Promise<Reply>
  form(path: string, fields: Fields, headers?: Headers): Promise<Reply>
  json(path: string, value: unknown, headers?: Headers): Promise<Reply>
  /** Starts a device authorization for the fixture client, and expects the server to respond with codes. */
  start(fields?: Readonly<Record<string, string>>): Promise<Started>
  /** Sends one poll of the fixture client, or of the client in the fields. */
  poll(deviceCode: string, fields?: Readonly<Record<string, string>>, headers?: Headers): Promise<Reply>
  advance(by: Duration): Promise<void>
  /** Moves past the present moment. A server in real time does not need it. */
  pass(): Promise<void>
  disable(what: DisabledFixture, disabled: boolean): Promise<void>
}

/** Makes a bench for this target. */
export function createBench(target: AuditTarget): Bench {
  const { fixtures } = target
  const prefix = pathOf(fixtures.baseUrl)

  async function sendRaw(request: AuditRequest): Promise<Reply> {
    return replyTo(request, await target.send(request))
  }

  function post(path: string, { body, type }: Content, headers: Headers = []): Promise<Reply> {
    const typed: Headers = type === undefined ? headers : [['Content-Type', type], ...headers]
    return sendRaw({ method: 'POST', path: prefix + path, headers: typed, body })
  }

  const bench: Bench = {
    fixtures,
    fixture(name) {
      const offered = fixtures[name]
      if (offered === undefined) throw new Error(`the target has no ${name}: list it in the needs of the audit`)
      return offered
    },
    sendRaw,
    post,
    send: (method, path, headers = []) => sendRaw({ method, path: prefix + path, headers }),
    form: (path, fields, headers) => post(path, { body: encodeForm(fields), type: formType }, headers),
    json: (path, value, headers) => post(path, { body: JSON.stringify(value), type: jsonType }, headers),
    async start(fields = {}) {
      return expectStarted(await bench.form(paths.start, { client_id: fixtures.client.clientId, ...fields }))
    },
    poll(deviceCode, fields = {}, headers = []) {
      const asked = { grant_type: deviceGrant, device_code: deviceCode, client_id: fixtures.client.clientId }
      return bench.form(paths.token, { ...asked, ...fields }, headers)
    },
    async advance(by) {
      if (target.advance === undefined)
        throw new Error('the target cannot advance its clock: list it in the needs of the audit')
      await target.advance(by)
    },
    pass: async () => target.advance?.(1),
    async disable(what, disabled) {
      if (target.disable === undefined) throw new Error('the target cannot disable: list it in the needs of the audit')
      await target.disable(what, disabled)
    },
  }
  return bench
}

/** The media types that the endpoints accept. */
export const formType = 'application/x-www-form-urlencoded'
export const jsonType = 'application/json'

/** The path of a URL, without a slash at the end. */
export function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/$/, '')
}
