import { describe, expect, it, vi } from 'vitest'
import { serverSecret } from '../../../test-support/world.js'
import { createDigester } from '../../defaults/digester.js'
import { createSystemRuntime } from '../../defaults/system.js'
import { digestRefreshToken, makeRefreshToken, readRefreshToken, subjectIn } from './refresh-token.js'
import { wrapRefreshToken } from './signed-refresh-token.js'

// RFC 6749 §10.10.

const runtime = createSystemRuntime({ secret: serverSecret })
const { digester } = runtime
const opening = { ...runtime, report: vi.fn() }
const grantId = digester.digest('grant', 'some grant')
const otherGrantId = digester.digest('grant', 'some other grant')

describe('a refresh token', () => {
  it('has a prefix, its grant, 256 random bits, and a proof that this server made it', () => {
    const token = makeRefreshToken(runtime, grantId)
    expect(token).toMatch(/^dgr_[\w-]{43}\.[\w-]{65}$/)
    expect(token).toHaveLength(113)
    expect(token.slice(4, 47)).toBe(grantId)
  })

  it('never repeats, in a thousand of one grant', () => {
    const tokens = Array.from({ length: 1_000 }, () => makeRefreshToken(runtime, grantId))
    expect(new Set(tokens).size).toBe(1_000)
    expect(new Set(tokens.map((token) => token.slice(48, 91))).size).toBe(1_000)
    expect(new Set(tokens.map((token) => token.slice(91))).size).toBe(1_000)
    expect(new Set(tokens.map((token) => digestRefreshToken(digester, token))).size).toBe(1_000)
  })

  it('has every character at every place of its secret, in a thousand', () => {
    const secrets = Array.from({ length: 1_000 }, () => makeRefreshToken(runtime, grantId).slice(48, 90))
    const seen = new Set(secrets.flatMap((secret) => [...secret].map((char, at) => `${at}${char}`)))
    expect(seen.size).toBeGreaterThan(0.99 * 42 * 64)
  })

  it('is read back with its grant and its digest', () => {
    const token = makeRefreshToken(runtime, grantId)
    expect(readRefreshToken(digester, token)).toEqual({ grantId, token, digest: digestRefreshToken(digester, token) })
  })

  it('is read by every server with the same key, and by no other', () => {
    const token = makeRefreshToken(runtime, grantId)
    expect(readRefreshToken(createDigester(serverSecret), token)).toEqual(readRefreshToken(digester, token))
    expect(readRefreshToken(createDigester(`${serverSecret}!`), token)).toBe(undefined)
  })

  it('is not read if any of its characters is changed', () => {
    const token = makeRefreshToken(runtime, grantId)
    const altered = Array.from(
      token,
      (char, at) => token.slice(0, at) + (char === 'A' ? 'B' : 'A') + token.slice(at + 1),
    )
    expect(altered.filter((text) => readRefreshToken(digester, text) !== undefined)).toEqual([])
  })

  it('is not read with the secret and the proof of another grant', () => {
    const [one, other] = [makeRefreshToken(runtime, grantId), makeRefreshToken(runtime, otherGrantId)]
    expect(readRefreshToken(digester, one.slice(0, 48) + other.slice(48))).toBe(undefined)
  })

  it('can have the sealed subject of its grant, which the proof covers', () => {
    const token = makeRefreshToken(runtime, grantId, 'account-alice')
    expect(token).toMatch(/^dgr_[\w-]{43}\.[\w-]{65}\.[\w-]{30,}$/)
    expect(token).not.toContain('alice')
    expect(Buffer.from(token.slice(114), 'base64url').toString()).not.toContain('alice')
    const read = readRefreshToken(digester, token)
    expect(read).toMatchObject({ grantId, token, digest: digestRefreshToken(digester, token) })
    expect(read && subjectIn(opening, read)).toBe('account-alice')
    const altered = Array.from(
      token,
      (char, at) => token.slice(0, at) + (char === 'A' ? 'B' : 'A') + token.slice(at + 1),
    )
    const changed = [
      ...altered,
      token.slice(0, 113),
      `${token}A`,
      `${token}.A`,
      token.slice(0, -1),
      token.slice(0, 114),
    ]
    expect(changed.filter((text) => readRefreshToken(digester, text) !== undefined)).toEqual([])
  })

  it('never repeats a sealed subject', () => {
    const tokens = Array.from({ length: 100 }, () => makeRefreshToken(runtime, grantId, 'account-alice'))
    expect(new Set(tokens.map((token) => token.slice(114))).size).toBe(100)
  })

  it('is read from its JWT wrapper, also with the longest subject', () => {
    const token = makeRefreshToken(runtime, grantId, 'x'.repeat(355))
    expect(token).toHaveLength(113 + 1 + 512)
    const wrapped = wrapRefreshToken(digester, token, 1_767_225_600_000, 9_767_225_600_000)
    expect(wrapped.length).toBeLessThan(1_024)
    expect(readRefreshToken(digester, wrapped)).toMatchObject({ token })
  })

  it.each([
    ['too long', 'x'.repeat(356)],
    ['far too long', 'x'.repeat(100_000)],
    ['too long as UTF-8', '電'.repeat(120)],
    ['a lone surrogate, which UTF-8 would change', 'a\ud800b'],
  ])('is made without a subject that is %s', (_, subject) => {
    expect(makeRefreshToken(runtime, grantId, subject)).toHaveLength(113)
  })

  it('whose subject cannot be opened has none, and the fault is reported', () => {
    const read = readRefreshToken(digester, makeRefreshToken(runtime, grantId, 'account-alice'))
    const { sealer } = createSystemRuntime({ secret: `${serverSecret}!` })
    expect(read && subjectIn({ ...opening, sealer }, read)).toBeUndefined()
    expect(opening.report).toHaveBeenCalledExactlyOnceWith(expect.any(Error), 'opening the subject in a refresh token')
  })

  it('has a proof that shows nothing about the digest in the store', () => {
    const token = makeRefreshToken(runtime, grantId)
    const digest = digestRefreshToken(digester, token)
    expect(digest).toMatch(/^[\w-]{43}$/)
    expect(token).not.toContain(digest.slice(0, 8))
    expect(digest).not.toContain(token.slice(91, 99))
  })
})
