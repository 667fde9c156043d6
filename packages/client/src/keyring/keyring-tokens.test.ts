import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  failureOf,
  messageOf,
  openPlace,
  owner,
  temporaryDirectory,
  tokensOf,
} from '../../test-support/token-places.js'
import { storageFailure } from '../file/problems.js'
import type { Keyring, OpenKeyring } from './keyring.js'
import { keyringTokens, keyringTokensBy } from './keyring-tokens.js'

const dpopKey = { kty: 'EC', crv: 'P-256', x: 'x-of-key', y: 'y-of-key', d: 'secret-d-of-key' }

/** A keyring in memory. `dieAfter` makes the process die after this work, as far as the store can see. */
function fakeKeyring() {
  const entries = new Map<string, string>()
  const fake = { entries, dieAfter: 'nothing' }
  const done = (work: string) => (fake.dieAfter === work ? Promise.reject(new Error('killed')) : Promise.resolve())
  const keyring: Keyring = {
    read: async (account) => entries.get(account),
    write(account, secret) {
      entries.set(account, secret)
      return done('write')
    },
    remove(account) {
      entries.delete(account)
      return done('remove')
    },
  }
  return Object.assign(fake, { open: async () => keyring })
}

function openBy(open: OpenKeyring, directory: string, platform?: NodeJS.Platform) {
  return openPlace(keyringTokensBy(open, { service: 'My CLI', app: 'mycli', directory }, platform))
}

function filesIn(directory: string): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join()
}

describe('a keyring with tokens', () => {
  it('keeps tokens for another store of the same owner', async () => {
    const directory = temporaryDirectory()
    const { open } = fakeKeyring()
    const { store } = openBy(open, directory)
    expect(await store.read()).toBeUndefined()
    await store.write(tokensOf('old'))
    await store.write(tokensOf('a', { dpopKey, tokenType: 'dpop' }))
    expect(await openBy(open, directory).store.read()).toEqual(tokensOf('a', { dpopKey, tokenType: 'dpop' }))
  })

  it('has the refresh token and the key, and the file has neither', async () => {
    const directory = temporaryDirectory()
    const { open, entries } = fakeKeyring()
    await openBy(open, directory).store.write(tokensOf('a', { dpopKey }))
    const kept = [...entries.values()].join()
    expect(kept).toContain('secret-refresh-a')
    expect(kept).toContain('secret-d-of-key')
    expect(kept).not.toContain('secret-access-a')
    expect(filesIn(directory)).toContain('secret-access-a')
    expect(filesIn(directory)).not.toMatch(/secret-refresh|secret-d-of-key/)
  })

  it('forgets tokens that the caller has seen, and no others', async () => {
    const directory = temporaryDirectory()
    const { open, entries } = fakeKeyring()
    const { store } = openBy(open, directory)
    expect(await store.remove(tokensOf('a'))).toBe(false)
    await store.write(tokensOf('b'))
    expect(await store.remove(tokensOf('a'))).toBe(false)
    expect(await store.remove(tokensOf('b'))).toBe(true)
    expect(entries.size).toBe(0)
    expect(readdirSync(directory)).toEqual([])
  })

  it('is tried by a probe that leaves nothing', async () => {
    const directory = temporaryDirectory()
    const { open, entries } = fakeKeyring()
    await openBy(open, directory).store.probe()
    expect(entries.size).toBe(0)
    expect(readdirSync(directory)).toEqual([])
  })
})

