import { beforeEach, describe, expect, it } from 'vitest'
import { formRequest, responseOf } from '../../../../test-support/http.js'
import { alice, bob, type FactorHost, openFactorHost } from '../../../../test-support/second-factor.js'
import { auth0 } from '../../../wire/dialects/auth0/auth0.js'
import { dreadnode } from '../../../wire/dialects/dreadnode/dreadnode.js'
import { entra } from '../../../wire/dialects/entra/entra.js'
import { oracle } from '../../../wire/dialects/oracle/oracle.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'

// Requests of one step have no place for a second factor, so they never lead to tokens of an account that needs one.

let at: FactorHost

beforeEach(async () => {
  at = await openFactorHost()
  at.host.changeClient('fake-cli', { grantTypes: ['password', 'refresh_token', 'device_code'] })
})

const passwordGrant = { grant_type: 'password', client_id: 'fake-cli' }

async function send(path: string, fields: Readonly<Record<string, string>>) {
  const { passwordLogin, clients } = at.host.options
  const { findClient } = clients
  const anonymous = {
    name: 'D',
    authMethods: ['none'],
    grantTypes: [],
    scopes: ['read'],
    defaultScopes: ['read'],
  } as const
  const grant = at.open({
    dialects: [rfc8628, auth0, entra, oracle, dreadnode],
    clients: {
      findClient: (clientId) => (clientId === 'dreadnode' ? { ...anonymous, clientId } : findClient(clientId)),
    },
    passwordLogin: { ...passwordLogin, passwordGrant: true, secondFactor: at.secondFactor },
  })
  const { status, body } = await responseOf(grant.handler, formRequest(path, String(new URLSearchParams(fields))))
  return { status, body: JSON.parse(body) }
}

describe('the password grant of an account that needs a second factor', () => {
  it.each<[string, string, object]>([
    [
      'rfc8628',
      '/token',
      {
        error: 'invalid_grant',
        error_description: 'The account needs a second factor, which this grant type cannot ask for.',
      },
    ],
    // Documented, without the `mfa_token` of grants that are not served.
    ['auth0', '/oauth/token', { error: 'mfa_required', error_description: 'Multifactor authentication required' }],
    ['entra', '/oauth2/v2.0/token', expect.objectContaining({ error: 'invalid_grant', error_codes: [50076] })],
    ['oracle', '/oauth2/v1/token', expect.objectContaining({ error: 'invalid_grant' })],
  ])('D42 of %s is refused without tokens and without a ticket', async (_, path, body) => {
    const refused = await send(path, { ...passwordGrant, ...alice })
    expect(refused.body).toEqual(body)
    expect(refused.status).toBe(path === '/oauth/token' ? 403 : 400)
    expect(JSON.stringify(refused.body)).not.toContain('ticket')
    expect(at.host.issued).toEqual([])
  })

  it('gives tokens to an account that needs none, and tells a wrong password from nothing', async () => {
    expect((await send('/token', { ...passwordGrant, ...bob })).status).toBe(200)
    const wrong = await Promise.all(
      ['alice', 'bob', 'nobody'].map((username) => send('/token', { ...passwordGrant, username, password: 'wrong' })),
    )
    expect(new Set(wrong.map((response) => JSON.stringify(response))).size).toBe(1)
  })
})

describe('a login of a dialect without a second request', () => {
  it('D42 is refused with 403', async () => {
    const refused = await send('/api/v1/auth/login', alice)
    expect([refused.status, refused.body.type]).toEqual([403, 'forbidden_error'])
    expect(JSON.stringify(refused.body)).not.toContain('ticket')
    expect(at.host.issued).toEqual([])
  })
})
