import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './configuration-error.js'
import { checkOptionNames, misspelledMembers, misspelledOptions, unknownOptions } from './option-names.js'
import { checkOptionWords } from './option-words.js'

const messagesOf = (...args: Parameters<typeof unknownOptions>) => unknownOptions(...args).map(({ message }) => message)

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
    expect(messagesOf('createServer', Object.fromEntries([[name, 1]]), known)).toEqual([sentence])
  })

  it('has its path if it is inside another option', () => {
    expect(messagesOf('createServer', { lifeTime: 1 }, { lifetime: true }, 'policy')).toEqual([
      'policy.lifeTime is not an option of createServer: did you mean policy.lifetime?',
    ])
  })

  it('is refused even without a value, because the next start may have one', () => {
    expect(messagesOf('createServer', { trustProxy: undefined }, known)).toHaveLength(1)
  })

  it('is cut if it is very long', () => {
    expect(messagesOf('createServer', { ['x'.repeat(10_000)]: 1 }, known)[0]?.length).toBeLessThan(200)
  })
})

describe('a name that is known at another level', () => {
  const paths = ['issuer', 'policy', 'stores.families', 'policy.lifetime']

  it('is refused with its path', () => {
    expect(messagesOf('createServer', { families: 1 }, known, '', paths)).toEqual([
      'families is not an option of createServer: did you mean stores.families?',
    ])
    expect(messagesOf('createServer', { issuer: 1 }, { lifetime: true }, 'policy', paths)).toEqual([
      'policy.issuer is not an option of createServer: did you mean issuer?',
    ])
  })

  it('is refused with the nearest name of its level, if it is misspelled', () => {
    expect(messagesOf('createServer', { isuer: 1 }, known, '', paths)).toEqual([
      'isuer is not an option of createServer: did you mean issuer?',
    ])
  })
})

describe('a name that begins like one known name', () => {
  const members = { authMethods: true, grantTypes: true, name: true } as const

  it.each([
    ['authentication', 'did you mean client.authMethods?'],
    ['grantKinds', 'did you mean client.grantTypes?'],
    ['aut', 'client takes authMethods, grantTypes, name'],
  ])('is refused with that name: %s', (name, advice) => {
    expect(messagesOf('createServer', { [name]: 1 }, members, 'client')).toEqual([
      `client.${name} is not an option of createServer: ${advice}`,
    ])
  })

  it('is refused with all names if two begin like it', () => {
    const two = { refreshLifetime: true, refreshIdle: true } as const
    expect(messagesOf('createServer', { refrigeratorTemperature: 1 }, two)).toEqual([
      'refrigeratorTemperature is not an option of createServer: it takes refreshLifetime, refreshIdle',
    ])
  })
})

describe('an object that may have other members', () => {
  const stores = { authorizations: true, families: true, jtis: true, clock: true } as const

  it.each([['close'], ['findings'], ['signingKey'], ['store'], ['x'.repeat(10_000)]])('may have %s', (name) => {
    expect(misspelledOptions('createServer', { [name]: 1 }, stores, 'stores')).toEqual([])
  })

  it.each([
    ['authorisations', 'authorizations'],
    ['familes', 'families'],
    ['Jtis', 'jtis'],
    ['jti', 'jtis'],
    ['clok', 'clock'],
    ['family', 'families'],
    ['Family', 'families'],
    ['authorization', 'authorizations'],
    ['tokenFamilies', 'families'],
    ['familyStore', 'families'],
    ['jtiStore', 'jtis'],
    ['systemClock', 'clock'],
  ])('may not have %s, which is almost %s', (name, meant) => {
    const option = `stores.${name}`
    const message = `${option} is not an option of createServer: did you mean stores.${meant}?`
    expect(misspelledOptions('createServer', { [name]: 1 }, stores, 'stores')).toMatchObject([
      { code: 'unknown-option', option, message },
    ])
  })

  it('may have a name that contains another one, if that one is there too', () => {
    const given = { authorizations: 1, authorizationCodes: 2, clock: 3, clockOfDisplays: 4 }
    expect(misspelledOptions('createServer', given, stores, 'stores')).toEqual([])
  })

  it('may not have a misspelled name beside the right one: it may replace a spread one', () => {
    const given = { families: 'of createMemoryStores', family: 'of the host' }
    expect(misspelledOptions('createServer', given, stores, 'stores')).toHaveLength(1)
  })

  it.each([[undefined], [null], ['text'], [[]]])('is checked elsewhere if it is %j', (given) => {
    expect(misspelledOptions('createServer', given, stores, 'stores')).toEqual([])
  })
})

