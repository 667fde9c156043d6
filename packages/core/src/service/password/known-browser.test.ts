import { createManualClock, createScriptedRandom, type ManualClock } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { serverSecret } from '../../../test-support/world.js'
import { createSystemRuntime } from '../../defaults/system.js'
import { day } from '../../machine/time.js'
import { readKnownBrowser, rememberBrowser } from './known-browser.js'

// docs/decisions/0051.

let clock: ManualClock
let deps: ReturnType<typeof depsOf>

function depsOf(changes: { readonly secret?: string; readonly issuer?: string } = {}) {
  const { secret = serverSecret, issuer = 'https://login.example' } = changes
  return { ...createSystemRuntime({ secret, issuer }), clock, random: createScriptedRandom(1) }
}

beforeEach(() => {
  clock = createManualClock()
  deps = depsOf()
})

const after = (username: string, kept?: string) => {
  clock.advance(1)
  return rememberBrowser(deps, { username, kept })
}

describe('a browser', () => {
  it('is known to the account that signed in, since that moment', () => {
    const kept = after('alice')
    expect(readKnownBrowser(deps, kept, 'alice')).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      since: clock.now(),
    })
    expect(readKnownBrowser(deps, kept, 'bob')).toBe(undefined)
  })

  it('is known since the moment before the password was checked, if that is given', () => {
    const since = clock.now()
    clock.advance(500)
    const kept = rememberBrowser(deps, { username: 'alice', since })
    expect(readKnownBrowser(deps, kept, 'alice')?.since).toBe(since)
  })

  it('is known to the account whatever form of the username was typed', () => {
    expect(readKnownBrowser(deps, after(' ALICE '), 'alice')).toBeDefined()
    expect(readKnownBrowser(deps, after('zoe\u0308'), 'zo\u00EB')).toBeDefined()
  })

  it('is known for 180 days', () => {
    const kept = after('alice')
    clock.advance(180 * day - 1)
    expect(readKnownBrowser(deps, kept, 'alice')).toBeDefined()
    clock.advance(1)
    expect(readKnownBrowser(deps, kept, 'alice')).toBe(undefined)
  })

  it('gets another identifier with each sign-in', () => {
    const first = after('alice')
    const second = after('alice', first)
    expect(readKnownBrowser(deps, second, 'alice')?.id).not.toBe(readKnownBrowser(deps, first, 'alice')?.id)
    expect(second.split('~')).toHaveLength(1)
  })

  it('is known to the four accounts that signed in last', () => {
    const people = ['alice', 'bob', 'carol', 'dave', 'erin']
    const kept = people.reduce<string | undefined>((before, username) => after(username, before), undefined)
    const isKnown = (username: string, by = kept) => readKnownBrowser(deps, by, username) !== undefined
    expect(people.map((username) => isKnown(username))).toEqual([false, true, true, true, true])
    // A sign-in counts as the latest, also of an account that the browser knows.
    const again = after('frank', after('bob', kept))
    expect([...people, 'frank'].map((username) => isKnown(username, again))).toEqual([
      false,
      true,
      false,
      true,
      true,
      true,
    ])
  })
})

describe('what a browser keeps', () => {
  it('has no username, and is the same length for each', () => {
    for (const username of ['alice', 'x'.repeat(256), '\u{1F600}', '']) {
      const kept = after(username)
      expect(kept).toMatch(/^[\w-]{43}\.[\w-]{22}\.\d{13}\.[\w-]{43}$/)
      for (const form of [username, Buffer.from(username).toString('base64url')].filter((text) => text.length > 4)) {
        expect(kept).not.toContain(form)
      }
    }
  })

  it('has at most 512 characters, all of them allowed in a cookie (RFC 6265 §4.1.1)', () => {
    let kept: string | undefined
    for (const username of ['alice', 'bob', 'carol', 'dave', 'erin']) {
      kept = rememberBrowser(deps, { username, kept, since: 999_999_999_999_999 })
    }
    expect(kept?.split('~')).toHaveLength(4)
    expect(kept?.length).toBeLessThanOrEqual(512)
    expect(kept).toMatch(/^[\w.~-]+$/)
  })
})

describe('nothing is known of', () => {
  const partsOf = (kept: string) => kept.split('.')
  const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  const replaced = (kept: string, part: number, by: string) => partsOf(kept).with(part, by).join('.')

  it.each<[string, (kept: string) => string | undefined]>([
    ['nothing', () => undefined],
    ['an empty text', () => ''],
    ['separators', () => '~~~'],
    ['dots', () => '...'],
    ['a text without its end', (kept) => kept.slice(0, -1)],
    ['a text with more at its end', (kept) => `${kept}A`],
    ['a text without its proof', (kept) => replaced(kept, 3, '')],
    ['a text with a changed account', (kept) => flip(kept, 0)],
    ['a text with a changed identifier', (kept) => flip(kept, 50)],
    ['a text with a later time', (kept) => replaced(kept, 2, String(clock.now() + 1))],
    ['a text with a changed proof', (kept) => flip(kept, kept.length - 5)],
    ['a text with the proof of another sign-in', (kept) => replaced(kept, 3, partsOf(after('alice'))[3] ?? '')],
    ['a text with the proof of another account', (kept) => replaced(kept, 3, partsOf(after('bob'))[3] ?? '')],
    ['a text of another account under this name', (kept) => replaced(after('bob'), 0, partsOf(kept)[0] ?? '')],
    ['a text in quotes', (kept) => `"${kept}"`],
    ['four other texts before it', (kept) => `x~x~x~x~${kept}`],
    ['a text that is too long', (kept) => `${kept}~${'x'.repeat(1_024)}`],
    ['a hundred thousand characters', () => 'x'.repeat(100_000)],
  ])('%s', (_, tamper) => {
    const kept = after('alice')
    expect(readKnownBrowser(deps, kept, 'alice')).toBeDefined()
    expect(readKnownBrowser(deps, tamper(kept), 'alice')).toBe(undefined)
  })

  it('a text of another issuer, or of another secret', () => {
    const kept = after('alice')
    expect(readKnownBrowser(depsOf({ issuer: 'https://other.example' }), kept, 'alice')).toBe(undefined)
    expect(readKnownBrowser(depsOf({ secret: 'another secret of thirty-two characters' }), kept, 'alice')).toBe(
      undefined,
    )
    expect(readKnownBrowser(depsOf(), kept, 'alice')).toBeDefined()
  })

  it('a digest that was made for another purpose', () => {
    const [account = '', id = '', since = ''] = after('alice').split('.')
    for (const purpose of ['csrf', 'ticket', 'session', 'limit', 'grant'] as const) {
      const proof = deps.digester.digest(purpose, JSON.stringify(['proof', account, id, since]))
      expect(readKnownBrowser(deps, [account, id, since, proof].join('.'), 'alice')).toBe(undefined)
    }
  })

  it('malformed texts, which are not kept beside a new one', () => {
    const bob = after('bob')
    const kept = after('alice', `x~${bob}~"~`)
    expect(kept.split('~')).toEqual([expect.any(String), bob])
  })
})
