import { createManualClock } from '@devicegrant/testing'
import type { JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeAccessTokenClaims } from './jwt/claims.js'
import { createJwtIssuer } from './jwt/issuer.js'
import { generateSigningKey } from './jwt/keys.js'
import { createOpaqueFormat } from './opaque.js'
import { createSystemRandom } from './random.js'
import { createSealer } from './sealer.js'

const issuer = 'https://issuer.example'
const secret = 'a secret of the test, of no use elsewhere'
const nextSecret = 'another one, for when the first was rotated'
const start = 1_700_000_000_500
const clock = createManualClock(start)

const grant = {
  grantId: 'grant-1',
  tokenSetId: 'set-1',
  occasion: 'login',
  subject: 'account-of-alice',
  clientId: 'living-room-tv',
  scope: ['read', 'write'],
  resources: [],
  authenticatedAt: start - 60_000,
} as const

const claims = writeAccessTokenClaims(grant, {
  issuer,
  audience: ['https://api.example'],
  tokenId: 'token-1',
  issuedAt: 1_700_000_000,
  expiresAt: 1_700_000_600,
})

const format = createOpaqueFormat(issuer, [secret], clock)

/** Returns a base64url character that differs in the highest bit, so that no decoder can ignore the change. */
function otherCharacter(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt((alphabet.indexOf(character) + 32) % 64)
}

describe('an opaque access token', () => {
  it('returns its claims to its issuer', async () => {
    expect(await format.read(await format.write(claims))).toEqual({
      subject: 'account-of-alice',
      clientId: 'living-room-tv',
      scope: ['read', 'write'],
      audience: ['https://api.example'],
      tokenId: 'token-1',
      authenticatedAt: 1_699_999_940_000,
      expiresAt: 1_700_000_600_000,
      issuedAt: 1_700_000_000_000,
      grantId: 'grant-1',
      occasion: 'login',
    })
  })

  it('can be read by another process with the same secret', async () => {
    expect(await createOpaqueFormat(issuer, [secret], clock).read(await format.write(claims))).toBeDefined()
  })

  it('reveals nothing to others, and has a prefix for secret scanners', async () => {
    const token = await format.write(claims)
    const bytes = Buffer.from(token.slice('dga_'.length), 'base64url').toString('latin1')
    expect(token).toMatch(/^dga_[\w-]+$/)
    for (const [name, value] of Object.entries(claims)) {
      for (const text of [name, String(value)]) {
        expect(bytes).not.toContain(text)
        // Three characters may occur by chance.
        if (text.length > 3) expect(token).not.toContain(text)
      }
    }
  })

  it('is never the same twice', async () => {
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => format.write(claims)))
    expect(new Set(tokens).size).toBe(1_000)
  })
})

describe('verify returns undefined', () => {
  it('for a token that was sealed with another secret', async () => {
    const other = createOpaqueFormat(issuer, [nextSecret], clock)
    expect(await other.read(await format.write(claims))).toBeUndefined()
    expect(await createOpaqueFormat(issuer, [`${secret}!`], clock).read(await format.write(claims))).toBeUndefined()
  })

  it.each(['https://other.example', `${issuer}/`, ''])(
    'for a token of the issuer %j with the same secret',
    async (name) => {
      const other = createOpaqueFormat(name, [secret], clock)
      expect(await other.read(await format.write(claims))).toBeUndefined()
      expect(await format.read(await other.write(claims))).toBeUndefined()
    },
  )

  it('for other text that the host seals with the same secret', async () => {
    for (const name of [issuer, undefined]) {
      const sealed = createSealer(secret, createSystemRandom(), name).seal(secret, JSON.stringify(claims))
      expect(await format.read(`dga_${sealed}`)).toBeUndefined()
    }
  })

  it('for a token with any one character changed', async () => {
    const token = await format.write(claims)
    for (let place = 'dga_'.length; place < token.length; place += 1) {
      const altered = token.slice(0, place) + otherCharacter(token.charAt(place)) + token.slice(place + 1)
      expect(await format.read(altered), `character ${place}`).toBeUndefined()
    }
  })

  it('for a token that was cut short anywhere, or extended', async () => {
    const token = await format.write(claims)
    for (let length = 0; length < token.length; length += 1) {
      expect(await format.read(token.slice(0, length)), `${length} characters`).toBeUndefined()
    }
    for (const more of ['A', 'AAAA', '=', ' ', '\n', '.', '.a.b']) {
      expect(await format.read(token + more), JSON.stringify(more)).toBeUndefined()
    }
  })

  it('for garbage', async () => {
    const token = await format.write(claims)
    const garbage = [
      '',
      'dga_',
      'dga_*',
      'dga_☕',
      'dga_AQ',
      `dga_AQ${'A'.repeat(100)}`,
      token.slice('dga_'.length),
      token.replace('dga_', 'DGA_'),
      token.replace('dga_', 'dgr_'),
      `dga_${token}`,
      ` ${token}`,
      `Bearer ${token}`,
      JSON.stringify(claims),
    ]
    for (const text of garbage) expect(await format.read(text), text).toBeUndefined()
  })

  it.each(Object.keys(claims).filter((name) => name !== 'iss'))('for claims without %s', async (name) => {
    expect(await format.read(await format.write({ ...claims, [name]: undefined }))).toBeUndefined()
  })

  it('for a token of more than 16 KiB', async () => {
    // The text has 29 more bytes when it is sealed, and base64url makes four characters of three bytes.
    const room = ((16 * 1_024 - 'dga_'.length) * 3) / 4 - 29
    const filled = (length: number) => ({
      ...claims,
      jti: 'x'.repeat(length - JSON.stringify({ ...claims, jti: '' }).length),
    })
    const longest = await format.write(filled(room))
    expect(longest).toHaveLength(16 * 1_024)
    expect(await format.read(longest)).toBeDefined()
    expect(await format.read(await format.write(filled(room + 1)))).toBeUndefined()
    expect(await format.read(`dga_${'A'.repeat(1_000_000)}`)).toBeUndefined()
  })
})

