import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { day } from '../machine/time.js'
import { ConfigurationError } from '../misuse/configuration-error.js'
import type { RegistrationRequest } from '../ports/client-registration.js'
import { matchesSecret } from '../service/client/client-secret.js'
import { createStatelessRegistration, type StatelessRegistrationOptions } from './stateless-registration.js'

const clock = createManualClock()
const secret = 'a secret for registrations that is long'
const options: StatelessRegistrationOptions = {
  issuer: 'https://example.com',
  secrets: [secret],
  scopes: ['read', 'write'],
  clock,
}
const request: RegistrationRequest = {
  name: 'My tool',
  authMethod: 'client_secret_basic',
  grantTypes: ['device_code', 'refresh_token'],
  scopes: ['read'],
}

/** Registers a client that must not be refused. */
function register(changes: Partial<RegistrationRequest> = {}, more: Partial<StatelessRegistrationOptions> = {}) {
  const made = createStatelessRegistration({ ...options, ...more }).registerClient({ ...request, ...changes })
  if ('refused' in made) throw new Error(`refused: ${made.refused}`)
  return made
}

const find = (clientId: string, more: Partial<StatelessRegistrationOptions> = {}) =>
  createStatelessRegistration({ ...options, ...more }).findClient(clientId)

describe('a registered client', () => {
  it('is found with what was registered, and is not verified', () => {
    const { clientId, clientSecret = '', ...rest } = register()
    expect(rest).toEqual({
      expiresAt: clock.now() + 90 * day,
      grantTypes: ['device_code', 'refresh_token'],
      scopes: ['read'],
    })
    const { secretDigests = [], ...client } = find(clientId) ?? {}
    expect(client).toEqual({
      clientId,
      name: 'My tool',
      authMethods: ['client_secret_basic'],
      grantTypes: ['device_code', 'refresh_token'],
      scopes: ['read'],
      defaultScopes: ['read'],
      verified: false,
    })
    expect(matchesSecret(clientSecret, secretDigests)).toBe(true)
  })

  it('PK05: has the rules of the host for PKCE, proofs and the number, also if they were set later', () => {
    const { clientId } = register()
    expect(find(clientId)).not.toHaveProperty('pkce')
    expect(find(clientId)).not.toHaveProperty('verificationNumber')
    const rules = { dpop: 'required', pkce: 'required', verificationNumber: true } as const
    expect(find(clientId, rules)).toMatchObject(rules)
  })

  it('has no secret if it is public', () => {
    const made = register({ authMethod: 'none' })
    expect(made).not.toHaveProperty('clientSecret')
    expect(find(made.clientId)).not.toHaveProperty('secretDigests')
  })

  it('may request every allowed scope value if it registered none, and gets none by default', () => {
    const { scopes: _scopes, ...unscoped } = request
    const made = createStatelessRegistration(options).registerClient(unscoped)
    if ('refused' in made) throw new Error(made.refused)
    const { clientId, scopes } = made
    expect(scopes).toEqual(['read', 'write'])
    expect(find(clientId)).toMatchObject({ scopes: ['read', 'write'], defaultScopes: [] })
  })

  it('loses the scope values that the host no longer allows', () => {
    const { clientId } = register({ scopes: ['read', 'write'] })
    expect(find(clientId, { scopes: ['write'] })).toMatchObject({ scopes: ['write'], defaultScopes: ['write'] })
  })

  it('may only start device grants and refresh', () => {
    const { clientId } = register({ grantTypes: ['password', 'device_code'] })
    expect(find(clientId)?.grantTypes).toEqual(['device_code'])
  })

  it('gets refresh tokens as the host says', () => {
    expect(find(register().clientId, { refreshTokens: 'always' })?.refreshTokens).toBe('always')
  })

  it('is unknown from its end on', () => {
    const { clientId, expiresAt = 0 } = register({}, { lifetime: day })
    clock.advance(day - 1)
    expect(find(clientId)).toBeDefined()
    clock.advance(1)
    expect([expiresAt, find(clientId)]).toEqual([clock.now(), undefined])
  })

  it('has another identifier and another secret each time', () => {
    const all = [register(), register()]
    expect(new Set(all.map(({ clientId }) => clientId)).size).toBe(2)
    expect(new Set(all.map(({ clientSecret }) => clientSecret)).size).toBe(2)
  })

  it('has an identifier of at most 512 characters, which says nothing', () => {
    const scopes = Array.from({ length: 12 }, (_, nth) => `scope:number:${nth}`)
    const { clientId } = register({ scopes }, { scopes })
    expect(clientId).toMatch(/^dgc_[\w-]+$/)
    expect(clientId.length).toBeLessThanOrEqual(512)
    expect(Buffer.from(clientId.slice(4), 'base64url').toString('latin1')).not.toContain('My tool')
  })
})

