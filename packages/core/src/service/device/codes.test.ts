import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createDigester } from '../../defaults/digester.js'
import { base20x8, base20x10, base20x12, digitsx12 } from '../../machine/user-code.js'
import {
  digestDeviceCode,
  digestUserCode,
  isLinked,
  makeDeviceCode,
  makeUserCode,
  proveLink,
  readDeviceCode,
} from './codes.js'

const name = 'n'.repeat(22)

describe('makeDeviceCode', () => {
  it('is the name of its record, and 256 bits as 43 base64url characters', () => {
    expect(makeDeviceCode({ fill: (bytes) => void bytes.fill(0) }, name)).toBe(name + 'A'.repeat(43))
    expect(makeDeviceCode({ fill: (bytes) => void bytes.fill(255) }, name)).toBe(`${name}${'_'.repeat(42)}8`)
  })

  it('draws each of its 32 bytes once', () => {
    const drawn: number[] = []
    makeDeviceCode({ fill: (bytes) => void drawn.push(bytes.length) }, name)
    expect(drawn).toEqual([32])
  })
})

/** Returns the digest of a code that could be read. */
function digestIn(read: ReturnType<typeof readDeviceCode>): string | undefined {
  return typeof read === 'object' ? read.deviceCode : undefined
}

describe('readDeviceCode', () => {
  const digester = createDigester('a secret with more than 32 characters')
  const holder = { clientId: 'tv', dialect: 'rfc8628' }
  const code = makeDeviceCode(createScriptedRandom(5), name)

  it('returns the name, and a digest of the whole code for this client and this dialect', () => {
    const deviceCode = digestDeviceCode(digester, code, holder)
    expect(readDeviceCode(digester, code, holder)).toEqual({
      userCode: name,
      deviceCode,
      isBoundToKey: false,
      isBoundToChallenge: false,
    })
    expect(digestIn(readDeviceCode(digester, code, { ...holder, clientId: 'other' }))).not.toBe(deviceCode)
    expect(digestIn(readDeviceCode(digester, code, { ...holder, dialect: 'other' }))).not.toBe(deviceCode)
    const renamed = 'm'.repeat(22) + code.slice(22)
    expect(digestIn(readDeviceCode(digester, renamed, holder))).not.toBe(deviceCode)
  })

  const jkt = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
  const otherJkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'
  const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

  it.each([
    ['k', { jkt }, 'keyMissing'],
    ['c', { codeChallenge }, 'challengeMissing'],
    ['b', { jkt, codeChallenge }, 'keyMissing'],
  ] as const)('binds a code with the mark %s to %j', (mark, binding, missing) => {
    const bound = makeDeviceCode(createScriptedRandom(5), name, binding)
    expect(bound).toBe(code + mark)
    const deviceCode = digestDeviceCode(digester, bound, holder, binding)
    const isBoundToKey = mark !== 'c'
    const isBoundToChallenge = mark !== 'k'
    const read = { userCode: name, deviceCode, isBoundToKey, isBoundToChallenge }
    expect(readDeviceCode(digester, bound, holder, binding)).toEqual(read)
    // What the code is not bound to does not count.
    const everything = { jkt: otherJkt, codeChallenge: otherJkt, ...binding }
    expect(digestIn(readDeviceCode(digester, bound, holder, everything))).toBe(deviceCode)
    const others = { ...everything, ...(isBoundToKey ? { jkt: otherJkt } : { codeChallenge: otherJkt }) }
    expect(digestIn(readDeviceCode(digester, bound, holder, others))).not.toBe(deviceCode)
    expect(readDeviceCode(digester, bound, holder)).toBe(missing)
    // Without its mark, or with another one, it is another code.
    for (const forged of [code, `${code}k`, `${code}c`, `${code}b`].filter((text) => text !== bound)) {
      expect(digestIn(readDeviceCode(digester, forged, holder, everything))).not.toBe(deviceCode)
    }
  })

  it('needs both parts of a code that is bound to both', () => {
    const bound = makeDeviceCode(createScriptedRandom(5), name, { jkt, codeChallenge })
    expect(readDeviceCode(digester, bound, holder, { jkt })).toBe('challengeMissing')
    expect(readDeviceCode(digester, bound, holder, { codeChallenge })).toBe('keyMissing')
  })

  it.each(['', name, code.slice(1), `${code}A`, `${code}\n`, `${code.slice(1)}=`, `${code.slice(1)}/`])(
    'refuses a text of another form: %j',
    (text) => {
      expect(readDeviceCode(digester, text, holder)).toBeUndefined()
    },
  )
})

