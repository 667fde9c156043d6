import { sampleAuthorization, sampleCodes, sampleFamily } from '@devicegrant/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Flow, type FlowResponse, flowOn } from '../../test-support/flow.js'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'

const word = ({ status, body }: FlowResponse) => `${status} ${body['error'] ?? ''}`.trim()
const outage = '503 temporarily_unavailable'

describeWithRedis('a Redis whose memory is full', () => {
  const setup = useStores('full:')
  let flow: Flow

  beforeEach(async () => {
    flow = flowOn(setup.stores)
  })
  afterEach(() => limitMemory(0))

  const limitMemory = (bytes: number) => setup.redis.config('SET', 'maxmemory', String(bytes))
  const memoryUsed = async () => Number(/^used_memory:(\d+)/m.exec(await setup.redis.info('memory'))?.[1])

  it.each([
    ['knows the scripts', async () => {}],
    ['has forgotten them', () => setup.redis.script('FLUSH')],
  ])('and that %s refuses new authorizations and logins, and finishes existing work', async (_, prepare) => {
    const pending = (await flow.begin()).body
    const undecided = (await flow.begin()).body
    const denied = (await flow.begin()).body
    const approved = await flow.beginApproved()
    const tokens = (await flow.poll(await flow.beginApproved())).body
    const person = await flow.signIn()
    await prepare()
    await limitMemory(1)

    expect(word(await flow.begin())).toBe(outage)
    expect(await flow.signIn()).toBe('undefined')
    expect(word(await flow.poll(pending['device_code']))).toBe('400 authorization_pending')
    expect(word(await flow.poll(pending['device_code']))).toBe('400 slow_down')
    for (const [codes, decision] of [
      [undecided, 'approve'],
      [denied, 'deny'],
    ] as const) {
      const shown = await flow.lookUp(person, codes['user_code'])
      expect(shown.status).toBe(200)
      expect(word(await flow.decide(person, codes['user_code'], shown.body['ticket'], decision))).toBe('200')
    }
    expect(word(await flow.poll(undecided['device_code']))).toBe('200')
    expect(word(await flow.poll(denied['device_code']))).toBe('400 access_denied')
    const redeemed = await flow.poll(approved)
    expect(word(redeemed)).toBe('200')
    expect((await flow.poll(approved)).body).toEqual(redeemed.body)
    const next = await flow.refresh(tokens['refresh_token'])
    expect(word(next)).toBe('200')
    expect(word(await flow.refresh(next.body['refresh_token']))).toBe('200')

    const viewer = { subject: 'fake-subject-of-alice', sessionId: 'a session', authenticatedAt: 0 }
    const { service } = flow.grant
    const linked = await service.listLinkedDevices(viewer)
    if (linked.kind === 'refusal') throw new Error(linked.code)
    expect(linked.devices).toHaveLength(6)
    expect(await service.unlinkDevice(viewer, linked.devices[0]?.grantId ?? '')).toBe('unlinked')
    expect(await service.unlinkEverything(viewer)).toBe('unlinked')
    expect(await service.listLinkedDevices(viewer)).toMatchObject({ kind: 'linkedDevices', devices: [] })
    expect(await setup.stores.jtis.use('an assertion of a known client', Date.now() + 60_000)).toBe(true)
    expect(await setup.stores.jtis.use('an assertion of a known client', Date.now() + 60_000)).toBe(false)
    await limitMemory(0)
    expect(word(await flow.begin())).toBe('200')
  })

  it('keeps nothing of a refused authorization, and still knows which user codes are taken', async () => {
    const authorization = sampleAuthorization(Date.now())
    await setup.stores.authorizations.create(authorization)
    await limitMemory(1)
    const other = sampleAuthorization(Date.now(), sampleCodes(2))
    await expect(setup.stores.authorizations.create(other)).rejects.toThrow('OOM')
    expect(await setup.stores.authorizations.create({ ...other, userCode: authorization.userCode })).toBe(
      'userCodeTaken',
    )
    expect(await setup.stores.authorizations.find(other.userCode)).toBeUndefined()
    expect(await setup.redis.keys('full:a:*')).toEqual([`full:a:${authorization.userCode}`])
  })

  it('keeps nothing of a refused login', async () => {
    await limitMemory(1)
    const before = (await setup.redis.keys('*')).toSorted()
    await flow.signIn()
    const caps = { perAccount: 5, perClient: 5, namedAtOnce: 32 }
    await expect(setup.stores.families.create(sampleFamily(Date.now(), { origin: 'login' }), caps)).rejects.toThrow(
      'OOM',
    )
    expect((await setup.redis.keys('*')).toSorted()).toEqual(before)
    await setup.stores.families.create(sampleFamily(Date.now()), caps)
    expect(await setup.redis.keys('full:f:*')).toHaveLength(1)
  })

  it('does not grow from a flood of new authorizations, or from polls of existing ones', async () => {
    const limit = (await memoryUsed()) + 200_000
    await limitMemory(limit)
    const codes: unknown[] = []
    for (let refused = 0; refused < 20; ) {
      const { status, body } = await flow.begin()
      if (status === 200) codes.push(body['device_code'])
      else refused += 1
    }
    expect(codes.length).toBeGreaterThan(50)
    for (let round = 0; round < 3; round++) {
      const words = await Promise.all(codes.map(async (code) => word(await flow.poll(code))))
      expect(new Set(words).size).toBe(1)
      expect(words[0]).toMatch(/^400 (authorization_pending|slow_down)$/)
    }
    expect(await memoryUsed()).toBeLessThan(limit + 200_000)
  })
})
