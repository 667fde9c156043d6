import { inspect } from 'node:util'
import bcryptjs from 'bcryptjs'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { terms, wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { createArgon2Hasher } from '../../defaults/argon2.js'
import { argon2Verifier } from '../../defaults/old-hashes/argon2.js'
import { bcryptVerifier } from '../../defaults/old-hashes/bcrypt.js'
import { composeHashers } from '../../defaults/old-hashes/compose-hashers.js'
import { pbkdf2Verifier } from '../../defaults/old-hashes/pbkdf2.js'
import { scryptVerifier } from '../../defaults/old-hashes/scrypt.js'
import type { HashVerifier } from '../../ports/password-hasher.js'
import { PortFault } from '../call/faults.js'

const today = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

const ownScheme: HashVerifier = {
  name: 'our first server',
  reads: 'v1:',
  verify: async (hash, password) => hash === `v1:${[...password].toReversed().join('')}`,
}

const hasher = composeHashers(
  createArgon2Hasher(),
  bcryptVerifier({ compare: bcryptjs.compare }),
  scryptVerifier(),
  pbkdf2Verifier(),
  argon2Verifier(),
  ownScheme,
)

/** A server where the hash of alice comes from another system. */
function serverWith(passwordHash: string) {
  const world = createWorld()
  world.accounts.change('account-alice', { passwordHash })
  const login = world.parts.passwordLogin
  if (login === undefined) throw new Error('no password login')
  const service = world.secondService({ passwordLogin: { ...login, hasher } })
  return {
    world,
    async logIn(password: string, username = 'alice'): Promise<string> {
      if (service.passwordLogin === undefined) throw new Error('no password login')
      return wordFor(await service.passwordLogin.logIn({ operation: 'logIn', username, password }, terms))
    },
    stored: () => world.accounts.bySubject.get('account-alice')?.passwordHash,
  }
}

describe('an account with a hash of an older system', () => {
  const of72 = 'x'.repeat(72)
  let long: string

  beforeAll(async () => {
    long = await bcryptjs.hash(`${of72} and the rest`, 4)
  })

  it.each([
    ['bcrypt $2a$', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i', 'abc'],
    ['bcrypt $2y$', '$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq', 'rasmuslerdorf'],
    ['scrypt', '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E', 'password'],
    [
      'PBKDF2 of passlib',
      '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44',
      'password',
    ],
    ['PBKDF2 of Django', 'pbkdf2_sha1$30000$seasalt$6/5h7qgEePCUoe8yZfjlzi9SSaw=', 'l\u00E8tmein'],
    [
      'argon2i of an old version',
      '$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY',
      'password',
    ],
    ['our own kind', 'v1:drowssap', 'password'],
  ])('of %s keeps its password, and its hash is renewed', async (_, hash, password) => {
    const { world, logIn, stored } = serverWith(hash)
    expect(await logIn(`${password}x`)).toBe('invalidCredentials')
    expect(stored()).toBe(hash)
    expect(await logIn(password)).toBe('tokensIssued')
    expect(stored()).toMatch(today)
    expect(await logIn(password)).toBe('tokensIssued')
    expect(await logIn(`${password}x`)).toBe('invalidCredentials')
    expect(world.faults).toEqual([])
  })

  it('keeps a password of more than 72 bytes, and after the renewal every byte counts', async () => {
    const { logIn, stored } = serverWith(long)
    expect(await logIn(`${of72} and the rest`)).toBe('tokensIssued')
    expect(stored()).toMatch(today)
    expect(await logIn(of72)).toBe('invalidCredentials')
    expect(await logIn(`${of72} and the rest`)).toBe('tokensIssued')
  })

  it('is checked in NFC, so a hash of another form never matches', async () => {
    const decomposed = serverWith(await bcryptjs.hash('cafe\u0301', 4))
    expect(await decomposed.logIn('cafe\u0301')).toBe('invalidCredentials')
    const composed = serverWith(await bcryptjs.hash('caf\u00E9', 4))
    expect(await composed.logIn('cafe\u0301')).toBe('tokensIssued')
  })
})

describe('an account whose hash cannot be checked', () => {
  it.each([
    [
      'of an unknown kind',
      '$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQUxC5EAsk',
      'not argon2id',
    ],
    ['of bcrypt, truncated', '$2b$10$76OxkcXUlK5sAOxQdoJFNupXv95GHvmKYy78kuhcFSEg', 'bcrypt: the stored hash is not'],
    [
      'of bcrypt, with a cost of two days',
      '$2b$31$76OxkcXUlK5sAOxQdoJFNupXv95GHvmKYy78kuhcFSEgmN1w1sSEC',
      'has cost 31',
    ],
    [
      'of scrypt, with a cost of a terabyte',
      '$scrypt$ln=30,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD',
      'scrypt:',
    ],
    ['that is empty', '', 'not argon2id'],
  ])(
    '%s is reported to the host, and the person gets an ordinary refusal after the same work',
    async (_, hash, reason) => {
      const { world, logIn, stored } = serverWith(hash)
      const verify = vi.spyOn(hasher, 'verify')
      expect(await logIn('correct horse battery')).toBe('invalidCredentials')
      const [first, second] = verify.mock.calls.map(([checked]) => checked)
      verify.mockRestore()
      expect([first, stored()]).toEqual([hash, hash])
      expect(second).toMatch(today)
      const reported = inspect(world.faults, { depth: 9 })
      expect(world.faults).toHaveLength(1)
      expect(reported).toContain('account-alice')
      expect(reported).toContain(reason)
      expect(reported).not.toMatch(/usesomesilly|76OxkcX|aM15713|correct horse/)
      expect(world.eventsOf('loginFailed')).toHaveLength(1)
    },
  )
})

describe('a hasher that fails on every hash, and repeats the password', () => {
  it.each(['alice', 'nobody'])('is an outage for %s, and the host hears no password', async (username) => {
    const { world, logIn } = serverWith('v1:drowssap')
    const password = 'what a person typed'
    vi.spyOn(hasher, 'verify').mockImplementation(async () => {
      throw new Error(`out of memory for ${password}`)
    })
    const outcome = await logIn(password, username).catch((fault: unknown) => fault)
    vi.restoreAllMocks()
    expect(outcome).toBeInstanceOf(PortFault)
    const reported = inspect([outcome, world.faults], { depth: 9 })
    expect(reported).toContain('passwordLogin.hasher.verify failed')
    expect(reported).not.toContain(password)
  })
})
