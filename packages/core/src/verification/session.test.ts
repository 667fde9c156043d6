import { createManualClock, type ManualClock } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { requestOf } from '../../test-support/http.js'
import { createSystemRuntime } from '../defaults/system.js'
import { createCookieJar } from '../http/cookies.js'
import { minute } from '../machine/time.js'
import { createPageSessions, type PageSessions } from './session.js'

const issuer = 'https://example.com'
const secret = 'a server secret for tests of 32 characters or more'

let clock: ManualClock
let sessions: PageSessions

const sessionsOf = (key: string) =>
  createPageSessions({ ...createSystemRuntime({ secret: key }), clock }, createCookieJar('session', true), issuer)

beforeEach(() => {
  clock = createManualClock()
  sessions = sessionsOf(secret)
})

const pairOf = (setCookie: string) => setCookie.split('; ')[0] ?? ''
const cookieValue = (setCookie: string) => pairOf(setCookie).slice('__Host-session='.length)
const readPair = (cookie: string, by: PageSessions = sessions) => by.read(requestOf({ headers: { cookie } }))
const read = (value: string, by?: PageSessions) => readPair(`__Host-session=${value}`, by)

const bob = { subject: 'account-bob', authenticatedAt: 0, amr: ['pwd'] }

describe('a session', () => {
  it('of a signed-in person has the subject, the time and the ways of the sign-in', () => {
    const { session, setCookie } = sessions.startFor({
      subject: 'account-alice',
      authenticatedAt: clock.now(),
      amr: ['pwd'],
    })
    clock.advance(5 * minute)
    expect(session).toEqual({
      sessionId: expect.stringMatching(/^[\w-]{22}$/),
      viewer: {
        subject: 'account-alice',
        sessionId: session.sessionId,
        authenticatedAt: clock.now() - 5 * minute,
        amr: ['pwd'],
      },
    })
    expect(readPair(pairOf(setCookie))).toEqual(session)
  })

  it('of a browser without a sign-in has no viewer', () => {
    const { session, setCookie } = sessions.startAnonymous()
    expect(session).toEqual({ sessionId: expect.any(String) })
    expect(readPair(pairOf(setCookie))).toEqual(session)
  })

  it('keeps a subject of any characters', () => {
    for (const subject of ['', '"};\u202E\u{1F600}', '\\u0000', 'x'.repeat(500)]) {
      expect(
        read(cookieValue(sessions.startFor({ subject, authenticatedAt: clock.now(), amr: ['pwd'] }).setCookie))?.viewer
          ?.subject,
      ).toBe(subject)
    }
  })

  it('is valid at every server with the same secret, and at no other', () => {
    const value = cookieValue(
      sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).setCookie,
    )
    expect(read(value, sessionsOf(secret))).toBeDefined()
    expect(read(value, sessionsOf('another secret of thirty-two characters'))).toBe(undefined)
  })

  it('ends after an hour', () => {
    const { setCookie } = sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] })
    expect(setCookie).toContain('Max-Age=3600')
    clock.advance(60 * minute - 1)
    expect(readPair(pairOf(setCookie))).toBeDefined()
    clock.advance(1)
    expect(readPair(pairOf(setCookie))).toBe(undefined)
  })

  it('ends when the page ends it', () => {
    expect(readPair(pairOf(sessions.end()))).toBe(undefined)
  })
})

// Session fixation: after a sign-in, the session identifier is never the one that the browser sent.
describe('signing in', () => {
  it('starts a session under a new identifier', () => {
    const before = sessions.startAnonymous().session
    const first = sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).session
    const second = sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).session
    expect(new Set([before, first, second].map(({ sessionId }) => sessionId)).size).toBe(3)
  })

  it('invalidates the form tokens from before', () => {
    const before = sessions.startAnonymous().session
    const after = sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).session
    expect(sessions.isCsrfToken(after, sessions.csrfToken(before))).toBe(false)
    expect(sessions.isCsrfToken(before, sessions.csrfToken(after))).toBe(false)
  })
})

