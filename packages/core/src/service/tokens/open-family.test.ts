import { ampleCaps, sampleFamily } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld } from '../../../test-support/world.js'
import { second } from '../../machine/time.js'

// The family of first tokens, when the store has one of this grant already: docs/decisions/0044.

describe('a redemption that finds a family of its grant', () => {
  it('leaves one alone that was used later and does not know its tokens: the claim is released', async () => {
    const world = createLastingWorld()
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'offline_access'] })
    await world.approve(userCode)
    const issue = world.issuer.issue.bind(world.issuer)
    vi.spyOn(world.issuer, 'issue').mockImplementationOnce(async (request) => {
      const { grantId, subject, clientId } = request
      const lastUsedAt = world.clock.now() + 1 * second
      const other = sampleFamily(world.clock.now() - 60 * second, {
        grantId,
        subject,
        clientId,
        dialect: 'rfc8628',
        lastUsedAt,
      })
      await world.families.create(other, ampleCaps)
      return issue(request)
    })
    await expect(world.poll(deviceCode)).rejects.toThrow('another process changed the family of a grant')
    expect(await listOf(world.families, 'account-alice')).toMatchObject([{ revision: 1 }])
    // Two clocks that differ cause this. The next attempt comes later.
    world.clock.advance(5 * second)
    const response = tokensIn(await world.poll(deviceCode))
    expect(wordFor(await world.refresh(refreshTokenIn(response)))).toBe('tokensIssued')
  })
})
