import { rfc8628 } from '@devicegrant/core/dialects'
import { beforeEach, expect, it } from 'vitest'
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

  it('are one for a new authorization, with one command', async () => {
    connection.reset()
    await here.begin()
    expect(connection).toMatchObject({ roundTrips: 1, commands: 1 })
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

  it('are one for showing a code, in the process that issued it and in another', async () => {
    const userCode = String((await here.begin()).body['user_code']).replace('-', '')
    const showing = ({ grant }: Flow) => grant.service.lookUp(userCode, rfc8628.userCode, viewer)
    expect(await countedTrips(() => showing(here))).toBe(1)
    expect(await countedTrips(() => showing(elsewhere))).toBe(1)
  })

  it('are three for a redemption and three for its family, and three for a refresh', async () => {
    const deviceCode = await here.beginApproved()
    let tokens: Readonly<Record<string, unknown>> = {}
    const redeeming = async () => {
      tokens = (await here.poll(deviceCode)).body
    }
    expect(await countedTrips(redeeming)).toBe(6)
    expect(await countedTrips(() => here.refresh(tokens['refresh_token']))).toBe(3)
  })
})
