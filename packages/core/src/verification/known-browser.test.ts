import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, browserProxy, createBrowser, fieldOf } from '../../test-support/browser.js'
import { createStrangers } from '../../test-support/strangers.js'
import { createDeviceGrant, type DeviceGrant } from '../compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../compose/options.js'
import { day, minute } from '../machine/time.js'

// docs/decisions/0051: the page keeps a cookie, so that strangers cannot shut a person out.

const origin = 'https://login.example'
const password = 'correct horse battery staple'
const alice = { username: 'alice', password }
const [signedIn, refused] = [303, 400]
const hour = 60 * minute

let host: FakeHost
let stores: ReturnType<typeof createMemoryStores>
let grant: DeviceGrant

/** A host at this issuer, with the stores of the others, on which every username has the same password. */
function open(issuer: string, changes: Partial<DeviceGrantOptions> = {}): DeviceGrant {
  const { clock } = host
  const { options } = createFakeHost({ issuer, limits: {}, clock })
  const { findByUsername } = host.options.accounts
  const accounts = {
    ...host.options.accounts,
    async findByUsername(username: string) {
      const account = await findByUsername('alice')
      return account && { ...account, username, subject: `fake-subject-of-${username}` }
    },
  }
  return createDeviceGrant({
    ...options,
    accounts,
    stores,
    trustedProxies: [browserProxy],
    onWarning: () => {},
    ...changes,
  })
}

beforeEach(() => {
  host = createFakeHost({ issuer: origin })
  stores = createMemoryStores({ clock: host.clock })
  grant = open(origin)
})

const browserAt = (at = grant, settings: Parameters<typeof createBrowser>[2] = {}) =>
  createBrowser(at, origin, settings)

/** Returns the status of a sign-in while strangers must wait. The browser must have cookies for it. */
async function signInDuringAttack(browser: Browser, username = 'alice', at = grant): Promise<number> {
  await createStrangers(at).block(username)
  return (await browser.signIn({ username, password })).status
}

async function knownBrowser(username = 'alice', at = grant): Promise<Browser> {
  const browser = browserAt(at)
  expect((await browser.signIn({ username, password })).status).toBe(signedIn)
  host.clock.advance(1)
  return browser
}

const knownCookies = ({ set }: Browser) => set.filter((line) => line.includes('devicegrant-known'))

describe('the cookie of a known browser', () => {
  it('is set by a sign-in, and by nothing else', async () => {
    const browser = browserAt()
    await browser.get('/device')
    await browser.signIn({ ...alice, password: 'wrong' })
    await browser.signIn({ ...alice, password: '' })
    expect(knownCookies(browser)).toEqual([])
    await browser.signIn(alice)
    await browser.get('/device')
    expect(knownCookies(browser)).toHaveLength(1)
  })

  it('is for this host over https only, lasts 180 days, and goes with no request of another site', async () => {
    const [line = ''] = knownCookies(await knownBrowser())
    const [pair = '', ...attributes] = line.split('; ')
    expect(pair).toMatch(/^__Host-devicegrant-known=[\w.~-]+$/)
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Strict', 'Secure'])
  })

  it('has no prefix over http, which only a loopback address has', async () => {
    const local = 'http://127.0.0.1:3000'
    const browser = createBrowser(open(local), local)
    await browser.signIn(alice)
    const [pair = '', ...attributes] = (knownCookies(browser)[0] ?? '').split('; ')
    expect(pair).toMatch(/^devicegrant-known=/)
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Strict'])
  })

  it('has a name of its own below a path, so that the issuers of one host do not share it', async () => {
    const cookies = new Map<string, string>()
    const [acme, globex] = ['acme', 'globex'].map((name) => open(`${origin}/${name}`))
    for (const tenant of [acme, globex]) await browserAt(tenant, { cookies }).signIn(alice)
    const names = [...cookies.keys()].filter((name) => name.includes('known'))
    expect(names).toEqual([expect.stringMatching(/^__Host-devicegrant-known-[\w-]{16}$/), expect.any(String)])
    expect(new Set(names).size).toBe(2)
  })

  it('has at most 600 bytes with its name, for each account', async () => {
    const browser = browserAt()
    for (const username of ['alice', 'bob', 'x'.repeat(256), '\u{1F600}', 'erin']) {
      await browser.signIn({ username, password })
      const [pair = ''] = (knownCookies(browser).at(-1) ?? '').split('; ')
      expect(pair.length).toBeLessThanOrEqual(600)
      expect(pair).not.toContain(username)
    }
  })

  it('has another value after each sign-in', async () => {
    const browser = await knownBrowser()
    await browser.signIn(alice)
    await browser.signIn(alice)
    expect(new Set(knownCookies(browser).map((line) => line.split('; ')[0])).size).toBe(3)
  })

  it('stays when the person signs out', async () => {
    const browser = await knownBrowser()
    const page = await browser.get('/device')
    expect((await browser.post('/device/sign-out', { csrf: fieldOf(page, 'csrf') })).status).toBe(signedIn)
    expect(await signInDuringAttack(browser)).toBe(signedIn)
  })
})