describe('an identifier', () => {
  it('that was altered is unknown', () => {
    const { clientId } = register()
    for (const nth of [4, 30, clientId.length - 2]) {
      const other = clientId[nth] === 'A' ? 'B' : 'A'
      expect(find(clientId.slice(0, nth) + other + clientId.slice(nth + 1))).toBeUndefined()
    }
    for (const other of ['', 'mycli', 'dgc_', 'dgc_AAAA', `dgc_${'A'.repeat(600)}`, `${clientId}A`, ` ${clientId}`]) {
      expect([other, find(other)]).toEqual([other, undefined])
    }
  })

  it('of another issuer or another secret is unknown', () => {
    const { clientId } = register()
    expect(find(clientId, { issuer: 'https://other.example' })).toBeUndefined()
    expect(find(clientId, { secrets: ['another secret for registrations'] })).toBeUndefined()
  })

  it('of an old secret is known with its client secret, while the host changes its secret', () => {
    const { clientId, clientSecret = '' } = register()
    const secrets = ['a new secret for all registrations', secret]
    expect(matchesSecret(clientSecret, find(clientId, { secrets })?.secretDigests ?? [])).toBe(true)
    const { clientId: next } = register({}, { secrets })
    expect(find(next)).toBeUndefined()
  })
})

describe('a registration is refused', () => {
  const refusalOf = (changes: Partial<RegistrationRequest>) =>
    createStatelessRegistration(options).registerClient({ ...request, ...changes })

  it.each<[string, Partial<RegistrationRequest>, string]>([
    ['without a name', { name: '' }, 'invalidClientMetadata'],
    ['without the device grant', { grantTypes: ['password', 'refresh_token'] }, 'invalidClientMetadata'],
    ['with a scope value that is not allowed', { scopes: ['read', 'admin'] }, 'invalidScope'],
    ['if its identifier would be too long', { name: '\u{1F600}'.repeat(80) }, 'invalidClientMetadata'],
  ])('%s', (_, changes, refused) => {
    expect(refusalOf(changes)).toEqual({ refused })
  })
})

describe('an option', () => {
  const withOption = (changes: object) => () => createStatelessRegistration({ ...options, ...changes })

  it('that is wrong is refused', () => {
    expect(withOption({ secrets: [] })).toThrow('secrets: must be a list of at least one secret')
    expect(withOption({ secrets: ['short'] })).toThrow('secrets: each secret must have at least 32')
    expect(withOption({ secrets: ['a'.repeat(40)] })).toThrow('secrets: a secret has only a few different')
    expect(withOption({ issuer: '' })).toThrow('issuer: must be the issuer of the grant')
    expect(withOption({ scopes: 'read' })).toThrow('scopes: must be a list of scope values')
    expect(withOption({ lifetime: 0 })).toThrow('lifetime: must be in milliseconds, 1 or more')
    expect(withOption({ lifeTime: day })).toThrow(ConfigurationError)
  })
})
