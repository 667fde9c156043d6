import { describe, expect, it } from 'vitest'
import { lastingScope, refreshTokenIn, tokensIn } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld } from '../../../test-support/world.js'
import type { IssuedTokens, TokenRequest } from '../../ports/token-issuer.js'

// The content of the store is useless to an attacker who reads it. And OpenID Connect Core §12: ID tokens.

describe('the store of families', () => {
  it('contains no token and no secret part of one, however often the grant was refreshed', async () => {
    const world = createLastingWorld()
    let response = await world.link({ scope: lastingScope })
    const responses = [response]
    const dumps: unknown[] = []
    for (let count = 0; count < 6; count++) {
      const token = refreshTokenIn(response)
      response = tokensIn(await world.refresh(token))
      responses.push(response)
      dumps.push(await world.stored(token), await listOf(world.families, 'account-alice'))
    }
    const written = JSON.stringify(dumps)
    const secrets = responses.flatMap((response) => {
      const token = refreshTokenIn(response)
      return [response.accessToken, token, token.slice(48), token.slice(48, 91), token.slice(91)]
    })
    expect(new Set(secrets).size).toBe(35)
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
    // It contains the responses, sealed.
    expect(written.match(/"response":"[\w-]{200,}"/g)?.length).toBeGreaterThan(6)
  })

  it('contains responses that only the spent token opens', async () => {
    const world = createLastingWorld()
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    const response = await world.refresh(token)
    const { family } = await world.stored(token)
    const sealed = family.status === 'live' ? (family.rotation?.spent[0]?.response ?? '') : ''
    expect(JSON.parse(world.runtime.sealer.open(token, sealed))).toMatchObject({ response })
    for (const key of [refreshTokenIn(response), family.grantId, '']) {
      expect(() => world.runtime.sealer.open(key, sealed)).toThrow('cannot be opened')
    }
  })

  it('contains no token of an ended grant, only its description and the reason of its end', async () => {
    const world = createLastingWorld()
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    await world.refresh(token)
    await world.revoke(token)
    const { family } = await world.stored(token)
    expect(Object.keys(family).sort()).toEqual(
      [
        'authenticatedAt',
        'clientId',
        'dialect',
        'endedAt',
        'forgetAt',
        'grantId',
        'grantedAt',
        'origin',
        'reason',
        'requester',
        'resources',
        'scope',
        'status',
        'subject',
      ].sort(),
    )
  })
})

describe('an ID token', () => {
  it('comes with a refresh if the issuer makes one, and the issuer receives the scope of this refresh', async () => {
    const world = createLastingWorld()
    const issue = world.issuer.issue.bind(world.issuer)
    world.issuer.issue = async (request: TokenRequest): Promise<IssuedTokens> => ({
      ...(await issue(request)),
      ...(request.scope.includes('openid') && { idToken: `id-token-${world.issuer.grants.length}` }),
    })
    const linked = await world.link({ scope: ['openid', ...lastingScope] })
    const refreshed = tokensIn(await world.refresh(refreshTokenIn(linked)))
    const narrowed = tokensIn(await world.refresh(refreshTokenIn(refreshed), { scope: ['read'] }))
    const whole = tokensIn(await world.refresh(refreshTokenIn(narrowed)))
    expect([linked, refreshed, narrowed, whole].map(({ idToken }) => idToken)).toEqual([
      'id-token-1',
      'id-token-2',
      undefined,
      'id-token-4',
    ])
    expect(await world.refresh(refreshTokenIn(narrowed))).toEqual(whole)
  })
})
