import { describe, expect, it } from 'vitest'
import { alice, bob } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { minute } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { Viewer } from '../../protocol/interaction.js'

describe('a flood of guesses that are refused', () => {
  it('uses up no guess that all people share, not even for a moment', async () => {
    const usual = defaultLimitRules(defaultPolicy)
    const all = { burst: 10, every: 10 * minute }
    const rules = { ...usual, userCodes: { ...usual.userCodes, all } }
    const { service, eventsOf } = createWorld({ limits: { rules, inProcess: createLimitStore() } })
    const guess = (viewer: Viewer, ip: string) =>
      service.lookUp({ userCode: 'WDJB-MJHT' }, base20x8, viewer, service.startCall({ ip }))
    for (let nth = 0; nth < 6; nth++) await guess(alice, '192.0.2.7')
    await guess(bob, '198.51.100.1')
    const flood = Array.from({ length: 20 }, () => guess(alice, '192.0.2.7'))
    expect(await guess(bob, '198.51.100.1')).toMatchObject({ code: 'invalidUserCode' })
    for (const refused of await Promise.all(flood)) expect(refused).toMatchObject({ code: 'tooManyGuesses' })
    expect(eventsOf('limitReached').map(({ lane }) => lane)).toEqual(['session', 'account'])
  })
})
