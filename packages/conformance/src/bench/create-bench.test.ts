import { describe, expect, it } from 'vitest'
import { codes, fakeBench } from '../../test-support/fake-bench.js'
import { json } from '../../test-support/fake-wire.js'
import type { DecisionRequest } from './decide.js'

const pending = () => json({ error: 'authorization_pending' }, 400)
const slowDown = () => json({ error: 'slow_down' }, 400)
const tokens = () => json({ access_token: 'access-token-0000', token_type: 'Bearer' })

/** A server that gives codes with this interval, and responds to polls one after the other. The last response stays. */
function server(interval: unknown, ...polls: readonly (() => Response)[]) {
  let nth = 0
  return ({ url }: Request) => {
    if (url.endsWith('/device')) return json({ ...codes, interval })
    return polls[Math.min(nth++, polls.length - 1)]?.() ?? pending()
  }
}

/** How long a bench waits before its polls, in seconds, without the pace of the wire. */
async function waits(interval: unknown, ...polls: readonly (() => Response)[]) {
  const { bench, slept } = fakeBench(server(interval, ...polls), {}, { pace: 0 })
  await bench.pollUntilDecided(await bench.start())
  return slept.filter((time) => time > 0).map((time) => time / 1000)
}

describe('polls', () => {
  it('keep the interval of the server, and have an end', async () => {
    expect(await waits(7, pending)).toEqual([7, 7, 7, 7])
  })

  it('add five seconds for each slow_down', async () => {
    expect(await waits(7, slowDown, pending, slowDown, pending)).toEqual([12, 12, 17, 17])
  })

  it('end with the decision', async () => {
    expect(await waits(7, pending, tokens)).toEqual([7])
  })

  it.each([undefined, 0, -1, 61, 999_999_999, '1e9', null, [], 'soon'])(
    'wait five seconds if the server says %j',
    async (interval) => {
      expect(await waits(interval, pending, tokens)).toEqual([5])
    },
  )

  it('come at once if an audit says so, and the next one in time', async () => {
    const { bench, slept } = fakeBench(server(7, pending, slowDown, pending), {}, { pace: 0 })
    const authorization = await bench.start()
    await bench.poll(authorization)
    await bench.pollAtOnce(authorization)
    await bench.poll(authorization)
    expect(slept.filter((time) => time > 0)).toEqual([12_000])
  })
})

describe('requests', () => {
  const sentBy = async (
    choice: Parameters<typeof fakeBench>[1],
    change: Parameters<ReturnType<typeof fakeBench>['bench']['post']>[2] = {},
  ) => {
    const { bench, sent } = fakeBench(pending, choice)
    await bench.post('token', [['a', 'b c']], change)
    const [request] = sent
    return [await request?.text(), request?.headers.get('Authorization') ?? undefined]
  }
  const confidential = { clientId: 'my server', clientSecret: 's:e+c' }

  it('name the client, by its method', async () => {
    expect(await sentBy({})).toEqual(['client_id=mycli&a=b+c', undefined])
    expect(await sentBy({ client: confidential })).toEqual(['a=b+c', `Basic ${btoa('my+server:s%3Ae%2Bc')}`])
    expect(await sentBy({ client: { ...confidential, method: 'client_secret_post' } })).toEqual([
      'client_id=my+server&client_secret=s%3Ae%2Bc&a=b+c',
      undefined,
    ])
  })

  it('name another client, or none', async () => {
    expect(await sentBy({ client: confidential }, { client: { clientId: 'other' } })).toEqual([
      'client_id=other&a=b+c',
      undefined,
    ])
    expect(await sentBy({ client: confidential }, { client: null })).toEqual(['a=b+c', undefined])
  })

  it('ask for the scope of the run', async () => {
    const { bench, sent } = fakeBench(server(5), { scope: 'read write' })
    await bench.start()
    expect(await sent[0]?.text()).toBe('client_id=mycli&scope=read+write')
  })

  it('are unclear where the endpoint reads no forms, and concern no endpoint that the server lacks', async () => {
    const { bench } = fakeBench(() => new Response('', { status: 415 }))
    await expect(bench.post('token', [])).rejects.toMatchObject({
      name: 'Unclear',
      message: 'the endpoint does not read forms',
    })
    expect(await bench.postForm('token', [])).toMatchObject({ status: 415 })
    await expect(bench.post('revocation', [])).rejects.toMatchObject({
      name: 'NotConcerned',
      message: 'the server has no revocation endpoint',
    })
    await expect(bench.start()).rejects.toThrow('the endpoint does not read forms')
  })
})

describe('a person', () => {
  it('gets what the server said, and lets the device in', async () => {
    const asked: DecisionRequest[] = []
    const { bench } = fakeBench(server(5, pending, tokens), { decide: async (request) => void asked.push(request) })
    expect(await bench.signInOnce()).toMatchObject({ accessToken: 'access-token-0000', refreshToken: undefined })
    expect(await bench.signInOnce()).toBe(await bench.signInOnce())
    expect(asked).toEqual([
      {
        decision: 'approve',
        userCode: codes.user_code,
        verificationUri: codes.verification_uri,
        verificationUriComplete: undefined,
      },
    ])
    await expect(bench.signInWithRefreshToken()).rejects.toThrow('the server gives no refresh token for this scope')
  })

  it('may be absent, or fail', async () => {
    const { bench } = fakeBench(server(5))
    await expect(bench.approved()).rejects.toMatchObject({
      name: 'NotConcerned',
      message: 'no person decides in this run',
    })
    const broken = fakeBench(server(5), { decide: () => Promise.reject(new Error('no browser')) }).bench
    await expect(broken.approved()).rejects.toMatchObject({
      name: 'Unclear',
      message: 'the person could not approve: no browser',
    })
  })

  it.each([{}, { error: 'access_denied' }, { access_token: '' }, { access_token: 7 }, []])(
    'has not let in a device that gets %j',
    async (body) => {
      const { bench } = fakeBench(
        server(5, () => json(body)),
        { decide: async () => undefined },
      )
      await expect(bench.signIn()).rejects.toMatchObject({
        name: 'Unclear',
        message: 'the approved device got no tokens',
      })
    },
  )
})

it.each([{}, { ...codes, user_code: 7 }, { ...codes, device_code: '' }, [codes], 'codes'])(
  'a response without codes starts nothing: %j',
  async (body) => {
    const { bench } = fakeBench(() => json(body))
    await expect(bench.start()).rejects.toMatchObject({ name: 'Unclear', message: 'no authorization could be started' })
  },
)

it.each([
  [600, 600],
  ['600', 600],
  [1e9, 1e9],
  [null, undefined],
  ['', undefined],
  [true, undefined],
  [[5], undefined],
  ['soon', undefined],
])('a lifetime of %j is read as %s', async (stated, expected) => {
  const { bench } = fakeBench(() => json({ ...codes, expires_in: stated }))
  expect((await bench.start()).expiresIn).toBe(expected)
})
