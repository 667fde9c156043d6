import {
  type Client,
  type ClientRegistry,
  createDeviceGrant,
  type DeviceGrant,
  type DeviceGrantOptions,
} from '@devicegrant/core'
import {
  at,
  auth0,
  type Dialect,
  dreadnode,
  dreadnodeUnversioned,
  entra,
  github,
  gitlab,
  google,
  huggingFace,
  hydra,
  npm,
  okta,
  oracle,
  rfc8628,
  sentry,
  stripe,
  trakt,
} from '@devicegrant/core/dialects'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost, type FakeHostSettings } from '@devicegrant/testing'
import type { OpenDoor } from './doors.js'

/** Every dialect that can be served at once. */
export const allDialects: readonly Dialect[] = [
  rfc8628,
  oracle,
  auth0,
  dreadnode,
  dreadnodeUnversioned,
  github,
  entra,
  hydra,
  stripe,
  sentry,
  npm,
]

/** Dialects that share a path with one of those. */
const otherDialects: readonly Dialect[] = [google, gitlab, huggingFace, okta, trakt]

/** The dialect of the RFC with its sign-in and its page in their place, and its endpoints where no other dialect is. */
const aside = at(rfc8628, {
  paths: { deviceAuthorization: '/aside/device', token: '/aside/token', revocation: false, introspection: false },
})

/** The dialects that are served in the tests of one dialect: all of them, if it can be served beside them. */
export function dialectsWith(name: string): readonly Dialect[] {
  const other = otherDialects.find((dialect) => dialect.name === name)
  return other === undefined ? allDialects : [other, aside]
}

/** Stands for everybody in the dialect that names no client. */
const dreadnodeClient: Client = {
  clientId: 'dreadnode',
  name: 'Dreadnode CLI',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  refreshTokens: 'always',
  scopes: ['read'],
  defaultScopes: ['read'],
  verified: true,
}

/** A fake host that speaks every dialect on one store. */
export interface DialectHost {
  readonly host: FakeHost
  readonly grant: DeviceGrant
}

/** Stands for everybody in npm's web login. */
const npmClient: Client = { ...dreadnodeClient, clientId: 'npm', name: 'npm', grantTypes: ['device_code'] }

/** `more` are clients that the fake host does not know. */
export function createDialectHost(
  settings: FakeHostSettings & { readonly more?: readonly Client[] } = {},
  changes: Partial<DeviceGrantOptions> = {},
): DialectHost {
  const host = createFakeHost(settings)
  const known = [dreadnodeClient, npmClient, ...(settings.more ?? [])]
  const clients: ClientRegistry = {
    findClient: async (clientId) =>
      known.find((client) => client.clientId === clientId) ?? host.options.clients.findClient(clientId),
  }
  const stores = createMemoryStores({ clock: host.clock })
  return { host, grant: createDeviceGrant({ ...host.options, stores, clients, dialects: allDialects, ...changes }) }
}

/** The handler itself as a door: request value in, answer value out. */
export function openHandler({ handler }: DeviceGrant): OpenDoor {
  return {
    async send({ method, path, headers, body = '' }) {
      const [bare = '', query = ''] = path.split('?', 2)
      const bytes = Buffer.from(body)
      const response = await handler({
        method,
        path: bare,
        query,
        headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: { kind: 'stream', read: async (limit) => (bytes.length > limit ? 'tooLarge' : bytes) },
        remote: '127.0.0.1',
      })
      if (response === undefined) return { status: 404, headers: [], body: '' }
      const sent = Object.entries(response.headers).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one] as const),
      )
      return { status: response.status, headers: sent, body: response.body }
    },
    close: async () => {},
  }
}
