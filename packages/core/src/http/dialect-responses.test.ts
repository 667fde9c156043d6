import { describe, expect, it, vi } from 'vitest'
import { writerOf } from '../../test-support/written.js'
import { constantProblem, problem } from '../protocol/problem.js'
import type { Dialect } from '../wire/dialect.js'
import { oracle, oracleWith } from '../wire/dialects/oracle/oracle.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { pureEnvelope } from '../wire/writing/pure-envelope.js'

const pending = constantProblem('authorizationPending', 'The authorization is still pending.')

describe('the response to a constant problem', () => {
  it.each([rfc8628, oracle])('is made once, and is that of any problem ($name)', (dialect) => {
    const write = writerOf(dialect)
    expect(write(pending)).toEqual(writerOf(dialect)(problem('authorizationPending', pending.description)))
    expect(write(pending)).toBe(write(pending))
  })

  it('cannot be changed by one request for the others', () => {
    const response = writerOf(rfc8628)(pending)
    expect(() => Object.assign(response, { status: 200 })).toThrow(TypeError)
    expect(() => Object.assign(response.headers, { 'Set-Cookie': 'a=b' })).toThrow(TypeError)
  })

  it('is that of its own path', () => {
    const refused = constantProblem('invalidClient', 'Client authentication failed.')
    const challenges = (['Bearer', 'none'] as const).map((challenge) => writerOf(rfc8628, { challenge })(refused))
    expect(challenges.map(({ headers }) => headers['WWW-Authenticate'])).toEqual([
      'Bearer realm="devicegrant"',
      undefined,
    ])
  })

  it('is made again for each request if the envelope may put a new value into it', () => {
    const ecid = vi.fn().mockReturnValueOnce('first').mockReturnValueOnce('second')
    const write = writerOf(oracleWith({ ecid }))
    expect([write(pending).body, write(pending).body]).toEqual([
      expect.stringContaining('"ecid":"first"'),
      expect.stringContaining('"ecid":"second"'),
    ])
  })

  it('is made once for a dialect of the host whose envelope is marked, and not for one that only inherits', () => {
    const envelope: Dialect['envelope'] = ({ word }) => ({ code: word })
    const marked = writerOf({ ...rfc8628, envelope: pureEnvelope(({ word }) => ({ code: word })) })
    const inherits = writerOf({ ...rfc8628, envelope })
    expect(marked(pending)).toBe(marked(pending))
    expect(inherits(pending)).not.toBe(inherits(pending))
    expect(inherits(pending).body).toBe('{"code":"authorization_pending"}')
  })
})

it('makes a new response to a problem that is not constant', () => {
  const write = writerOf(rfc8628)
  const slowDown = (interval: number) => problem('slowDown', 'Too fast.', { interval, retryAfter: interval })
  expect(write(slowDown(10_000)).body).toContain('"interval":10')
  expect(write(slowDown(15_000)).body).toContain('"interval":15')
})
