import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred, everythingElse } from '../../../test-support/deferred.js'
import { terms } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createLastingWorld, type LastingWorld } from '../../../test-support/world.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { day, minute } from '../../machine/time.js'
import type { LogIn } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'

// docs/decisions/0051: what an app keeps of its login.

let world: LastingWorld
let address: number

beforeEach(() => {
  world = createLastingWorld({ limits: { rules: defaultLimitRules(defaultPolicy), inProcess: createLimitStore() } })
  address = 0
})

/** Logs in from an address of its own. */
async function logIn(changes: Partial<LogIn> = {}): Promise<Outcome<'logIn'>> {
  const { passwordLogin, startCall } = world.service
  if (passwordLogin === undefined) throw new Error('no password login')
  const command = { operation: 'logIn', username: 'alice', password: passwords.alice, ...changes } as const
  return passwordLogin.logIn(command, terms, startCall({ ip: `10.0.${address++}.1` }))
}

/** Returns what the app keeps after a login. Throws if that is nothing. */
async function kept(changes: Partial<LogIn> = {}): Promise<string> {
  const outcome = await logIn({ known: '', ...changes })
  if (outcome.kind !== 'tokensIssued' || outcome.known === undefined) throw new Error('nothing to keep')
  world.clock.advance(1)
  return outcome.known
}

/** Logs in while strangers must wait. */
async function logInDuringAttack(known: string, changes: Partial<LogIn> = {}): Promise<string> {
  for (let nth = 0; nth < 6; nth++) await logIn({ password: 'wrong' })
  const outcome = await logIn({ known, ...changes })
  return outcome.kind === 'problem' ? outcome.code : outcome.kind
}

describe('a login', () => {
  it('has something to keep only if the request has a `known`, and never if it fails', async () => {
    expect(await logIn()).not.toHaveProperty('known')
    expect(await logIn({ known: '' })).toHaveProperty('known')
    expect(await logIn({ known: 'nonsense' })).toHaveProperty('known')
    expect(await logIn({ known: '', password: 'wrong' })).not.toHaveProperty('known')
    expect(await logIn({ known: '', scope: ['admin'] })).not.toHaveProperty('known')
  })

  it('succeeds while strangers must wait, with what the app kept', async () => {
    expect(await logInDuringAttack(await kept())).toBe('tokensIssued')
    expect(await logInDuringAttack('')).toBe('invalidCredentials')
    expect(await logInDuringAttack(await kept({ username: 'bob', password: passwords.bob }))).toBe('invalidCredentials')
  })

  it('gives a new value each time, beside those of other accounts', async () => {
    const first = await kept()
    const second = await kept({ known: first })
    const both = await kept({ known: second, username: 'bob', password: passwords.bob })
    expect(new Set([first, second, both]).size).toBe(3)
    expect(await logInDuringAttack(both)).toBe('tokensIssued')
  })

  it('is that of a stranger after 180 days', async () => {
    const known = await kept()
    world.clock.advance(180 * day - minute)
    expect(await logInDuringAttack(known)).toBe('tokensIssued')
    world.clock.advance(minute)
    expect(await logInDuringAttack(known)).toBe('invalidCredentials')
  })

  it('is that of a stranger after all grants were revoked, also if that was during the login', async () => {
    const before = await kept()
    const checked = createDeferred<void>()
    const verify = world.hasher.verify.bind(world.hasher)
    vi.spyOn(world.hasher, 'verify').mockImplementationOnce(async (hash, password) => {
      await checked.promise
      return verify(hash, password)
    })
    const during = kept()
    await everythingElse()
    world.clock.advance(1)
    await world.service.revokeGrants({ subject: 'account-alice' })
    world.clock.advance(1)
    checked.resolve()
    for (const known of [before, await during]) expect(await logInDuringAttack(known)).toBe('invalidCredentials')
    world.clock.advance(60 * minute)
    expect(await logInDuringAttack(await kept())).toBe('tokensIssued')
  })

  it('needs no look-up of the grants if the app keeps nothing', async () => {
    const find = vi.spyOn(world.accounts, 'findAccount')
    await logIn({ password: 'wrong' })
    expect(find).not.toHaveBeenCalled()
  })
})

describe('what an app keeps', () => {
  it('is in no event, no fault and no record', async () => {
    const known = await kept()
    await kept({ known })
    await logIn({ known, password: 'wrong' })
    const written = JSON.stringify([world.events, world.faults, world.issuer.grants])
    expect(written).toContain('loginFailed')
    const secrets = known.split('.').filter((part) => part.length > 15)
    expect(secrets.map((part) => written.includes(part))).toEqual([false, false, false])
  })
})
