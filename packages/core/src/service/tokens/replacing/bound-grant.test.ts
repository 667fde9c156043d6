import { expect, it } from 'vitest'
import { bodyOf, createProofKey, hashOfToken, mountDpop } from '../../../../test-support/dpop.js'

// A refresh token that is bound to a key names its grant only together with a proof of that key (RFC 9449 §5).

it('SU04: a bound refresh token replaces its grant only with its key, and no other request ends the grant', async () => {
  const world = await mountDpop()
  const [key, other] = [await createProofKey(world.host.clock), await createProofKey(world.host.clock)]
  const first = await world.start()
  await world.approve(first)
  const { refresh_token: token } = bodyOf(await world.poll(first, await world.proofOf(key)))
  const form = `refresh_token=${String(token)}`
  const url = `${world.baseUrl}/device_authorization`
  const proofOf = (proven: typeof key) => proven.proof('POST', url)
  expect(await world.start(form)).toMatchObject({ error: 'invalid_dpop_proof' })
  expect(await world.start(form, await proofOf(other))).toMatchObject({ error: 'invalid_grant' })
  const again = await world.start(form, await proofOf(key))
  await world.approve(again)
  expect(bodyOf(await world.poll(again))).toMatchObject({ error: 'invalid_dpop_proof' })
  expect(bodyOf(await world.poll(again, await world.proofOf(key)))).toMatchObject({ token_type: 'DPoP' })
  const ended = world.host.events.filter(({ type }) => type === 'grantEnded')
  expect(ended).toMatchObject([{ reason: 'replaced' }])
})

it('SU03: the challenge for a bound token has the scheme DPoP', async () => {
  const world = await mountDpop()
  const key = await createProofKey(world.host.clock)
  const started = await world.start()
  await world.approve(started)
  const { access_token: token } = bodyOf(await world.poll(started, await world.proofOf(key)))
  world.host.clock.advance(60_000)
  const url = `${world.baseUrl}/vault`
  const dpop = await key.proof('GET', url, { claims: { ath: hashOfToken(token) } })
  const check = world.grant.bearer({ authentication: { maxAge: 1_000 } })
  const verdict = await check({ method: 'GET', url, authorization: `DPoP ${String(token)}`, dpop })
  expect(verdict.ok).toBe(false)
  const challenge = verdict.ok ? '' : verdict.response.headers['WWW-Authenticate']
  expect(challenge).toMatch(/^DPoP .*error="insufficient_user_authentication", max_age="1"$/)
})
