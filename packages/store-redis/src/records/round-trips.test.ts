import { rfc8628 } from '@devicegrant/core/dialects'
import { beforeEach, expect, it } from 'vitest'
import { asOfCluster } from '../../test-support/as-of-cluster.js'
import { type CountingConnection, counting } from '../../test-support/counting.js'
import { type Flow, flowOn } from '../../test-support/flow.js'
import { openStores } from '../../test-support/stores-on.js'
import { useRedis } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis } from '../index.js'

const viewer = { subject: 'fake-subject-of-alice', sessionId: 'a session', authenticatedAt: 0 }

describeWithRedis('the round trips to Redis', () => {
  const setup = useRedis()
  let connection: CountingConnection
  let here: Flow
  let elsewhere: Flow

  beforeEach(async () => {
    connection = counting(fromIoredis(setup.redis))
    here = flowOn(await openStores({ connection }, 'counted:'))
    elsewhere = flowOn(await openStores({ connection }, 'counted:'))
    // The first call of each script loads it into the server.
    await here.refresh((await here.poll(await here.beginApproved())).body['refresh_token'])
    await here.poll((await here.begin()).body['device_code'])
  })

  async function countedTrips(act: () => Promise<unknown>): Promise<number> {
    connection.reset()
    await act()
    return connection.roundTrips
  }

  it('are one for a poll of a pending code, with one command', async () => {
    for (const flow of [here, elsewhere]) {
      const { device_code: deviceCode } = (await here.begin()).body
      connection.reset()
      await flow.poll(deviceCode)
      expect(connection).toMatchObject({ roundTrips: 1, commands: 1 })
    }
  })

  it('are two for a new authorization: its limits, and its record', async () => {
    connection.reset()
    await here.begin()
    // The limits of the address, the client and everybody.
    expect(connection).toMatchObject({ roundTrips: 2, commands: 1 + 1 })
  })

  it('are two for a decision, also if another process has shown the code', async () => {
    for (const { grant } of [here, elsewhere]) {
      const userCode = String((await here.begin()).body['user_code']).replace('-', '')
      const shown = await grant.service.lookUp(userCode, rfc8628.userCode, viewer)
      if (shown.kind === 'refusal') throw new Error(shown.code)
      const decision = { userCode, ticket: shown.ticket, choice: 'approve' } as const
      expect(await countedTrips(() => grant.service.decide(decision, rfc8628.userCode, viewer))).toBe(2)
    }
  })

  it('are three for showing a code, its limits, its record and the count of accounts, and then two', async () => {
    const userCode = String((await here.begin()).body['user_code']).replace('-', '')
    const showing = ({ grant }: Flow) => grant.service.lookUp(userCode, rfc8628.userCode, viewer)
    // The guess was right, so its try is given back. The response does not wait for that.
    expect(await countedTrips(() => showing(here))).toBe(3)
    for (const flow of [here, elsewhere]) expect(await countedTrips(() => showing(flow))).toBe(2)
  })

  it('are three for a redemption and two for a refresh, with one command each', async () => {
    for (const flow of [here, elsewhere]) {
      const deviceCode = await here.beginApproved()
      connection.reset()
      const tokens = (await flow.poll(deviceCode)).body
      expect(connection).toMatchObject({ roundTrips: 3, commands: 3 })
      connection.reset()
      expect((await flow.refresh(tokens['refresh_token'])).status).toBe(200)
      expect(connection).toMatchObject({ roundTrips: 2, commands: 2 })
    }
  })

  it('are the same in a cluster, which gets each call as a command', async () => {
    const ofCluster = counting(asOfCluster(fromIoredis(setup.redis)))
    const flow = flowOn(await openStores({ connection: ofCluster }, 'counted:'))
    // This loads the scripts that run alone.
    await flow.refresh((await flow.poll(await flow.beginApproved())).body['refresh_token'])
    const deviceCode = await here.beginApproved()
    ofCluster.reset()
    const tokens = (await flow.poll(deviceCode)).body
    expect(ofCluster).toMatchObject({ roundTrips: 3, commands: 9 })
    ofCluster.reset()
    await flow.refresh(tokens['refresh_token'])
    expect(ofCluster).toMatchObject({ roundTrips: 2, commands: 5 })
    ofCluster.reset()
    await flow.begin()
    expect(ofCluster).toMatchObject({ roundTrips: 2, commands: 3 + 1 })
  })

  it('are four for the first replay of a response beside its checks and its poll, and then none', async () => {
    const deviceCode = await here.beginApproved()
    await here.poll(deviceCode)
    expect(await countedTrips(() => elsewhere.poll(deviceCode))).toBe(2 + 4)
    expect(await countedTrips(() => elsewhere.poll(deviceCode))).toBe(2)
  })
})

describeWithRedis('an account at its cap that signs in again and again', () => {
  const setup = useRedis()
  const cap = 20

  it('ends the displaced grant before the response, with six commands whatever the cap', async () => {
    const direct = counting(fromIoredis(setup.redis))
    const flow = flowOn(await openStores({ connection: direct }, 'capped:'), { grantsPerClient: cap })
    for (let count = 0; count < cap + 2; count++) await flow.poll(await flow.beginApproved())

    for (let count = 0; count < 3; count++) {
      const deviceCode = await flow.beginApproved()
      direct.reset()
      expect((await flow.poll(deviceCode)).status).toBe(200)
      // Three end the displaced grant. The first of them also notes that the new one is live.
      expect(direct).toMatchObject({ roundTrips: 6, commands: 6 })
      const [list = ''] = await setup.redis.keys('capped:s:*')
      // Alice approves with logins, which are grants of another client, at its cap too.
      expect(await setup.redis.zcount(list, '(0', '+inf')).toBe(2 * cap)
    }
  })
})
