import { inspect } from 'node:util'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, wordFor } from '../../../test-support/device.js'
import { passwords } from '../../../test-support/fake-ports.js'
import { createWorld, type World } from '../../../test-support/world.js'
import type { LogIn } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { PortFault } from '../call/faults.js'
import { createService } from '../create-service.js'

let world: World

beforeEach(() => {
  world = createWorld()
})

const logIn = (changes: Partial<LogIn> = {}): Promise<Outcome<'logIn'>> => actionsAt(world.service).logIn(changes)

describe('a login', () => {
  it('gives tokens of the first-party client', async () => {
    expect(await logIn({ scope: ['read', 'write'] })).toEqual({
      kind: 'tokensIssued',
      accessToken: 'access-token-1',
      refreshToken: 'refresh-token-1',
      tokenType: 'Bearer',
      issuedAt: world.clock.now(),
      lifetime: 600_000,
      scope: ['read', 'write'],
    })
    expect(world.issuer.grants).toEqual([
      {
        grantId: expect.stringMatching(/^[\w-]{43}$/),
        tokenSetId: expect.stringMatching(/^[\w-]{43}$/),
        occasion: 'login',
        subject: 'account-alice',
        clientId: 'first-party',
        scope: ['read', 'write'],
        resources: [],
        authenticatedAt: world.clock.now(),
        amr: ['pwd'],
      },
    ])
  })

  it('gives the default scope if none is named, and a new grant each time', async () => {
    expect(await logIn()).toMatchObject({ scope: ['read'] })
    await logIn()
    expect(new Set(world.issuer.grants.map(({ grantId }) => grantId)).size).toBe(2)
  })

  it('refuses a scope that the first-party client may not have, before it checks the password', async () => {
    expect(wordFor(await logIn({ scope: ['admin'] }))).toBe('invalidScope')
    expect([world.accounts.lookedUp, world.hasher.verified]).toEqual([[], []])
  })

  it.each([
    ['in capitals, with spaces around it', ' ALICE ', 'alice'],
    ['decomposed', 'zoe\u0308', 'zo\u00EB'],
  ])('looks the username up in one form: %s', async (_, username, lookedUp) => {
    await logIn({ username })
    expect(world.accounts.lookedUp).toEqual([lookedUp])
  })

  it('checks the password in NFC, and in no other form', async () => {
    world.accounts.change('account-alice', { passwordHash: 'today:caf\u00E9 au lait' })
    world.accounts.change('account-bob', { passwordHash: 'today:\uFB01rewall of china' })
    expect(wordFor(await logIn({ password: 'cafe\u0301 au lait' }))).toBe('tokensIssued')
    expect(wordFor(await logIn({ username: 'bob', password: 'firewall of china' }))).toBe('invalidCredentials')
  })

  it('accepts only the right one of two passwords with the same first 72 bytes', async () => {
    const long = 'x'.repeat(72)
    world.accounts.change('account-alice', { passwordHash: `today:${long} right` })
    expect(wordFor(await logIn({ password: `${long} right` }))).toBe('tokensIssued')
    expect(wordFor(await logIn({ password: `${long} wrong` }))).toBe('invalidCredentials')
    expect(wordFor(await logIn({ password: long }))).toBe('invalidCredentials')
  })

  it.each([
    ['username', { username: 'alice\uD800' }],
    ['password', { password: '\uDC00' }],
  ])('with a lone surrogate in the %s is malformed, and no port is called', async (_, changes) => {
    expect(wordFor(await logIn(changes))).toBe('invalidRequest')
    expect([world.accounts.lookedUp, world.hasher.verified, world.events]).toEqual([[], [], []])
  })
})

describe('a login that fails', () => {
  const cases: readonly (readonly [string, () => Partial<LogIn>])[] = [
    ['a wrong password', () => ({ password: 'wrong' })],
    ['an unknown username', () => ({ username: 'nobody' })],
    ['an empty username', () => ({ username: '' })],
    [
      'an unknown username with the decoy’s password',
      () => ({ username: 'nobody', password: world.hasher.hashed[0] ?? '' }),
    ],
    [
      'a disabled account, with the right password',
      () => {
        world.accounts.change('account-alice', { disabled: true })
        return {}
      },
    ],
    [
      'an account without a password',
      () => {
        world.accounts.add({ subject: 'account-carol', username: 'carol' })
        return { username: 'carol', password: world.hasher.hashed[0] ?? '' }
      },
    ],
    ['NUL behind the right password', () => ({ password: `${passwords.alice}\0` })],
  ]

  it.each(cases)('for %s gets the same refusal, after one look-up and one hash', async (_, arrange) => {
    expect(await logIn(arrange())).toEqual({
      kind: 'problem',
      code: 'invalidCredentials',
      description: 'Wrong username or password.',
    })
    expect(world.accounts.lookedUp).toHaveLength(1)
    expect(world.hasher.verified).toHaveLength(1)
    expect(world.issuer.grants).toEqual([])
    expect(world.eventsOf('loginFailed')).toHaveLength(1)
    expect(world.eventsOf('loginSucceeded')).toEqual([])
  })

  it.each([
    ['password', { password: 'x'.repeat(1_025) }],
    ['username', { username: 'x'.repeat(257) }],
  ])('for a %s beyond the limit gets the same refusal, costs no hash, and is counted', async (_, changes) => {
    expect(wordFor(await logIn(changes))).toBe('invalidCredentials')
    expect(world.hasher.verified).toEqual([])
    expect(world.eventsOf('loginFailed')).toHaveLength(1)
  })
})

