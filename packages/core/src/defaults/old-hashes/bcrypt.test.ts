import { compare as nativeCompare } from '@node-rs/bcrypt'
import bcryptjs from 'bcryptjs'
import { describe, expect, it, vi } from 'vitest'
import { bcryptVerifier } from './bcrypt.js'

// Vectors of jBCrypt and of the PHP manual.
const abc = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'
const php = '$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq'

const libraries = [
  ['@node-rs/bcrypt', nativeCompare],
  ['bcryptjs', bcryptjs.compare],
] as const

describe.each(libraries)('with %s', (_, compare) => {
  const verifier = bcryptVerifier({ compare: (password, hash) => compare(password, hash) })

  it.each([
    ['$2a$', abc, 'abc'],
    ['$2b$', abc.replace('$2a$', '$2b$'), 'abc'],
    ['$2y$ of PHP', php, 'rasmuslerdorf'],
  ])('matches only the password of a %s hash', async (_kind, hash, password) => {
    expect(await verifier.verify(hash, password)).toBe(true)
    for (const wrong of ['', `${password} `, password.toUpperCase(), password.slice(1)]) {
      expect(await verifier.verify(hash, wrong)).toBe(false)
    }
  })

  it('compares the first 72 bytes, like the system that made the hash', async () => {
    const first = 'é'.repeat(36)
    const hash = await bcryptjs.hash(`${first}made`, 4)
    expect(await verifier.verify(hash, `${first}made`)).toBe(true)
    expect(await verifier.verify(hash, `${first}another end`)).toBe(true)
    expect(await verifier.verify(hash, first)).toBe(true)
    expect(await verifier.verify(hash, `${first.slice(1)}e`)).toBe(false)
  })

  it('does not normalize text: another Unicode form is another password', async () => {
    const hash = await bcryptjs.hash('cafe\u0301', 4)
    expect(await verifier.verify(hash, 'cafe\u0301')).toBe(true)
    expect(await verifier.verify(hash, 'caf\u00E9')).toBe(false)
  })
})

describe('a bcrypt hash', () => {
  it.each([
    ['that is malformed', '$2b$10$short'],
    ['that is too long', `${abc}a`],
    ['with a line break after it', `${abc}\n`],
    ['of the broken PHP version', abc.replace('$2a$', '$2x$')],
    ['of the first version', abc.replace('$2a$', '$2$')],
    ['with one digit of cost', abc.replace('$06$', '$6$')],
    ['with a character that bcrypt base64 does not have', abc.replace('.', '+')],
    ['with a cost below the minimum of bcrypt', abc.replace('$06$', '$03$')],
    ['that takes two seconds', abc.replace('$06$', '$15$')],
    ['that takes two days', abc.replace('$06$', '$31$')],
  ])('%s is refused before anything is computed, and not repeated', async (_, hash) => {
    const compare = vi.fn()
    const refusal: unknown = await bcryptVerifier({ compare })
      .verify(hash, 'abc')
      .catch((error: unknown) => error)
    expect(String(refusal)).toMatch(/^Error: bcrypt: the stored hash /)
    expect(String(refusal)).not.toContain('If6bvum7')
    expect(compare).not.toHaveBeenCalled()
  })

  it('may cost as much as the host allows', async () => {
    const compare = vi.fn().mockResolvedValue(true)
    const costly = abc.replace('$06$', '$16$')
    expect(await bcryptVerifier({ compare, highestCost: 16 }).verify(costly, 'abc')).toBe(true)
    await expect(bcryptVerifier({ compare, highestCost: 5 }).verify(abc, 'abc')).rejects.toThrow('only 4 to 5')
    expect(compare.mock.calls).toEqual([['abc', costly]])
  })

  it('needs a compare function', () => {
    expect(() => bcryptVerifier(JSON.parse('{}'))).toThrow(TypeError)
  })

  it.each([3, 21, 10.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot have a highest cost of %d', (highestCost) => {
    expect(() => bcryptVerifier({ compare: vi.fn(), highestCost })).toThrow(RangeError)
  })
})
