import { auth0, type Dialect, entra, gitlab, google, oracle, rfc8628, sentry } from '@devicegrant/core/dialects'
import type { AuditResponse } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createDialectHost, dialectsWith, openHandler } from './dialect-host.js'
import { formType } from './flow.js'
import { bodyOf } from './support/json.js'

/** Every request that names a client, as far as it takes to get to the question who that is. */
function requestsOf(dialect: Dialect): readonly { readonly path: string; readonly fields: Record<string, string> }[] {
  const enough = {
    device_code: 'nothing',
    code: 'nothing',
    refresh_token: 'nothing',
    token: 'nothing',
    scope: 'read',
    response_type: 'device_code',
  }
  return dialect.endpoints.flatMap(({ path, reads }) => {
    if ('byGrantType' in reads) {
      const served = Object.entries(reads.byGrantType).filter(([, { operation }]) => operation !== 'exchangePassword')
      return served.map(([grantType]) => ({ path, fields: { ...enough, grant_type: grantType } }))
    }
    // These name no client.
    return reads.operation === 'logIn' || reads.operation === 'registerClient' ? [] : [{ path, fields: enough }]
  })
}

/** The error code of a response. Some successes have no body. */
const errorIn = (response: AuditResponse) => (response.body === '' ? undefined : bodyOf(response).error)

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe.each([rfc8628, oracle, auth0, entra, google, gitlab, sentry])('at every endpoint of $name', (dialect) => {
  const { host, grant } = createDialectHost({}, { dialects: dialectsWith(dialect.name) })
  const door = openHandler(grant)
  const { unencodedClient } = host.fixtures
  if (unencodedClient === undefined) throw new Error('the fake host has no client for this')
  const { clientId, secrets } = unencodedClient
  const [secret] = secrets

  const ask = (path: string, fields: Record<string, string>, authorization: string): Promise<AuditResponse> =>
    door.send({
      method: 'POST',
      path,
      headers: [formType, ['Authorization', authorization]],
      body: String(new URLSearchParams(fields)),
    })

  it.each(requestsOf(dialect))('$path reads Basic in both ways', async ({ path, fields }) => {
    const proofs = [`${clientId}:${secret}`, `${clientId}:${encodeURIComponent(secret)}`, `${clientId}:${secrets[1]}`]
    for (const proof of proofs) {
      expect(errorIn(await ask(path, fields, basic(proof)))).not.toBe('invalid_client')
      expect(errorIn(await ask(path, fields, basic(`${proof}x`)))).toBe('invalid_client')
    }
  })

  it.each(requestsOf(dialect))('$path takes a secret said twice', async ({ path, fields }) => {
    const proof = basic(`${clientId}:${secret}`)
    const same = await ask(path, { ...fields, client_id: clientId, client_secret: secret }, proof)
    const alone = await ask(path, fields, proof)
    expect([same.status, errorIn(same)]).toEqual([alone.status, errorIn(alone)])
    expect(errorIn(same)).not.toBe('invalid_client')
    const other = await ask(path, { ...fields, client_secret: `${secret}x` }, proof)
    expect(bodyOf(other)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('The client uses two authentication methods at once.'),
    })
  })
})
