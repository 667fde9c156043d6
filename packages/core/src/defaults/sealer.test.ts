import { describe, expect, it } from 'vitest'
import { createSystemRandom } from './random.js'
import { createSealer } from './sealer.js'

const secret = 'a secret of the test, of no use elsewhere'
const issuer = 'https://issuer.example'
const sealer = createSealer(secret, createSystemRandom(), issuer)
const deviceCode = 'GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS9E'
const response = '{"access_token":"2YotnFZFEjr1zCsicMWpAA","note":"naïve ☕ 𝄞"}'

const unreadable = /^A sealed response cannot be opened/

/** Returns a base64url character that differs in the highest bit, so that no decoder can ignore the change. */
function otherCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt((alphabet.indexOf(character) + 32) % 64)
}

describe('createSealer', () => {
  it.each([
    ['a response', response],
    ['empty text', ''],
    ['100 kB', 'x'.repeat(100_000)],
  ])('opens the text that it sealed: %s', (_kind, text) => {
    expect(sealer.open(deviceCode, sealer.seal(deviceCode, text))).toBe(text)
  })

  it('opens text that an earlier release sealed', () => {
    const sealed = 'Am5vbmNlLW9mLTEyYrej-UCFXqFiDSOt6OHBgIhp5a4fuglTW_JR9Rm60lh4edH-yQ'
    expect(sealer.open(deviceCode, sealed)).toBe('{"access_token":"x"}')
  })

  it('does not open text of another version', () => {
    const sealed = 'AW5vbmNlLW9mLTEyYjWQnVdUalfEwPPJQOi22oNEkVJIUmLp6DmfZUm34rZZuw0c3Q'
    expect(() => sealer.open(deviceCode, sealed)).toThrow(unreadable)
  })

  it('opens with only the secrets of the server and the holder, also in another process', () => {
    const other = createSealer(new TextEncoder().encode(secret), createSystemRandom(), issuer)
    expect(other.open(deviceCode, sealer.seal(deviceCode, response))).toBe(response)
  })

  it.each([
    ['another secret of the server', `${secret}!`, issuer],
    ['another issuer', secret, `${issuer}/`],
    ['no issuer', secret, undefined],
  ])('does not open for a holder of its secret with %s', (_kind, serverSecret, otherIssuer) => {
    const other = createSealer(serverSecret, createSystemRandom(), otherIssuer)
    expect(() => other.open(deviceCode, sealer.seal(deviceCode, response))).toThrow(unreadable)
    expect(() => sealer.open(deviceCode, other.seal(deviceCode, response))).toThrow(unreadable)
  })

  it('keeps no reference to the bytes of the secret', () => {
    const bytes = new TextEncoder().encode(secret)
    const own = createSealer(bytes, createSystemRandom(), issuer)
    bytes.fill(0)
    expect(own.open(deviceCode, sealer.seal(deviceCode, response))).toBe(response)
  })

  it('makes base64url that contains neither the text nor the secret', () => {
    const sealed = sealer.seal(deviceCode, response)
    const bytes = new TextEncoder().encode(response).length + 1 + 12 + 16
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(sealed).toHaveLength(Math.ceil((bytes * 4) / 3))
    expect(sealed).not.toContain(deviceCode)
  })

  it('seals the same text differently each time', () => {
    const sealed = Array.from({ length: 500 }, () => sealer.seal(deviceCode, response))
    expect(new Set(sealed).size).toBe(500)
    expect(new Set(sealed.map((text) => text.slice(0, 17))).size).toBe(500)
  })

  it('does not open with another secret', () => {
    const sealed = sealer.seal(deviceCode, response)
    expect(() => sealer.open(`${deviceCode}x`, sealed)).toThrow(unreadable)
    expect(() => sealer.open('', sealed)).toThrow(unreadable)
  })

  it('does not open if any one character was changed', () => {
    const sealed = sealer.seal(deviceCode, response)
    for (let place = 0; place < sealed.length; place += 1) {
      const altered = sealed.slice(0, place) + otherCharacter(sealed.charAt(place)) + sealed.slice(place + 1)
      expect(() => sealer.open(deviceCode, altered), `character ${place}`).toThrow(unreadable)
    }
  })

  it('does not open if the text was cut short anywhere or extended', () => {
    const sealed = sealer.seal(deviceCode, response)
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => sealer.open(deviceCode, sealed.slice(0, length)), `${length} characters`).toThrow(unreadable)
    }
    expect(() => sealer.open(deviceCode, `${sealed}AAAA`)).toThrow(unreadable)
  })

  it('does not open other text, and the message repeats none of it', () => {
    for (const garbage of ['', '*', 'not base64url!', response, 'AQ', `AQ${'A'.repeat(100)}`, '\u0000']) {
      expect(() => sealer.open(deviceCode, garbage)).toThrow(
        /^A sealed response cannot be opened: it was altered, or sealed with another secret$/,
      )
    }
  })
})