describe('when something fails', () => {
  it.each([
    ['the hasher', () => vi.spyOn(world.hasher, 'verify'), 'passwordLogin.hasher.verify failed'],
    ['the issuer', () => vi.spyOn(world.issuer, 'issue'), 'tokens.issue failed'],
  ])('in %s, the login rejects with a PortFault and the next one succeeds', async (_, spy, message) => {
    const port = spy().mockRejectedValue(new Error('down'))
    const failed = logIn()
    await expect(failed).rejects.toThrow(PortFault)
    await expect(failed).rejects.toThrow(message)
    port.mockRestore()
    expect(wordFor(await logIn())).toBe('tokensIssued')
  })

  it('while the hash of one account is read, it is a wrong password like any other, after the same work', async () => {
    const verify = vi.spyOn(world.hasher, 'verify').mockRejectedValueOnce(new Error('not a hash of ours'))
    expect(wordFor(await logIn())).toBe('invalidCredentials')
    expect(verify).toHaveBeenCalledTimes(2)
    expect(world.faults).toHaveLength(1)
  })

  it.each([
    ['the hash', (hash: string) => `cannot read ${hash}`],
    ['a part of the hash', (hash: string) => `bad salt ${hash.slice(3, 20)}`],
    ['the password', (_: string, password: string) => `cannot hash "${password}"`],
  ])(
    'while the hash of one account is read, with an error that repeats %s, the report names only the account',
    async (_, spell) => {
      const stored = '$old$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ'
      world.accounts.change('account-alice', { passwordHash: stored })
      vi.spyOn(world.hasher, 'verify').mockImplementation(async (hash, password) => {
        if (hash !== stored) return false
        throw Object.assign(new Error(spell(hash, password)), { hash, password })
      })
      expect(wordFor(await logIn())).toBe('invalidCredentials')
      expect(world.faults).toEqual([
        { fault: expect.any(Error), during: 'checking a password against the hash of an account' },
      ])
      const reported = inspect(world.faults, { depth: 9 })
      expect(reported).toContain(
        'of the account account-alice: passwordLogin.hasher.verify failed: an Error whose message is withheld',
      )
      expect(reported).not.toMatch(/c29tZXNh|9sTbSl|correct horse/)
    },
  )

  it('while the hash of one account is read, the report gives the reason', async () => {
    vi.spyOn(world.hasher, 'verify').mockRejectedValueOnce(new Error('md5 is not read here'))
    await logIn()
    expect(String(world.faults[0]?.fault)).toBe(
      'HashFault: cannot check the password hash of the account account-alice: passwordLogin.hasher.verify failed: md5 is not read here',
    )
  })

  it('in the directory, the response is never a wrong password', async () => {
    const accounts = {
      findAccount: world.accounts.findAccount,
      findByUsername: () => Promise.reject(new Error('down')),
    }
    world = createWorld({ accounts })
    await expect(logIn()).rejects.toThrow('accounts.findByUsername failed')
    expect(world.eventsOf('loginFailed')).toEqual([])
  })

  it.each(['nobody', 'alice'])(
    'while the decoy is hashed, a login as %s gets the same fault, and the next login hashes it again',
    async (username) => {
      vi.spyOn(world.hasher, 'hash').mockRejectedValueOnce(new Error('no memory'))
      world = { ...world, service: world.secondService() }
      await expect(logIn({ username })).rejects.toThrow('passwordLogin.hasher.hash failed')
      expect(wordFor(await logIn({ username }))).toBe(username === 'alice' ? 'tokensIssued' : 'invalidCredentials')
    },
  )

  it('without password login in the configuration, there is no function to call', () => {
    const { passwordLogin: _, ...parts } = world.parts
    expect(createService(parts)).not.toHaveProperty('passwordLogin')
  })
})
