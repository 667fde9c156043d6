import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { bob, lastingScope, refreshTokenIn, tokensIn, wordFor } from '../../../test-support/device.js'
import { listOf } from '../../../test-support/list-of.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { day, minute, second } from '../../machine/time.js'
import { PortFault } from '../call/faults.js'
import { type GrantHolder, markOfAccount, markOfClient, marksOf } from './active-grant.js'

// "Sign out everywhere": docs/decisions/0016.

let world: LastingWorld

beforeEach(() => {
  world = createLastingWorld()
})

const subject = 'account-alice'

async function approvedCode(scope = lastingScope): Promise<string> {
  const { deviceCode, userCode } = await world.start({ scope })
  await world.approve(userCode)
  return deviceCode
}

const holders: readonly (readonly [string, GrantHolder])[] = [
  ['its account', { subject }],
  ['its client', { clientId: 'tv' }],
]

describe.each(holders)('when the grants of %s are revoked', (_, holder) => {
  it('an approval that no device has fetched yet is over for good', async () => {
    const deviceCode = await approvedCode()
    world.clock.advance(1)
    await world.service.revokeGrants(holder)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    world.clock.advance(minute)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toEqual([])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(await listOf(world.families, subject)).toEqual([])
  })

  it('a grant of the same millisecond is over too', async () => {
    const deviceCode = await approvedCode()
    const linked = await world.link({ scope: lastingScope })
    await world.service.revokeGrants(holder)
    expect(await world.isActive(linked.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(linked)))).toBe('invalidRefreshToken')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(wordFor(await world.poll(await approvedCode()))).toBe('accessDenied')
  })

  it('a grant of the next millisecond is valid up to its own end', async () => {
    const { deviceCode, userCode } = await world.start({ scope: lastingScope })
    await world.service.revokeGrants(holder)
    world.clock.advance(1)
    await world.approve(userCode)
    const tokens = tokensIn(await world.poll(deviceCode))
    expect(await world.isActive(tokens.accessToken)).toBe(true)
    world.clock.advance(14 * day - 1)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('tokensIssued')
  })

  it('a code that is not approved yet can still be approved', async () => {
    const { deviceCode, userCode } = await world.start()
    const { ticket } = await world.open(userCode)
    await world.service.revokeGrants(holder)
    world.clock.advance(1)
    expect(await world.decide({ userCode, ticket, choice: 'approve' })).toMatchObject({ status: 'approved' })
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('the lost response of a device code is no longer given', async () => {
    const deviceCode = await approvedCode()
    await world.poll(deviceCode)
    await world.service.revokeGrants(holder)
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
  })

  /** Revokes while a redemption is at its call of this port. Resolves to the response of the redemption. */
  async function revokeDuring(deviceCode: string, port: object, operation: string) {
    const reached = createDeferred<void>()
    const revoked = createDeferred<void>()
    const run: unknown = Reflect.get(port, operation)
    Reflect.set(port, operation, async (...args: readonly unknown[]) => {
      reached.resolve()
      await revoked.promise
      return typeof run === 'function' ? Reflect.apply(run, port, args) : undefined
    })
    const polling = world.poll(deviceCode)
    await reached.promise
    await everythingElse()
    world.clock.advance(1 * second)
    await world.service.revokeGrants(holder)
    world.clock.advance(1 * second)
    revoked.resolve()
    return polling
  }

  it('a redemption in progress gives no tokens, also after they were made', async () => {
    const deviceCode = await approvedCode()
    expect(wordFor(await revokeDuring(deviceCode, world.issuer, 'issue'))).toBe('accessDenied')
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(world.issuer.grants).toHaveLength(1)
    for (const accessToken of world.issuer.claims.keys()) expect(await world.isActive(accessToken)).toBe(false)
    expect(await world.devices()).toEqual([])
    expect(await listOf(world.families, subject)).toEqual([])
    expect(world.eventsOf('approvalWithdrawn')).toHaveLength(1)
    expect(world.eventsOf('authorizationRedeemed')).toEqual([])
  })

  it('a redemption in progress after its last check gives tokens that are not active', async () => {
    const deviceCode = await approvedCode()
    const tokens = tokensIn(await revokeDuring(deviceCode, world.families, 'create'))
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    expect(await world.introspect(tokens.accessToken)).toMatchObject({ active: false })
    expect(await world.devices()).toEqual([])
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  })

  it('a refresh in progress gives tokens that are not active', async () => {
    const token = refreshTokenIn(await world.link({ scope: lastingScope }))
    const started = createDeferred<void>()
    const issue = world.issuer.issue.bind(world.issuer)
    vi.spyOn(world.issuer, 'issue').mockImplementationOnce(async (grant) => {
      await started.promise
      return issue(grant)
    })
    const refreshing = world.refresh(token)
    await everythingElse()
    world.clock.advance(1 * second)
    await world.service.revokeGrants(holder)
    started.resolve()
    const tokens = tokensIn(await refreshing)
    expect(await world.isActive(tokens.accessToken)).toBe(false)
    expect(wordFor(await world.refresh(refreshTokenIn(tokens)))).toBe('invalidRefreshToken')
  })

  it('one event is emitted, and none for the single grants', async () => {
    await world.link({ scope: lastingScope })
    world.events.splice(0)
    await world.service.revokeGrants(holder, world.service.startCall({ ip: '203.0.113.1' }))
    expect(world.events).toEqual([{ type: 'grantsRevoked', ...holder, ip: '203.0.113.1', at: world.clock.now() }])
  })

  it('while the store is down, the call rejects with a PortFault, emits no event, and can be repeated', async () => {
    const { accessToken } = await world.link()
    const down = vi.spyOn(world.families, 'revokeBefore').mockRejectedValue(new Error('down'))
    await expect(world.service.revokeGrants(holder)).rejects.toThrow(PortFault)
    expect(world.eventsOf('grantsRevoked')).toEqual([])
    expect(await world.isActive(accessToken)).toBe(true)
    down.mockRestore()
    await world.service.revokeGrants(holder)
    expect(await world.isActive(accessToken)).toBe(false)
  })

  it('the revocation mark outlives everything that was granted before', async () => {
    const deviceCode = await approvedCode()
    const revokeBefore = vi.spyOn(world.families, 'revokeBefore')
    await world.service.revokeGrants(holder)
    const forgetAt = revokeBefore.mock.calls[0]?.[2] ?? 0
    world.clock.advance(9 * minute)
    expect(wordFor(await world.poll(deviceCode))).toBe('accessDenied')
    expect(forgetAt).toBeGreaterThan(world.clock.now() + 30 * day + 10 * minute)
  })
})

describe('the revocation mark of a client', () => {
  const accounts = Array.from({ length: 2_000 }, (_, nth) => `account-${nth}`)

  it('is read under a name that the revocation writes, whatever the account is called', () => {
    const written = new Set(marksOf({ clientId: 'tv' }))
    expect(written.size).toBe(64)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (account) => written.has(markOfClient('tv', account))))
    expect(written.has(markOfClient('tv', 'x'.repeat(10_000)))).toBe(true)
    expect(written.has(markOfClient('other-tv', 'account-alice'))).toBe(false)
  })

  it('is the same for an account in every process and every release, as it is stored', () => {
    expect(markOfClient('tv', 'account-alice')).toBe('["client","tv",32]')
    expect(markOfAccount('account-alice')).toBe('["subject","account-alice"]')
  })

  it('has copies that many accounts share evenly, so that no key gets the reads of all', () => {
    const readers = new Map<string, number>()
    for (const account of accounts) {
      const mark = markOfClient('tv', account)
      readers.set(mark, (readers.get(mark) ?? 0) + 1)
    }
    expect(readers.size).toBe(64)
    expect(Math.max(...readers.values())).toBeLessThan((3 * accounts.length) / 64)
  })

  it('revokes the grants of every account, and one failed write fails the call, which can be repeated', async () => {
    const tokens = await Promise.all([world.link(), world.link({}, bob)])
    const write = vi.spyOn(world.families, 'revokeBefore').mockRejectedValueOnce(new Error('down'))
    await expect(world.service.revokeGrants({ clientId: 'tv' })).rejects.toThrow(PortFault)
    await world.service.revokeGrants({ clientId: 'tv' })
    expect(write.mock.calls.slice(-64).map(([mark]) => mark)).toEqual(marksOf({ clientId: 'tv' }))
    for (const { accessToken } of tokens) expect(await world.isActive(accessToken)).toBe(false)
  })
})

