import { describe, expect, it, vi } from 'vitest'
import { alice, terms, wordFor } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { minute, second } from '../../machine/time.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { DeviceGrantService } from '../service.js'

// docs/decisions/0051: a person who resets a password is not shut out by those who guessed the old one.

const subject = 'account-alice'
const rules = defaultLimitRules(defaultPolicy)
const limited = (store?: LimitStore) => ({ limits: { rules, inProcess: createLimitStore(), ...(store && { store }) } })

let count = 0

/** Logs in from an address of its own. */
function logIn({ passwordLogin, startCall }: DeviceGrantService, password: string, username = 'alice') {
  count++
  const call = startCall({ ip: `10.${Math.floor(count / 256) % 256}.${count % 256}.1` })
  if (passwordLogin === undefined) throw new Error('no password login')
  return passwordLogin.logIn({ operation: 'logIn', username, password }, terms, call).then(wordFor)
}

/** Strangers try as often as they may, and wait as long as they must, until they are refused for a day. */
async function attack(world: LastingWorld, username = 'alice'): Promise<void> {
  for (let nth = 0; nth < 100; nth++) {
    await logIn(world.service, 'wrong', username)
    world.clock.advance(15 * minute)
  }
}

describe('after 100 failures in a row, a login with the right password', () => {
  it('is refused for a day, and the host hears of it once', async () => {
    const world = createLastingWorld(limited())
    await attack(world)
    expect(world.eventsOf('accountUnderAttack')).toEqual([expect.objectContaining({ subject })])
    world.clock.advance(12 * 60 * minute)
    expect(await logIn(world.service, passwords.alice)).toBe('invalidCredentials')
    world.clock.advance(12 * 60 * minute)
    expect(await logIn(world.service, passwords.alice)).toBe('tokensIssued')
  })

  it.each<readonly [string, (world: LastingWorld) => Promise<unknown>]>([
    ['revokes the grants of the account', ({ service }) => service.revokeGrants({ subject })],
    [
      'unlinks everything for the person',
      ({ service, clock }) => service.unlinkEverything({ ...alice, authenticatedAt: clock.now() }),
    ],
  ])('succeeds at once after the host %s', async (_, revoke) => {
    const world = createLastingWorld(limited())
    await attack(world)
    await logIn(world.service, 'wrong')
    await revoke(world)
    expect(await logIn(world.service, passwords.alice)).toBe('tokensIssued')
    expect(world.faults).toEqual([])
  })

  it('succeeds at once although the last failure has a wait, and the failures count anew', async () => {
    const world = createLastingWorld(limited())
    for (let nth = 0; nth < 10; nth++) {
      world.clock.advance(minute)
      await logIn(world.service, 'wrong')
    }
    await world.service.revokeGrants({ subject })
    const words: string[] = []
    for (let nth = 0; nth < 6; nth++) words.push(await logIn(world.service, 'wrong'))
    expect(words).toEqual(words.map(() => 'invalidCredentials'))
    expect(world.hasher.verified).toHaveLength(16)
    await logIn(world.service, passwords.alice)
    expect(world.hasher.verified).toHaveLength(16)
  })

  it('succeeds in other processes ten seconds later at the latest', async () => {
    const store = createLimitStore()
    const world = createLastingWorld(limited(store))
    const other = world.secondService(limited(store))
    await attack(world)
    for (const service of [world.service, other]) {
      expect(await logIn(service, passwords.alice)).toBe('invalidCredentials')
    }
    await world.service.revokeGrants({ subject })
    world.clock.advance(10 * second)
    expect(await logIn(other, passwords.alice)).toBe('tokensIssued')
  })

  it.each([
    ['of another account', { subject: 'account-bob' }],
    ['of an account that does not exist', { subject: 'account-nobody' }],
    ['of the client', { clientId: 'first-party' }],
  ])('is refused after the grants %s are revoked', async (_, holder) => {
    const world = createLastingWorld(limited())
    await attack(world)
    await world.service.revokeGrants(holder)
    expect(await logIn(world.service, passwords.alice)).toBe('invalidCredentials')
  })

  it('is found under the username that people type, in whatever form the account has it', async () => {
    const world = createLastingWorld(limited())
    world.accounts.change(subject, { username: ' Alice ' })
    await attack(world)
    await world.service.revokeGrants({ subject })
    const before = world.hasher.verified.length
    await logIn(world.service, passwords.alice)
    expect(world.hasher.verified.length).toBe(before + 1)
  })
})

describe('a revocation', () => {
  it('succeeds although the account cannot be looked up, and the host hears of it', async () => {
    const world = createLastingWorld(limited())
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValue(new Error('away'))
    await world.service.revokeGrants({ subject })
    expect(world.eventsOf('grantsRevoked')).toHaveLength(1)
    expect(world.faults.map(({ during }) => during)).toEqual([
      'forgetting the failed logins of an account whose grants were revoked',
    ])
  })

  it('looks up no account if nothing is limited', async () => {
    const world = createLastingWorld()
    vi.spyOn(world.accounts, 'findAccount').mockRejectedValue(new Error('away'))
    await world.service.revokeGrants({ subject })
    expect(world.faults).toEqual([])
  })
})