describe('a cookie that was changed belongs to no session', () => {
  const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  const forge = (fields: object, proof = '') => `${Buffer.from(JSON.stringify(fields)).toString('base64url')}.${proof}`

  it.each<[string, (value: string) => string]>([
    ['empty', () => ''],
    ['a dot', () => '.'],
    ['without its proof', (value) => value.split('.')[0] ?? ''],
    ['with an empty proof', (value) => `${value.split('.')[0]}.`],
    ['with its proof alone', (value) => `.${value.split('.')[1]}`],
    ['with another character in front', (value) => flip(value, 0)],
    ['with another character in the middle', (value) => flip(value, 40)],
    ['with another character in the proof', (value) => flip(value, value.length - 2)],
    ['with more proof', (value) => `${value}A`],
    ['with less proof', (value) => value.slice(0, -1)],
    ['with something before it', (value) => `A${value}`],
    ['in capitals', (value) => value.toUpperCase()],
    ['made by somebody', () => forge({ sessionId: 'x', expiresAt: 9e15, viewer: bob })],
    [
      'with the proof of another',
      (value) =>
        `${value.split('.')[0]}.${cookieValue(sessions.startFor({ subject: 'account-bob', authenticatedAt: clock.now(), amr: ['pwd'] }).setCookie).split('.')[1]}`,
    ],
    ['a hundred thousand characters', () => 'x'.repeat(100_000)],
  ])('%s', (_, tamper) => {
    const value = cookieValue(
      sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).setCookie,
    )
    expect(read(value)).toBeDefined()
    expect(read(tamper(value))).toBe(undefined)
  })

  it('with a proof that was made for another purpose', () => {
    const { digester } = createSystemRuntime({ secret })
    const fields = { issuer, sessionId: 'x', expiresAt: 9e15, viewer: bob }
    const payload = Buffer.from(JSON.stringify(fields)).toString('base64url')
    for (const purpose of ['csrf', 'ticket', 'grant', 'userCode', 'deviceCode'] as const) {
      expect(read(`${payload}.${digester.digest(purpose, payload)}`)).toBe(undefined)
    }
    expect(read(`${payload}.${digester.digest('session', payload)}`)?.viewer?.subject).toBe('account-bob')
  })

  it('with a valid proof over unknown fields, as an older or newer version makes them', () => {
    const { digester } = createSystemRuntime({ secret })
    for (const fields of [
      {},
      { issuer, sessionId: 7, expiresAt: 9e15 },
      { issuer, sessionId: 'x', expiresAt: 9e15, admin: true },
      { issuer: 'https://another.example', sessionId: 'x', expiresAt: 9e15 },
      [],
    ]) {
      const payload = Buffer.from(JSON.stringify(fields)).toString('base64url')
      expect(read(`${payload}.${digester.digest('session', payload)}`)).toBe(undefined)
    }
  })
})

describe('the token of a form', () => {
  it('belongs to one session', () => {
    const [one, other] = [
      sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).session,
      sessions.startFor({ subject: 'account-alice', authenticatedAt: clock.now(), amr: ['pwd'] }).session,
    ]
    expect(sessions.isCsrfToken(one, sessions.csrfToken(one))).toBe(true)
    expect(sessions.isCsrfToken(other, sessions.csrfToken(one))).toBe(false)
  })

  it.each([[undefined], [''], ['x'], [null], [7], [['token']], [{}]])('is not %j', (token) => {
    expect(sessions.isCsrfToken(sessions.startAnonymous().session, token)).toBe(false)
  })

  it('cannot be derived from the cookie, nor the cookie from it', () => {
    const { session, setCookie } = sessions.startFor({
      subject: 'account-alice',
      authenticatedAt: clock.now(),
      amr: ['pwd'],
    })
    expect(setCookie).not.toContain(sessions.csrfToken(session))
    expect(sessions.csrfToken(session)).not.toContain(session.sessionId)
  })
})
