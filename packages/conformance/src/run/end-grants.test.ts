import { expect, it } from 'vitest'
import { fakeBench } from '../../test-support/fake-bench.js'
import { json, origin } from '../../test-support/fake-wire.js'
import { endGrants } from './end-grants.js'

const endpoints = { revocation: `${origin}/revoke` }
const tokens = { access_token: 'access-0000', refresh_token: 'refresh-0000' }

async function revoked(
  revoke: () => Response,
  choice: Parameters<typeof fakeBench>[1] = { endpoints },
  maxRequests = 100,
) {
  const { bench, sent } = fakeBench(
    ({ url }, nth) => (url.endsWith('/revoke') ? revoke() : json(nth === 1 ? tokens : { access_token: 'access-1111' })),
    choice,
    { maxRequests },
  )
  for (let nth = 0; nth < 3; nth++) await bench.post('token', [])
  await endGrants(bench)
  return Promise.all(sent.slice(3).map(async (request) => new URLSearchParams(await request.text()).get('token')))
}

it('revokes each grant once, by its refresh token if it has one', async () => {
  expect(await revoked(() => new Response())).toEqual(['refresh-0000', 'access-1111'])
})

it('needs a revocation endpoint', async () => {
  expect(await revoked(() => new Response(), {})).toEqual([])
})

it.each([
  ['reads no forms', () => new Response('', { status: 415 }), 2],
  ['has an error', () => new Response('', { status: 500 }), 2],
  ['has no time', () => new Response('', { status: 429 }), 1],
])('ends with the report all the same if the server %s', async (_, revoke, requests) => {
  expect(await revoked(revoke)).toHaveLength(requests)
})

it('ends with the report if no request is left', async () => {
  expect(await revoked(() => new Response(), { endpoints }, 4)).toEqual(['refresh-0000'])
})
