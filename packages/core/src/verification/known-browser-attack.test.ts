import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browserProxy, createBrowser } from '../../test-support/browser.js'
import { formRequest, responseOf } from '../../test-support/http.js'
import { createStrangers, type Strangers } from '../../test-support/strangers.js'
import { createDeviceGrant, type DeviceGrant } from '../compose/create-device-grant.js'
import type { HttpResponse } from '../http/message.js'
import { minute, second } from '../machine/time.js'

// Strangers guess the password of alice, from as many addresses as they like. She is never shut out, and they learn nothing.

const origin = 'https://login.example'
const alice = { username: 'alice', password: 'correct horse battery staple' }
const wrong = { username: 'alice', password: 'wrong' }
const unknown = { username: 'nobody', password: 'correct horse battery staple' }
const [signedIn, refused] = [303, 400]

let host: FakeHost
let grant: DeviceGrant
let strangers: Strangers
/** The calls of the ports that a login may make, in order. */
let calls: string[]

beforeEach(() => {
  host = createFakeHost({ issuer: origin, limits: {} })
  calls = []
  const { accounts, passwordLogin } = host.options
  const { hasher } = passwordLogin
  grant = createDeviceGrant({
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    trustedProxies: [browserProxy],
    onWarning: () => {},
    accounts: {
      ...accounts,
      findAccount: (subject) => {
        calls.push('findAccount')
        return accounts.findAccount(subject)
      },
      findByUsername: (username) => {
        calls.push('findByUsername')
        return accounts.findByUsername(username)
      },
    },
    passwordLogin: {
      ...passwordLogin,
      hasher: {
        ...hasher,
        verify: (hash, password) => {
          calls.push('verify')
          return hasher.verify(hash, password)
        },
      },
    },
  })
  strangers = createStrangers(grant)
})

const browser = (address = '198.51.100.9'): Browser => createBrowser(grant, origin, { address })

async function knownBrowser(): Promise<Browser> {
  const known = browser()
  expect((await known.signIn(alice)).status).toBe(signedIn)
  host.clock.advance(1)
  return known
}

describe('after 1 000 wrong passwords from 1 000 addresses', () => {
  it.each([
    ['as fast as they can', 0],
    ['that wait a second after each', second],
    ['that wait as long as they must after each', 15 * minute],
  ])('%s, alice signs in at once in her known browser, and within 15 minutes in a new one', async (_, pause) => {
    const known = await knownBrowser()
    const statuses = new Set<number>()
    for (let nth = 0; nth < 1_000; nth++) {
      statuses.add((await strangers.logIn(wrong)).status)
      host.clock.advance(pause)
    }
    // The last one comes right before her.
    await strangers.logIn(wrong)
    expect([...statuses]).toEqual([refused])
    expect((await known.signIn(alice)).status).toBe(signedIn)
    host.clock.advance(15 * minute)
    expect((await browser('198.51.100.77').signIn(alice)).status).toBe(signedIn)
  })

  it('judges 6 at once, and with the waits at most 100 in a row', async () => {
    for (let nth = 0; nth < 1_000; nth++) await strangers.logIn(wrong)
    expect(calls.filter((call) => call === 'verify')).toHaveLength(6)
    // The hundredth failure is the 94th of these, and the rest is within the day after it.
    for (let nth = 0; nth < 180; nth++) {
      host.clock.advance(15 * minute)
      await strangers.logIn(wrong)
    }
    expect(calls.filter((call) => call === 'verify')).toHaveLength(100)
    expect(host.events.filter(({ type }) => type === 'accountUnderAttack')).toHaveLength(1)
  })

  it('the known browser has not used any of its own tries', async () => {
    const known = await knownBrowser()
    for (let nth = 0; nth < 1_000; nth++) await strangers.logIn(wrong)
    for (let nth = 0; nth < 9; nth++) expect((await known.signIn(wrong)).status).toBe(refused)
    expect((await known.signIn(alice)).status).toBe(signedIn)
  })

  it('an app that kept its `known` logs in at once, and one without it does not', async () => {
    const { known }: Record<string, string> = JSON.parse((await strangers.logIn(alice, '')).body)
    host.clock.advance(1)
    for (let nth = 0; nth < 1_000; nth++) await strangers.logIn(wrong)
    expect([(await strangers.logIn(alice)).status, (await strangers.logIn(alice, known)).status]).toEqual([400, 200])
  })

  it('a person whose password the host has reset signs in at once in any browser', async () => {
    await knownBrowser()
    for (let nth = 0; nth < 1_000; nth++) {
      await strangers.logIn(wrong)
      host.clock.advance(15 * minute)
    }
    await strangers.logIn(wrong)
    await grant.service.revokeGrants({ subject: 'fake-subject-of-alice' })
    host.clock.advance(1)
    expect((await browser('198.51.100.77').signIn(alice)).status).toBe(signedIn)
  })
})