describe('while strangers must wait, a sign-in succeeds', () => {
  it('in a browser that is known to the account, and not in another one', async () => {
    const browser = await knownBrowser()
    expect(await signInDuringAttack(browser)).toBe(signedIn)
    expect(await signInDuringAttack(browserAt())).toBe(refused)
  })

  it('in a browser that is known to another account only, not', async () => {
    expect(await signInDuringAttack(await knownBrowser('bob'))).toBe(refused)
  })

  it('in a browser of four people, for the four that signed in last', async () => {
    const browser = browserAt()
    const people = ['alice', 'bob', 'carol', 'dave', 'erin']
    for (const username of people) await browser.signIn({ username, password })
    const cookies = new Map(browser.cookies)
    const found: number[] = []
    for (const username of people) {
      found.push(await signInDuringAttack(browserAt(grant, { cookies: new Map(cookies) }), username))
    }
    expect(found).toEqual([refused, signedIn, signedIn, signedIn, signedIn])
  })

  it('up to 180 days after the last sign-in there', async () => {
    const browser = await knownBrowser()
    host.clock.advance(180 * day - hour)
    expect(await signInDuringAttack(browser)).toBe(signedIn)
    host.clock.advance(180 * day - 1)
    const old = browserAt(grant, { cookies: new Map(browser.cookies) })
    expect(await signInDuringAttack(browser)).toBe(signedIn)
    host.clock.advance(1)
    expect(await signInDuringAttack(old)).toBe(refused)
  })

  it.each<[string, (value: string) => string]>([
    ['empty', () => ''],
    ['cut', (value) => value.slice(0, -1)],
    ['longer', (value) => `${value}A`],
    ['of another account', (value) => value.replace(/^[^.]*/, 'A'.repeat(43))],
    ['of another time', (value) => value.replace(/\.\d+\./, `.${9e14}.`)],
    ['nothing that we write', () => '"%00;'],
  ])('with the cookie %s, not', async (_, tamper) => {
    const browser = await knownBrowser()
    const name = '__Host-devicegrant-known'
    browser.cookies.set(name, tamper(browser.cookies.get(name) ?? ''))
    expect(await signInDuringAttack(browser)).toBe(refused)
  })

  it('with the cookie sent twice, not: both are ignored (RFC 6265 §8.6)', async () => {
    const browser = await knownBrowser()
    const name = '__Host-devicegrant-known'
    browser.cookies.set(name, `${browser.cookies.get(name)}; ${name}=x`)
    expect(await signInDuringAttack(browser)).toBe(refused)
  })

  it('at the issuer where the person signed in before, and not at another one with the same secret', async () => {
    const acme = open(`${origin}/acme`)
    const globex = open(`${origin}/globex`)
    const atAcme = await knownBrowser('alice', acme)
    const atGlobex = await knownBrowser('bob', globex)
    const [nameAtAcme, nameAtGlobex] = [atAcme, atGlobex].map(({ cookies }) =>
      [...cookies.keys()].find((name) => name.includes('known')),
    )
    atGlobex.cookies.set(nameAtGlobex ?? '', atAcme.cookies.get(nameAtAcme ?? '') ?? '')
    expect(await signInDuringAttack(atGlobex, 'alice', globex)).toBe(refused)
    expect(await signInDuringAttack(atAcme, 'alice', acme)).toBe(signedIn)
  })

  it('at both of two issuers whose cookies have one name, after sign-ins in one browser', async () => {
    const [one, other] = ['http://localhost:3000', 'http://localhost:4000'] as const
    const cookies = new Map<string, string>()
    const [here, there] = [open(one), open(other)]
    const [mine, theirs] = [createBrowser(here, one, { cookies }), createBrowser(there, other, { cookies })]
    expect((await mine.signIn(alice)).status).toBe(signedIn)
    expect((await theirs.signIn(alice)).status).toBe(signedIn)
    expect(await signInDuringAttack(mine, 'alice', here)).toBe(signedIn)
    expect(await signInDuringAttack(theirs, 'alice', there)).toBe(signedIn)
  })
})

