import { inspect } from 'node:util'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { everythingElse } from '../../../test-support/deferred.js'
import { terms, wordFor } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createWorld, type World } from '../../../test-support/world.js'
import type { DeviceGrantService } from '../service.js'

// A login renews an old hash, and never fails because of that.

const old = `yesterday:${passwords.alice}`
const fresh = `today:${passwords.alice}`

let world: World

beforeEach(() => {
  world = createWorld()
  world.accounts.change('account-alice', { passwordHash: old })
})

async function logIn(service: DeviceGrantService = world.service, password: string = passwords.alice): Promise<string> {
  const { passwordLogin } = service
  if (passwordLogin === undefined) throw new Error('no password login')
  return wordFor(await passwordLogin.logIn({ operation: 'logIn', username: 'alice', password }, terms))
}

const storedHash = () => world.accounts.bySubject.get('account-alice')?.passwordHash

describe('a hash with old parameters', () => {
  it('is renewed by the next login with a compare-and-set', async () => {
    const replace = vi.spyOn(world.accounts, 'replacePasswordHash')
    const service = world.secondService()
    expect(await logIn(service)).toBe('tokensIssued')
    expect(replace.mock.calls).toEqual([['account-alice', old, fresh]])
    expect(storedHash()).toBe(fresh)
  })

  it('is not renewed by a wrong password or a second time', async () => {
    const replace = vi.spyOn(world.accounts, 'replacePasswordHash')
    const service = world.secondService()
    expect(await logIn(service, 'wrong')).toBe('invalidCredentials')
    expect(replace).not.toHaveBeenCalled()
    await logIn(service)
    await logIn(service)
    expect(replace).toHaveBeenCalledTimes(1)
  })

  it('is renewed in the form in which the password was checked', async () => {
    world.accounts.change('account-alice', { passwordHash: 'yesterday:caf\u00E9' })
    expect(await logIn(world.service, 'cafe\u0301')).toBe('tokensIssued')
    expect(storedHash()).toBe('today:caf\u00E9')
  })

  it('is renewed within the same limit as any other hash', async () => {
    let running = 0
    let mostAtOnce = 0
    const counted = async <Result>(result: Result): Promise<Result> => {
      mostAtOnce = Math.max(mostAtOnce, ++running)
      await everythingElse()
      running--
      return result
    }
    vi.spyOn(world.hasher, 'verify').mockImplementation(() => counted(true))
    vi.spyOn(world.hasher, 'hash')
      .mockResolvedValueOnce('decoy')
      .mockImplementation(() => counted(fresh))
    const service = world.secondService()
    await Promise.all(Array.from({ length: 10 }, () => logIn(service)))
    expect(mostAtOnce).toBe(2)
  })

  it('is renewed once by 20 parallel logins, all of which succeed', async () => {
    const replaced: boolean[] = []
    const replace = world.accounts.replacePasswordHash.bind(world.accounts)
    vi.spyOn(world.accounts, 'replacePasswordHash').mockImplementation(async (...args) => {
      const done = await replace(...args)
      replaced.push(done)
      return done
    })
    const service = world.secondService()
    const words = await Promise.all(Array.from({ length: 20 }, () => logIn(service)))
    expect(words).toEqual(Array.from({ length: 20 }, () => 'tokensIssued'))
    expect(replaced.filter(Boolean)).toHaveLength(1)
    expect(storedHash()).toBe(fresh)
    expect(world.faults).toEqual([])
  })

  it('stays if the host does not accept a new one', async () => {
    const { findAccount, findByUsername } = world.accounts
    const accounts = {
      findAccount: findAccount.bind(world.accounts),
      findByUsername: findByUsername.bind(world.accounts),
    }
    expect(await logIn(world.secondService({ accounts }))).toBe('tokensIssued')
    expect(storedHash()).toBe(old)
    expect(world.hasher.hashed.filter((password) => password === passwords.alice)).toEqual([])
  })
})

describe('a login still succeeds if', () => {
  it.each([
    [
      'the directory rejects the new hash',
      () => vi.spyOn(world.accounts, 'replacePasswordHash').mockRejectedValue(new Error('read-only')),
    ],
    [
      'the new hash cannot be made',
      () => vi.spyOn(world.hasher, 'hash').mockResolvedValueOnce('decoy').mockRejectedValue(new Error('no memory')),
    ],
    [
      'the hasher fails to judge the age of the hash',
      () =>
        vi.spyOn(world.hasher, 'isOutdated').mockImplementation(() => {
          throw new Error('unknown format')
        }),
    ],
  ])('%s, which is reported', async (_, fail) => {
    fail()
    expect(await logIn(world.secondService())).toBe('tokensIssued')
    expect(storedHash()).toBe(old)
    expect(world.faults).toEqual([
      { fault: expect.any(Error), during: expect.stringContaining('renewing a password hash') },
    ])
  })

  it('the directory rejects the new hash and repeats it, and the report names only the account', async () => {
    vi.spyOn(world.hasher, 'hash').mockResolvedValue('$new$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ')
    vi.spyOn(world.accounts, 'replacePasswordHash').mockImplementation(async (_, seen, next) => {
      throw new Error(`UPDATE accounts SET hash = '${next}' WHERE hash = '${seen}'`)
    })
    expect(await logIn(world.secondService())).toBe('tokensIssued')
    const reported = inspect(world.faults, { depth: 9 })
    expect(reported).toContain('cannot renew the password hash of the account account-alice')
    expect(reported).not.toMatch(/9sTbSl|correct horse|UPDATE/)
  })

  it('another request has just written another hash', async () => {
    vi.spyOn(world.accounts, 'replacePasswordHash').mockResolvedValue(false)
    expect(await logIn(world.secondService())).toBe('tokensIssued')
    expect(world.faults).toEqual([])
  })

  it('there is no free place to hash again', async () => {
    const limits = { permits: 1, queue: 0, longestWait: 1_000 }
    const login = world.parts.passwordLogin
    if (login === undefined) throw new Error('no password login')
    expect(await logIn(world.secondService({ passwordLogin: { ...login, limits } }))).toBe('tokensIssued')
  })
})