describe('a revocation mark', () => {
  it('leaves other accounts and other clients alone', async () => {
    const ofBob = await world.link({ scope: lastingScope }, bob)
    const ofOtherTv = await world.link({ client: { method: 'none', clientId: 'other-tv' }, scope: lastingScope }, bob)
    await world.service.revokeGrants({ subject })
    await world.service.revokeGrants({ clientId: 'agent' })
    for (const { accessToken } of [ofBob, ofOtherTv]) expect(await world.isActive(accessToken)).toBe(true)
    await world.service.revokeGrants({ clientId: 'tv' })
    expect(await world.isActive(ofBob.accessToken)).toBe(false)
    expect(await world.isActive(ofOtherTv.accessToken)).toBe(true)
  })

  it('moves forward with each later revocation', async () => {
    await world.service.revokeGrants({ subject })
    world.clock.advance(1 * second)
    const { accessToken } = await world.link()
    expect(await world.isActive(accessToken)).toBe(true)
    world.clock.advance(1 * second)
    await world.service.revokeGrants({ subject })
    expect(await world.isActive(accessToken)).toBe(false)
  })

  it('is known to every process', async () => {
    const { accessToken } = await world.link()
    await world.secondService().revokeGrants({ subject })
    expect(await world.isActive(accessToken)).toBe(false)
  })
})

it.each([
  [undefined],
  ['account-alice'],
  [{}],
  [{ subject: undefined }],
  [{ subject: '' }],
  [{ subject: 7 }],
  [{ clientId: null }],
  [{ subject, clientId: 'tv' }],
])('a holder like %j is refused, because it would revoke less than the host expects', async (holder) => {
  const revoked = vi.spyOn(world.families, 'revokeBefore')
  await expect(Reflect.apply(world.service.revokeGrants, undefined, [holder])).rejects.toThrow(
    'revokeGrants takes either { subject } or { clientId }',
  )
  expect(revoked).not.toHaveBeenCalled()
})