describe('digestDeviceCode', () => {
  const digester = createDigester('a secret with more than 32 characters')
  const code = makeDeviceCode(createScriptedRandom(5), name)

  it('is the beginning of a keyed digest', () => {
    expect(digestDeviceCode(digester, code, { dialect: 'rfc8628', clientId: 'tv' })).toMatch(/^[\w-]{22}$/)
  })

  it('differs for every client and dialect, also if their names together are the same text', () => {
    const holders = [
      ['a', 'b c'],
      ['a b', 'c'],
      ['a b c', ''],
      ['', 'a b c'],
      ['a', 'b  c'],
      ['1 a', 'b c'],
      ['a"', '"b c'],
    ] as const
    const digests = holders.map(([dialect, clientId]) => digestDeviceCode(digester, code, { dialect, clientId }))
    expect(new Set(digests).size).toBe(holders.length)
  })
})

describe('digestUserCode', () => {
  it('is the beginning of the keyed digest', () => {
    const digester = createDigester('a secret with more than 32 characters')
    expect(digestUserCode(digester, 'WDJBMJHT')).toMatch(/^[\w-]{22}$/)
    expect(digester.digest('userCode', 'WDJBMJHT').startsWith(digestUserCode(digester, 'WDJBMJHT'))).toBe(true)
  })
})

describe('the proof of a link', () => {
  const digester = createDigester('a secret with more than 32 characters', 'https://one.example')
  const target = { userCode: 'WDJBMJHT', grantId: 'a-grant' }
  const proof = proveLink(digester, target)

  it('is 96 bits of a keyed digest of its own', () => {
    expect(proof).toMatch(/^[\w-]{16}$/)
    expect(digestUserCode(digester, 'WDJBMJHT')).not.toContain(proof)
    expect(digester.digest('userCodeLink', '["WDJBMJHT","a-grant"]').startsWith(proof)).toBe(true)
  })

  it('belongs to its code, its authorization and its issuer', () => {
    expect(isLinked(digester, target, proof)).toBe(true)
    expect(isLinked(digester, { ...target, userCode: 'WDJBMJHX' }, proof)).toBe(false)
    expect(isLinked(digester, { ...target, grantId: 'another-grant' }, proof)).toBe(false)
    const elsewhere = createDigester('a secret with more than 32 characters', 'https://two.example')
    expect(isLinked(elsewhere, target, proof)).toBe(false)
  })

  it.each(['', 'A', proof.slice(1), `${proof}A`, proof.toUpperCase(), ' '.repeat(16), 'ü'.repeat(16)])(
    'is nothing else: %j',
    (other) => {
      expect(isLinked(digester, target, other)).toBe(false)
    },
  )
})

describe('makeUserCode', () => {
  it.each([
    ['base20x8', base20x8, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/],
    ['base20x10', base20x10, /^[BCDFGHJKLMNPQRSTVWXZ]{10}$/],
    ['base20x12', base20x12, /^[BCDFGHJKLMNPQRSTVWXZ]{12}$/],
    ['digitsx12', digitsx12, /^\d{12}$/],
  ])('in %s has only characters of its alphabet, and uses all of them', (_, format, expected) => {
    const random = createScriptedRandom(3)
    const codes = Array.from({ length: 500 }, () => makeUserCode(random, format))
    expect(codes.filter((code) => !expected.test(code))).toEqual([])
    expect(new Set(codes.join('')).size).toBe(format.alphabet.length)
  })
})