describe('a rotation of secrets', () => {
  const before = createOpaqueFormat(issuer, [secret], clock)
  const announced = createOpaqueFormat(issuer, [secret, nextSecret], clock)
  const after = createOpaqueFormat(issuer, [nextSecret, secret], clock)
  const end = createOpaqueFormat(issuer, [nextSecret], clock)

  it('seals with the first secret', async () => {
    expect(await before.read(await announced.write(claims))).toBeDefined()
    expect(await end.read(await announced.write(claims))).toBeUndefined()
    expect(await end.read(await after.write(claims))).toBeDefined()
    expect(await before.read(await after.write(claims))).toBeUndefined()
  })

  it('opens with all secrets, so that no token becomes invalid', async () => {
    for (const [older, newer] of [
      [before, announced],
      [announced, after],
      [after, end],
    ] as const) {
      expect(await newer.read(await older.write(claims))).toEqual(await older.read(await older.write(claims)))
      expect(await newer.read(await newer.write(claims))).toBeDefined()
    }
    expect(await announced.read(await after.write(claims))).toBeDefined()
  })
})

describe('an opaque access token ends', () => {
  let key: JWK

  beforeAll(async () => {
    key = await generateSigningKey()
  })

  it('at the same second as a signed one', async () => {
    const clock = createManualClock(start)
    const signed = createJwtIssuer({ issuer, keys: [key], clock })
    const opaque = createJwtIssuer({ issuer, keys: [key], opaqueSecrets: [secret], clock })
    const tokens = { signed: (await signed.issue(grant)).accessToken, opaque: (await opaque.issue(grant)).accessToken }
    const alive = async () => [await signed.verify(tokens.signed), await opaque.verify(tokens.opaque)].map(Boolean)
    const ends = 1_700_000_600_000
    for (const [at, expected] of [
      [start, true],
      [ends - 1_000, true],
      [ends - 1, true],
      [ends, false],
      [ends + 1, false],
      [ends + 1_000, false],
    ] as const) {
      clock.set(at)
      expect(await alive(), String(at)).toEqual([expected, expected])
    }
  })

  it('is for the same audiences as a signed one, and has the same claims', async () => {
    const clock = createManualClock(start)
    const signed = createJwtIssuer({ issuer, keys: [key], clock })
    const opaque = createJwtIssuer({ issuer, keys: [key], opaqueSecrets: [secret], clock })
    const resources = ['https://api.example', 'https://files.example']
    for (const asked of [grant, { ...grant, resources }]) {
      const [one, other] = [(await signed.issue(asked)).accessToken, (await opaque.issue(asked)).accessToken]
      for (const audiences of [undefined, [issuer], resources, ['https://other.example'], [], 'any'] as const) {
        const said = await signed.verify(one, audiences)
        expect(await opaque.verify(other, audiences)).toEqual(said && { ...said, tokenId: expect.any(String) })
      }
    }
  })

  it('is not accepted as a signed token, and a signed token is not accepted as an opaque one', async () => {
    const signed = createJwtIssuer({ issuer, keys: [key], clock })
    const opaque = createJwtIssuer({ issuer, keys: [key], opaqueSecrets: [secret], clock })
    expect(await signed.verify((await opaque.issue(grant)).accessToken, 'any')).toBeUndefined()
    expect(await opaque.verify((await signed.issue(grant)).accessToken, 'any')).toBeUndefined()
  })
})

describe('construction refuses', () => {
  it('an empty list of secrets', () => {
    expect(() => createOpaqueFormat(issuer, [], clock)).toThrow(TypeError)
    expect(() => createOpaqueFormat(issuer, [], clock)).toThrow(/^opaqueSecrets: must be a list of at least one secret/)
  })

  it('an undefined secret, as of an environment variable that is not set', () => {
    const secrets: string[] = JSON.parse(JSON.stringify([secret, null]))
    expect(() => createOpaqueFormat(issuer, secrets, clock)).toThrow(/^opaqueSecrets: .* each secret must be a string$/)
  })

  it.each([
    ['the first secret', ['hunter2-hunter2-hunter2-hunter2', secret]],
    ['a later secret', [secret, 'hunter2-hunter2-hunter2-hunter2']],
    ['an empty secret', [secret, '']],
  ])('secrets of fewer than 32 characters without repeating them: %s', (_, secrets) => {
    const refused = () => createOpaqueFormat(issuer, secrets, clock)
    expect(refused).toThrow(RangeError)
    expect(refused).toThrow(/^opaqueSecrets: each secret must have at least 32 random characters$/)
  })

  it('a secret of a few different characters', () => {
    expect(() => createOpaqueFormat(issuer, [secret, 'ab'.repeat(32)], clock)).toThrow(
      /^opaqueSecrets: a secret has only a few different characters/,
    )
  })

  it('no secret of exactly 32 characters', async () => {
    const shortest = createOpaqueFormat(issuer, ['hunter2-hunter2-hunter2-hunter2-'], clock)
    expect(await shortest.read(await shortest.write(claims))).toBeDefined()
  })

  it('a short secret of the issuer, before it makes any token', async () => {
    const keys = [await generateSigningKey()]
    expect(() => createJwtIssuer({ issuer, keys, opaqueSecrets: [] })).toThrow(/^opaqueSecrets: /)
    expect(() => createJwtIssuer({ issuer, keys, opaqueSecrets: ['short'] })).toThrow(/^opaqueSecrets: /)
  })
})
