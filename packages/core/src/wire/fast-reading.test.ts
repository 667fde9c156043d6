import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auth0, yoto } from './dialects/auth0/auth0.js'
import { dreadnode, dreadnodeUnversioned } from './dialects/dreadnode/dreadnode.js'
import { entra } from './dialects/entra/entra.js'
import { github } from './dialects/github/github.js'
import { google } from './dialects/google/google.js'
import { deviceCodeGrant } from './dialects/oauth/requests.js'
import { oracle } from './dialects/oracle/oracle.js'
import { keycloak } from './dialects/realms/keycloak.js'
import { oktaServer } from './dialects/realms/okta-server.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import type { Endpoint, ParameterSpec, RequestSpec } from './endpoint.js'
import { withoutEmpty } from './parameters.js'

// A request that is read without the schema is read as the schema reads it.

const dialects = [
  rfc8628,
  auth0,
  yoto,
  oracle,
  dreadnode,
  dreadnodeUnversioned,
  entra,
  github,
  google,
  keycloak,
  oktaServer,
]
const fastSpecs = dialects.flatMap(({ name, endpoints }) =>
  endpoints.flatMap(({ path, reads }) =>
    specsOf(reads)
      .filter((spec) => spec.fast !== undefined)
      .map((spec): [string, ParameterSpec<object>] => [`${spec.operation} at ${path} of ${name}`, spec]),
  ),
)

function specsOf(reads: Endpoint['reads']): readonly RequestSpec[] {
  return 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
}

const values = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', 'https://api.example/', 'not a uri', deviceCodeGrant),
  fc.array(fc.oneof(fc.string(), fc.constant('https://api.example/')), { maxLength: 3 }),
  fc.constantFrom(null, undefined, 0, true, {}),
)
const names = [
  'device_label',
  'dpop_jkt',
  'grant_type',
  'device_code',
  'resource',
  'client_id',
  'client_secret',
  'scope',
  '__proto__',
  'other',
]
const requests = fc
  .array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 8 })
  .map((pairs) => withoutEmpty(Object.assign(Object.create(null), Object.fromEntries(pairs))))

describe.each(fastSpecs)('%s', (_, { fast, parameters: schema }) => {
  it('reads without the schema what the schema reads, and nothing else', () => {
    fc.assert(
      fc.property(requests, (sent) => {
        const read = fast?.(sent)
        if (read !== undefined) expect(schema.parse(sent)).toEqual(read)
      }),
      { numRuns: 2_000 },
    )
  })
})

const polls = fastSpecs.filter(([name]) => name.startsWith('exchangeDeviceCode '))

describe.each(polls)('%s', (_, { fast }) => {
  it('reads the request of every poll, and leaves the rest to the schema', () => {
    const sent = { grant_type: deviceCodeGrant, device_code: 'code', client_id: 'tv' }
    expect(fast?.(sent)).toEqual({ deviceCode: 'code', resources: [] })
    expect(fast?.({ ...sent, device_code: 7 })).toBe(undefined)
    expect(fast?.({ grant_type: deviceCodeGrant })).toBe(undefined)
  })
})

describe('startAuthorization at /device_authorization of rfc8628', () => {
  const [fast] = fastSpecs.filter(([name]) => name.startsWith('startAuthorization ')).map(([, spec]) => spec.fast)

  it.each([
    [{ client_id: 'tv' }, { scope: undefined, resources: [], label: undefined }],
    [
      { client_id: 'tv', scope: 'read  write read' },
      { scope: ['read', 'write'], resources: [], label: undefined },
    ],
  ])('reads %j', (sent, read) => {
    expect(fast?.(sent)).toEqual(read)
  })

  it.each([
    [{ scope: 'a"b' }],
    [{ scope: 7 }],
    [{ scope: ['read'] }],
    [{ scope: 'read', resource: 'https://api.example/' }],
    [{ device_label: 'TV' }],
    [{ scope: 'read', other: 'text' }],
    [{ scope: 'read', dpop_jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }],
  ])('leaves %j to the schema', (sent) => {
    expect(fast).toBeDefined()
    expect(fast?.(sent)).toBe(undefined)
  })
})

it('is there for the polls of every dialect', () => {
  // A dialect with two words for the grant type has two of them.
  const spoken = polls.map(([name]) => name.split(' of ')[1] ?? '')
  expect(new Set(spoken)).toEqual(new Set(dialects.map(({ name }) => name)))
})