describe('a login with its `known` in the URL, which ends up in logs', () => {
  it('is refused, and no port is called', async () => {
    const request = formRequest('/login', String(new URLSearchParams(alice)))
    const response = await responseOf(grant.handler, { ...request, query: 'known=x' })
    expect([response.status, JSON.parse(response.body).error, calls]).toEqual([400, 'invalid_request', []])
  })
})

describe('while strangers must wait', () => {
  beforeEach(async () => {
    await strangers.block('alice')
    await strangers.block('nobody')
    calls.length = 0
    host.clock.advance(1)
  })

  it('right and wrong passwords, known and unknown usernames get equal bytes at POST /login', async () => {
    const [first, ...others] = await Promise.all(
      [alice, wrong, unknown, { ...unknown, password: 'wrong' }].map((typed) => strangers.logIn(typed)),
    )
    expect(first).toMatchObject({
      status: 400,
      headers: expect.not.objectContaining({ 'Retry-After': expect.anything() }),
    })
    for (const other of others) expect(other).toEqual(first)
  })

  it('they get equal bytes on the page, which repeats only what was typed', async () => {
    const person = browser()
    const shown: HttpResponse[] = []
    for (const typed of [alice, wrong, unknown, { ...unknown, password: 'wrong' }]) {
      const response = await person.signIn(typed)
      shown.push({ ...response, body: response.body.replaceAll(typed.username, 'somebody') })
    }
    const [first, ...others] = shown
    expect(first?.status).toBe(refused)
    expect(first?.body).toContain('or too many attempts')
    for (const other of others) expect(other).toEqual(first)
  })

  it('the refusal is the one of a wrong password without a wait', async () => {
    const blocked = await strangers.logIn(wrong)
    const judged = await strangers.logIn({ username: 'bob', password: 'wrong' })
    expect(calls).toEqual(['findByUsername', 'verify'])
    expect(blocked).toEqual(judged)
  })

  it('a try costs no look-up and no hash', async () => {
    for (let nth = 0; nth < 50; nth++) {
      for (const typed of [alice, wrong, unknown]) await strangers.logIn(typed)
    }
    await browser().signIn(alice)
    expect(calls).toEqual([])
  })

  it('a try with a forged `known` costs no look-up and no hash', async () => {
    const { known = '' }: Record<string, string> = JSON.parse(
      (await strangers.logIn({ username: 'bob', password: host.fixtures.accounts[1]?.password ?? '' }, '')).body,
    )
    calls.length = 0
    for (const sent of ['x', known, known.replace(/^[^.]*/, 'A'.repeat(43))]) await strangers.logIn(alice, sent)
    expect(calls).toEqual([])
  })

  it('the host hears of the wait once, without a username', async () => {
    for (let nth = 0; nth < 20; nth++) await strangers.logIn(wrong)
    const reached = host.events.filter(({ type }) => type === 'limitReached')
    expect(reached).toEqual([expect.objectContaining({ surface: 'password', lane: 'strangers' })])
    expect(JSON.stringify(reached)).not.toMatch(/alice/)
  })
})
