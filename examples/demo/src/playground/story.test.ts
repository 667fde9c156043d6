import { describe, expect, it } from 'vitest'
import { type DeviceView, switchedOff } from './browser/device-view.js'
import { type Answer, curlOf } from './browser/exchange.js'
import { createGrant } from './browser/grant.js'
import { read, refusedStart, write } from './browser/language.js'
import { meaningOf, narrate, type ServerState } from './browser/story.js'
import type { Language } from './config.js'

const started = { deviceCode: 'd', userCode: 'u', address: 'a', link: 'l', lifetime: 600, interval: 5 }
const waiting: DeviceView = { ...switchedOff, phase: 'code', started, interval: 5 }
const signedIn: DeviceView = { ...waiting, phase: 'signedIn', detail: 'It holds a token.', refreshes: true }
const failed: DeviceView = { ...waiting, phase: 'failed', detail: 'The server does not know this code any more.' }

const meaning = (type: string, before: ServerState, facts = {}) =>
  meaningOf({ type, at: 0, grantId: 'grant', facts }, before)

describe('the drawing of the playground', () => {
  it('has its own words for a repeated poll that was refused', () => {
    expect(meaning('deviceCodeReplayed', 'redeemed', { answered: true })).toMatchObject({ text: 'the same again' })
    const refused = meaning('deviceCodeReplayed', 'redeemed', { answered: false })
    expect(refused).toEqual({ arrow: 'replayed', state: 'tooLate', text: 'too late: refused' })
  })

  it('stays at the end of the grant', () => {
    expect(meaning('grantEnded', 'redeemed')).toEqual({ arrow: 'ended', state: 'ended' })
    expect(meaning('deviceCodeReplayed', 'ended', { answered: false })).toBeUndefined()
  })

  it('knows whether a code that expired was approved', () => {
    expect(meaning('authorizationExpired', 'viewed')?.state).toBe('expired')
    expect(meaning('authorizationExpired', 'approved')?.state).toBe('approvedExpired')
  })
})

describe('the story of the playground', () => {
  it.each(['approved', 'approvedExpired'] as const)('says that an approved code expired, after %s', (server) => {
    const moment = narrate({ ...waiting, phase: 'expired' }, server)
    expect(moment).toEqual({ step: 3, text: 'It was approved, but the device did not poll in time.' })
    expect(narrate({ ...waiting, phase: 'expired' }, 'expired')).toMatchObject({ missed: 1 })
  })

  it('says that a repeated poll came too late', () => {
    expect(narrate(signedIn, 'tooLate').text).toContain('too late')
    expect(narrate(failed, 'tooLate')).toMatchObject({ step: 2, text: expect.stringContaining('too late') })
  })

  it('says that the grant has ended elsewhere', () => {
    const ended = 'Ended at the server. The television does not know it yet'
    expect(narrate(signedIn, 'ended').text).toBe(`${ended}: refresh the tokens.`)
    expect(narrate({ ...signedIn, refreshes: false }, 'ended').text).toBe(`${ended}.`)
    expect(narrate(waiting, 'ended').text).toContain(ended)
  })

  it.each([
    [0, 'none', undefined],
    [1, 'viewed', started],
    [2, 'approved', started],
  ] as const)('ticks %i steps of a device that failed, after %s', (step, server, of) => {
    const { started: _, ...rest } = failed
    expect(narrate({ ...rest, ...(of && { started: of }) }, server)).toEqual({ step, text: failed.detail })
  })

  it.each([undefined, 'lost', 'silent', 'busy'] as const)(
    'promises no poll to a device that waits for a button: %s',
    (trouble) => {
      const promise = /asks every 5 seconds|polls again|tries again after 5 seconds/
      expect(narrate({ ...waiting, trouble }, 'pending').text).toMatch(promise)
      const { text } = narrate({ ...waiting, trouble, automatic: false }, 'pending')
      expect(text).not.toMatch(promise)
      expect(text).toMatch(/“Poll (now|once more)”/)
    },
  )
})

describe('the device of the playground', () => {
  const word = (status: number, text: string) => ({ status, word: text })
  const language: Language = {
    name: 'rfc8628',
    title: 'RFC 8628',
    start: { path: '/start', media: 'application/json', parameters: { client_id: 'tv' } },
    poll: { path: '/poll', media: 'application/json' },
    wordMember: 'error',
    refusals: {
      pending: word(400, 'authorization_pending'),
      slowDown: word(429, 'slow_down'),
      denied: word(400, 'access_denied'),
      expired: word(400, 'expired_token'),
      unknown: word(400, 'invalid_grant'),
    },
  }
  const answer = (status: number, error: string) => ({ status, headers: {}, body: JSON.stringify({ error }), url: '' })

  it('tells a limit, a code that is unknown, and a poll that is too fast apart', () => {
    expect(read(language, answer(429, 'temporarily_unavailable'))).toEqual({ kind: 'busy' })
    expect(read(language, answer(429, 'slow_down')).kind).toBe('slowDown')
    expect(read(language, answer(400, 'invalid_grant')).kind).toBe('unknown')
    expect(read(language, answer(400, 'invalid_client'))).toMatchObject({ kind: 'failed' })
  })

  it('takes a limit at a refresh for no end of the grant', async () => {
    const tokens = { kind: 'tokens', accessToken: 'a', refreshToken: 'r' } as const
    const refreshing = {
      ...language,
      refresh: { path: '/refresh', media: 'application/json', parameters: {} },
    } as const
    const refresh = (reply: Answer) =>
      createGrant('http://127.0.0.1', refreshing, tokens, async (sent) => {
        return { sent, at: new Date(0), milliseconds: 0, answer: reply }
      }).refresh()
    const limited = await refresh(answer(429, 'temporarily_unavailable'))
    expect(limited).toEqual({ detail: 'The server has had too many requests. Try again later.' })
    const ended = await refresh(answer(400, 'invalid_grant'))
    expect(ended).toMatchObject({ phase: 'ended', refreshes: false, reuses: false })
  })

  it('says why there is no code', () => {
    expect(refusedStart(undefined)).toContain('does not answer')
    expect(refusedStart(answer(429, 'temporarily_unavailable'))).toContain('too many requests')
    expect(refusedStart(answer(400, 'invalid_scope'))).toContain('See its answer below')
  })

  it('gives a command that has no header of the playground', () => {
    const sent = write('http://127.0.0.1', language.start, '', { 'Playground-Short-Lived': 'yes' })
    expect(sent.ownHeaders).toEqual({ 'Playground-Short-Lived': 'yes' })
    expect(curlOf(sent)).toBe(
      `curl -i -H 'Content-Type: application/json' --data-raw '{"client_id":"tv"}' 'http://127.0.0.1/start'`,
    )
  })
})