describe('a port', () => {
  const accounts = { findAccount: true, findByUsername: true, findOrganizations: true } as const
  const optionsOf = (port: unknown) =>
    misspelledMembers('createServer', port, accounts, 'accounts').map(({ code, option }) => [code, option])

  it.each([
    [{ findAccount: 1, findOrganisations: 2 }, 'accounts.findOrganisations'],
    [{ findAccount: 1, findByUserName: 2 }, 'accounts.findByUserName'],
    [{ findacount: 1 }, 'accounts.findacount'],
    [
      new (class Directory {
        findOrganisations() {}
      })(),
      'accounts.findOrganisations',
    ],
  ])('may not have a misspelled function: %o', (port, option) => {
    expect(optionsOf(port)).toEqual([['unknown-option', option]])
  })

  it.each([
    [{ findAccount: 1, findAccounts: 2, findByEmail: 3, table: 4 }],
    [
      new (class Directory {
        findAccount() {}
        findAccounts() {}
      })(),
    ],
    [undefined],
    [null],
    [() => {}],
  ])('may have other members: %o', (port) => {
    expect(optionsOf(port)).toEqual([])
  })
})

describe('an option that has words', () => {
  const check = (given: unknown) => () => checkOptionWords('openStores', 'accept', given, ['eviction', 'fsync'])

  it.each([[[]], [['fsync']], ['eviction'], [['fsync', 'eviction', 'fsync']]])('may be %j', (given) => {
    expect(check(given)).not.toThrow()
  })

  it.each<[unknown, string]>([
    ['evicton', 'accept of openStores does not know evicton: did you mean eviction?'],
    [['fsync', 'Eviction'], 'accept of openStores does not know Eviction: did you mean eviction?'],
    [['a\nb'], 'accept of openStores does not know "a\\nb": it takes eviction, fsync'],
    [[7], 'accept of openStores takes only the words eviction, fsync'],
    [null, 'accept of openStores takes only the words eviction, fsync'],
  ])('may not be %j', (given, sentence) => {
    expect(check(given)).toThrow(ConfigurationError)
    expect(check(given)).toThrow(`${sentence} (invalid-value)`)
  })

  it('is refused with one ConfigurationError for all words', () => {
    expect(check(['evicton', 'fsyncs'])).toThrow(/evicton.*\n.*fsyncs/)
  })
})

describe('an object of options', () => {
  it.each([
    ['with known names', { issuer: 'x', policy: undefined }],
    ['with none', {}],
    ['that is missing', undefined],
    ['with members that it inherits', Object.create({ helper: () => 'of a class' })],
  ])('%s is fine', (_, given) => {
    expect(messagesOf('createServer', given, known)).toEqual([])
  })

  it.each([[null], ['text'], [7], [true], [[]], [() => {}]])('that is %j is refused', (given) => {
    expect(messagesOf('createServer', given, known)).toEqual(['createServer takes an object of options'])
    expect(messagesOf('createServer', given, known, 'policy')).toEqual(['policy must be an object of options'])
  })

  it('of another kind is refused in one sentence', () => {
    const connection = { options: 1, status: 2, connector: 3, _events: 4, retries: 5, host: 6 }
    const sentence =
      'takes an object with the options trustedProxies, issuer, policy, and was given another, with options, status, connector, _events and more'
    expect(messagesOf('createServer', connection, known)).toEqual([`createServer ${sentence}`])
    expect(messagesOf('createServer', connection, known, 'page')).toEqual([`page of createServer ${sentence}`])
    expect(messagesOf('createServer', { ...connection, issuer: 'x' }, known)).toHaveLength(6)
  })

  it('is refused with one ConfigurationError for all names', () => {
    expect(() => checkOptionNames('createServer', { a: 1, trustedProxy: 2 }, known)).toThrow(ConfigurationError)
    expect(() => checkOptionNames('createServer', { a: 1, trustedProxy: 2 }, known)).toThrow(
      'a is not an option of createServer: it takes trustedProxies, issuer, policy (unknown-option)\n  - trustedProxy is not an option of createServer: did you mean trustedProxies? (unknown-option)',
    )
  })
})
