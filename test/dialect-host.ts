import {
  type Client,
  type ClientRegistry,
  createDeviceGrant,
  type DeviceGrant,
  type DeviceGrantOptions,
} from '@devicegrant/core'
import {
  auth0,
  type Dialect,
  dreadnode,
  dreadnodeUnversioned,
  entra,
  oracle,
  rfc8628,
} from '@devicegrant/core/dialects'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost, type FakeHostSettings } from '@devicegrant/testing'
import type { OpenDoor } from './doors.js'

/** Every dialect that can be served at once. */
export const allDialects: readonly Dialect[] = [rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned, entra]

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

/** `more` are clients that the fake host does not know. */
export function createDialectHost(
  settings: FakeHostSettings & { readonly more?: readonly Client[] } = {},
  changes: Partial<DeviceGrantOptions> = {},
): DialectHost {
  const host = createFakeHost(settings)
  const known = [dreadnodeClient, ...(settings.more ?? [])]
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