describe('a known browser becomes a stranger', () => {
  it('by ten failures in a row, until the person signs in there again', async () => {
    const browser = await knownBrowser()
    const other = browserAt(grant, { address: '198.51.100.77' })
    await other.signIn(alice)
    for (let nth = 0; nth < 10; nth++) await browser.signIn({ ...alice, password: 'wrong' })
    expect(await signInDuringAttack(browser)).toBe(refused)
    // Other browsers of the account are as before.
    expect(await signInDuringAttack(other)).toBe(signedIn)
    host.clock.advance(hour)
    expect((await browser.signIn(alice)).status).toBe(signedIn)
    expect(await signInDuringAttack(browser)).toBe(signedIn)
  })

  it('not by nine failures before each success', async () => {
    const browser = await knownBrowser()
    for (let round = 0; round < 3; round++) {
      for (let nth = 0; nth < 9; nth++) await browser.signIn({ ...alice, password: 'wrong' })
      expect(await signInDuringAttack(browser)).toBe(signedIn)
      host.clock.advance(hour)
    }
  })

  it('not by failures of other accounts in it', async () => {
    const browser = await knownBrowser()
    for (let nth = 0; nth < 15; nth++) await browser.signIn({ username: 'bob', password: 'wrong' })
    expect(await signInDuringAttack(browser)).toBe(signedIn)
  })

  const subject = 'fake-subject-of-alice'
  const endings: readonly (readonly [string, (browser: Browser) => unknown])[] = [
    ['revokes all grants of the account', () => grant.service.revokeGrants({ subject })],
    ['sets signedOutAt of the account', () => host.changeAccount('alice', { signedOutAt: host.clock.now() })],
    [
      'unlinks everything at the page for the person',
      async (browser) => {
        const page = await browser.get('/device/linked/unlink?everything=1')
        const response = await browser.post('/device/linked/unlink', { csrf: fieldOf(page, 'csrf'), everything: 'yes' })
        expect(response.status).toBe(200)
      },
    ],
  ]

  it('when the host revokes all grants while its password is checked', async () => {
    const { passwordLogin } = host.options
    const hasher = {
      ...passwordLogin.hasher,
      async verify(hash: string, typed: string) {
        await revoking.service.revokeGrants({ subject })
        host.clock.advance(1)
        return passwordLogin.hasher.verify(hash, typed)
      },
    }
    const revoking = open(origin, { passwordLogin: { ...passwordLogin, hasher } })
    const browser = browserAt(revoking)
    expect((await browser.signIn(alice)).status).toBe(signedIn)
    expect(await signInDuringAttack(browser)).toBe(refused)
  })

  it.each(endings)('when the host %s', async (_, end) => {
    const browser = await knownBrowser()
    const kept = browserAt(grant, { cookies: new Map(browser.cookies) })
    await end(browser)
    host.clock.advance(1)
    expect(await signInDuringAttack(kept)).toBe(refused)
    host.clock.advance(hour)
    expect((await kept.signIn(alice)).status).toBe(signedIn)
    expect(await signInDuringAttack(kept)).toBe(signedIn)
  })
})
