import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { createJwtIssuer } from '../../defaults/jwt/issuer.js'
import { generateSigningKey } from '../../defaults/jwt/keys.js'
import { PortFault } from '../../service/call/faults.js'
import { createDeviceGrant } from '../create-device-grant.js'
import type { DeviceGrantOptions } from '../options.js'

const host = createFakeHost({ issuer: 'https://example.com' })
const memory = createMemoryStores()
const { families: _, ...withoutFamilies } = memory

const grantWith = (changes: Partial<DeviceGrantOptions> = {}) =>
  createDeviceGrant({ ...host.options, stores: memory, onWarning: () => {}, ...changes })

describe('the description of a grant', () => {
  it('names paths, stores, sign-in, limits and proxies', () => {
    const description = grantWith({ baseUrl: 'https://example.com/auth' }).describe()
    expect(description).toMatchObject({
      issuer: 'https://example.com',
      baseUrl: 'https://example.com/auth',
      dialects: ['rfc8628'],
      stores: { authorizations: 'memory', families: 'memory', jtis: 'memory', limits: 'memory' },
      signIn: { passwordLogin: true, passwordGrant: false, hostSessions: false },
      trustedProxies: [],
      forwardedHeader: 'x-forwarded-for',
      warnings: [],
    })
    expect(description.routes).toContainEqual({ method: 'POST', path: '/device_authorization' })
    expect(description.routes).toContainEqual({ method: 'GET', path: '/device' })
    expect(description.routes).toContainEqual({ method: 'POST', path: '/revoke' })
  })

  it('follows the options', () => {
    const changes = { limits: false, trustedProxies: { hops: 2 }, stores: withoutFamilies } as const
    const description = grantWith(changes).describe()
    expect(description).toMatchObject({ limits: 'off', trustedProxies: { hops: 2 }, stores: { families: 'missing' } })
    expect(description.warnings).toMatchObject([{ code: 'limits-off' }])
    expect(grantWith({ ...changes, acceptWarnings: ['limits-off'] }).describe().warnings).toEqual([])
    expect(description.routes).not.toContainEqual({ method: 'POST', path: '/revoke' })
    expect(grantWith({ trustedProxies: () => undefined }).describe()).toMatchObject({ trustedProxies: 'function' })
    const starts = { all: { burst: 7, every: 1000 } }
    expect(grantWith({ limits: { starts } }).describe().limits).toMatchObject({ starts })
  })

  it('contains no secret and no key', async () => {
    const key = await generateSigningKey()
    const secret = 'planted-secret-0123456789abcdefghij'
    const text = JSON.stringify(grantWith({ secret, tokens: createJwtIssuer({ keys: [key] }) }).describe())
    expect(text).not.toContain(secret)
    expect(text).not.toContain(key.d)
  })
})

describe('the probe of a grant', () => {
  const parts = ['stores.authorizations', 'stores.families', 'stores.jtis', 'stores.limits', 'tokens']

  it('works with working parts, and leaves nothing behind', async () => {
    const tokens = createJwtIssuer({ keys: [await generateSigningKey()] })
    const { create } = memory.authorizations
    const creation = vi.spyOn(memory.authorizations, 'create').mockImplementation(create)
    expect(await grantWith({ tokens }).probe()).toEqual(parts.map((part) => ({ part })))
    expect(creation).not.toHaveBeenCalled()
    creation.mockRestore()
  })

  it('leaves out the stores that are not used', async () => {
    const { clientAssertions: _, ...options } = host.options
    const { authorizations } = memory
    const grant = createDeviceGrant({ ...options, stores: { authorizations }, onWarning: () => {} })
    expect((await grant.probe()).map(({ part }) => part)).toEqual(['stores.authorizations', 'tokens'])
  })

  it('names each part that fails, with the cause', async () => {
    const down = async () => {
      throw new Error('down')
    }
    const hangs = () => new Promise<never>(() => {})
    const grant = grantWith({
      timeout: 10,
      stores: {
        authorizations: { ...memory.authorizations, recordPoll: down },
        families: { ...memory.families, find: hangs },
        jtis: { use: async () => false },
        limits: { ...memory.limits, reserve: async () => ({ granted: false, until: Date.now() + 1000 }) },
      },
      tokens: { ...host.options.tokens, verify: async () => undefined },
    })
    const results = await grant.probe()
    expect(results.map(({ part }) => part)).toEqual(parts)
    expect(results.map(({ fault }) => (fault instanceof Error ? fault.message : fault))).toEqual([
      'stores.authorizations.recordPoll failed',
      'stores.families.find failed',
      'stores.jtis.use says of a new name that it was used before',
      'stores.limits.reserve refuses the first try of a new name',
      'tokens.verify does not accept a token that tokens.issue has just made',
    ])
    expect(results[0]?.fault).toBeInstanceOf(PortFault)
    expect(results[0]?.fault).toMatchObject({ cause: new Error('down') })
  })
})
