import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './configuration-error.js'
import { checkOptionNames, unknownOptions } from './option-names.js'

const known = { trustedProxies: true, issuer: true, policy: true } as const

describe('an unknown name', () => {
  it.each([
    ['trustProxy', 'trustProxy is not an option of createServer: did you mean trustedProxies?'],
    ['Issuer', 'Issuer is not an option of createServer: did you mean issuer?'],
    ['POLICY', 'POLICY is not an option of createServer: did you mean policy?'],
    ['zzz', 'zzz is not an option of createServer: it takes trustedProxies, issuer, policy'],
    ['', '"" is not an option of createServer: it takes trustedProxies, issuer, policy'],
    ['__proto__', '__proto__ is not an option of createServer: it takes trustedProxies, issuer, policy'],
    ['constructor', 'constructor is not an option of createServer: it takes trustedProxies, issuer, policy'],
    ['a\nb', '"a\\nb" is not an option of createServer: it takes trustedProxies, issuer, policy'],
  ])('%j is refused with the nearest known name, or with all of them', (name, sentence) => {
    expect(unknownOptions('createServer', Object.fromEntries([[name, 1]]), known)).toEqual([sentence])
  })

  it('has its path if it is inside another option', () => {
    expect(unknownOptions('createServer', { lifeTime: 1 }, { lifetime: true }, 'policy')).toEqual([
      'policy.lifeTime is not an option of createServer: did you mean policy.lifetime?',
    ])
  })

  it('is refused even without a value, because the next start may have one', () => {
    expect(unknownOptions('createServer', { trustProxy: undefined }, known)).toHaveLength(1)
  })

  it('is cut if it is very long', () => {
    expect(unknownOptions('createServer', { ['x'.repeat(10_000)]: 1 }, known)[0]?.length).toBeLessThan(200)
  })
})

describe('an object of options', () => {
  it.each([
    ['with known names', { issuer: 'x', policy: undefined }],
    ['with none', {}],
    ['that is missing', undefined],
    ['with members that it inherits', Object.create({ helper: () => 'of a class' })],
  ])('%s is fine', (_, given) => {
    expect(unknownOptions('createServer', given, known)).toEqual([])
  })

  it.each([[null], ['text'], [7], [true], [[]], [() => {}]])('that is %j is refused', (given) => {
    expect(unknownOptions('createServer', given, known)).toEqual(['createServer takes an object of options'])
    expect(unknownOptions('createServer', given, known, 'policy')).toEqual(['policy must be an object of options'])
  })

  it('of another kind is refused in one sentence', () => {
    const connection = { options: 1, status: 2, connector: 3, _events: 4, retries: 5, host: 6 }
    const sentence =
      'takes an object with the options trustedProxies, issuer, policy, and was given another, with options, status, connector, _events and more'
    expect(unknownOptions('createServer', connection, known)).toEqual([`createServer ${sentence}`])
    expect(unknownOptions('createServer', connection, known, 'page')).toEqual([`page of createServer ${sentence}`])
    expect(unknownOptions('createServer', { ...connection, issuer: 'x' }, known)).toHaveLength(6)
  })

  it('is refused with one ConfigurationError for all names', () => {
    expect(() => checkOptionNames('createServer', { a: 1, trustedProxy: 2 }, known)).toThrow(ConfigurationError)
    expect(() => checkOptionNames('createServer', { a: 1, trustedProxy: 2 }, known)).toThrow(
      'a is not an option of createServer: it takes trustedProxies, issuer, policy\n  - trustedProxy is not an option of createServer: did you mean trustedProxies?',
    )
  })
})