describe('a process that is killed between the keyring and the file', () => {
  it('has kept the new refresh token of a refresh, beside the access token before', async () => {
    const directory = temporaryDirectory()
    const keyring = fakeKeyring()
    const { store } = openBy(keyring.open, directory)
    await store.write(tokensOf('old', { dpopKey }))
    keyring.dieAfter = 'write'
    await failureOf(store.write(tokensOf('new', { dpopKey })))
    const expected = { ...tokensOf('old', { dpopKey }), refreshToken: 'secret-refresh-new' }
    expect(await openBy(keyring.open, directory).store.read()).toEqual(expected)
  })

  it('has kept the refresh token of a sign-in to another account, without a trace of the account before', async () => {
    const directory = temporaryDirectory()
    const keyring = fakeKeyring()
    const { store } = openBy(keyring.open, directory)
    await store.write(tokensOf('old', { dpopKey: { ...dpopKey, x: 'other' } }))
    keyring.dieAfter = 'write'
    await failureOf(store.write(tokensOf('new', { dpopKey, subject: 'grace', tokenType: 'dpop' })))
    expect(await openBy(keyring.open, directory).store.read()).toEqual({
      version: 1,
      ...owner,
      scope: '',
      tokenType: 'dpop',
      accessToken: '',
      receivedAt: 0,
      expiresAt: 0,
      refreshToken: 'secret-refresh-new',
      dpopKey,
    })
  })

  it('has kept the refresh token of the first sign-in', async () => {
    const directory = temporaryDirectory()
    const keyring = fakeKeyring()
    keyring.dieAfter = 'write'
    await failureOf(openBy(keyring.open, directory).store.write(tokensOf('new')))
    const read = await openBy(keyring.open, directory).store.read()
    expect(read).toMatchObject({ refreshToken: 'secret-refresh-new', accessToken: '', expiresAt: 0 })
  })

  it('writes both parts the next time', async () => {
    const directory = temporaryDirectory()
    const keyring = fakeKeyring()
    const { store } = openBy(keyring.open, directory)
    await store.write(tokensOf('old'))
    keyring.dieAfter = 'write'
    await failureOf(store.write(tokensOf('new')))
    keyring.dieAfter = 'nothing'
    await store.write(tokensOf('newest'))
    expect(await store.read()).toEqual(tokensOf('newest'))
  })

  it('has removed tokens although the file is left', async () => {
    const directory = temporaryDirectory()
    const keyring = fakeKeyring()
    const { store } = openBy(keyring.open, directory)
    await store.write(tokensOf('a'))
    keyring.dieAfter = 'remove'
    await failureOf(store.remove(tokensOf('a')))
    expect(readdirSync(directory)).toHaveLength(1)
    expect(await store.read()).toBeUndefined()
    keyring.dieAfter = 'nothing'
    await store.write(tokensOf('b'))
    expect(await store.read()).toEqual(tokensOf('b'))
  })
})

describe('two parts that do not belong together', () => {
  it('are no tokens without a refresh token', async () => {
    const directory = temporaryDirectory()
    const { open } = fakeKeyring()
    const { refreshToken: _, ...tokens } = tokensOf('a')
    await openBy(open, directory).store.write(tokens)
    expect(await openBy(open, directory).store.read()).toEqual(tokens)
    rmSync(join(directory, readdirSync(directory)[0] ?? ''))
    expect(await openBy(open, directory).store.read()).toBeUndefined()
  })
})

describe('a keyring that cannot be used', () => {
  const locked: OpenKeyring = async () => ({
    read: () => Promise.reject(new Error('locked')),
    write: () => Promise.reject(new Error('locked')),
    remove: () => Promise.reject(new Error('locked')),
  })

  it.each([
    ['is locked', locked, 'Unlock it'],
    ['is not there', () => Promise.reject(new Error('no service')), 'start the service'],
    ['lacks its package', () => Promise.reject(storageFailure('the keyring', 'Install it.')), 'Install it.'],
  ])('says what to do if it %s', async (_, open, problem) => {
    const { store } = openBy(open, temporaryDirectory())
    const change = [() => store.write(tokensOf('a')), () => store.remove(tokensOf('a'))]
    for (const work of [store.probe, store.read, ...change]) {
      const failure = await failureOf(work())
      expect(failure).toMatchObject({ code: 'storage' })
      expect(failure.message).toContain(problem)
      expect(inspect(failure)).not.toContain('secret')
    }
  })

  it('says on Windows that an entry is too large', async () => {
    const { open, entries } = fakeKeyring()
    const tokens = tokensOf('a', { refreshToken: `secret${'r'.repeat(2_560)}` })
    const failure = await failureOf(openBy(open, temporaryDirectory(), 'win32').store.write(tokens))
    expect(failure).toMatchObject({ code: 'storage' })
    expect(failure.message).toMatch(/needs \d+ bytes, and an entry has 2560. Keep the tokens in a file/)
    expect(failure.message).not.toContain('secret')
    expect(entries.size).toBe(0)
  })

  it.each(['secret-no-json', '{"version":2,"refreshToken":"secret"}'])(
    'keeps an unknown entry: %s',
    async (content) => {
      const directory = temporaryDirectory()
      const { open, entries } = fakeKeyring()
      const { store } = openBy(open, directory)
      await store.write(tokensOf('a'))
      for (const account of entries.keys()) entries.set(account, content)
      for (const work of [store.probe, store.read, () => store.write(tokensOf('b'))]) {
        const failure = await failureOf(work())
        expect(failure).toMatchObject({ code: 'storage' })
        expect(inspect(failure)).not.toContain('secret')
      }
      expect([...entries.values()]).toEqual([content])
    },
  )

  it('says so if it does not return what was written', async () => {
    const { open } = fakeKeyring()
    const forgetful: OpenKeyring = async () => ({ ...(await open()), read: async () => 'something else' })
    expect(await messageOf(openBy(forgetful, temporaryDirectory()).store.probe())).toContain('does not return')
  })
})

it('a place in the keyring needs the name of a service', () => {
  expect(() => keyringTokens({ service: '', app: 'mycli' })).toThrow(TypeError)
  expect(() => keyringTokens({ service: 'My CLI', app: '..' })).toThrow(TypeError)
})
