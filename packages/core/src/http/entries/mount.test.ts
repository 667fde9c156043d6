import { describe, expect, it } from 'vitest'
import { mountableOf } from '../../../test-support/http.js'
import { checkMountable, checkPrefix, createMountCheck } from './mount.js'

describe('a prefix', () => {
  it.each([[''], ['/oauth'], ['/a/b'], ['/a-b_c.d~e'], ['/caf%C3%A9']])('may be %j', (prefix) => {
    expect(() => checkPrefix(prefix)).not.toThrow()
  })

  it.each([
    ['/'],
    ['oauth'],
    ['/oauth/'],
    ['//oauth'],
    ['/oauth//'],
    ['/oauth?x'],
    ['/oauth#x'],
    ['/a/../b'],
    ['/./a'],
    ['/a b'],
    ['/caf\u00E9'],
    ['/a\\b'],
    ['https://example.com/oauth'],
  ])('that is %j is refused, because no request matches it', (prefix) => {
    expect(() => checkPrefix(prefix)).toThrow(TypeError)
    expect(() => checkPrefix(prefix)).toThrow(`It is ${JSON.stringify(prefix)}.`)
  })
})

describe('what is mounted', () => {
  const grant = mountableOf(async () => undefined)

  it('is a grant', () => {
    expect(() => checkMountable('expressMiddleware', grant)).not.toThrow()
  })

  it.each<[string, unknown]>([
    ['its handler', grant.handler],
    ['its options', { issuer: 'https://example.com' }],
    ['nothing', undefined],
    ['null', null],
  ])('is not %s', (_, given) => {
    expect(() => Reflect.apply(checkMountable, undefined, ['expressMiddleware', given])).toThrow(
      'expressMiddleware takes the device grant itself: what createDeviceGrant returns, not its handler.',
    )
  })
})

describe('a mount', () => {
  function warningsFor(place: Parameters<typeof createMountCheck>[0], ...paths: readonly string[]) {
    const warnings: string[] = []
    const mountedAt = createMountCheck(place, ({ message }) => warnings.push(message))
    for (const path of paths) mountedAt(path)
    return warnings
  }

  it('that links do not lead to is reported once, with both paths', () => {
    const warnings = warningsFor({ issuer: 'https://example.com/auth' }, '/oauth', '/other')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('the path /oauth,')
    expect(warnings[0]).toContain('the path /auth of the issuer')
    expect(warnings[0]).toContain('Set baseUrl')
  })

  it.each([
    ['at the root', 'https://example.com', ''],
    ['at the path of the issuer', 'https://example.com/auth', '/auth'],
    ['at the path of the issuer, which ends in a slash', 'https://example.com/auth/', '/auth'],
    ['behind a proxy that removes a part of the path', 'https://example.com/api/auth', '/auth'],
    ['behind a proxy that removes the path', 'https://example.com/auth', ''],
    ['in other capitals, which Express allows a client to send', 'https://example.com/auth', '/AUTH'],
    ['of an issuer in capitals', 'https://example.com/Auth', '/Auth'],
  ])('%s is right', (_, issuer, path) => {
    expect(warningsFor({ issuer }, path)).toEqual([])
  })

  it('with a baseUrl is right, because the host knows how its proxies change paths', () => {
    const issuer = 'https://example.com'
    expect(warningsFor({ issuer, baseUrl: 'https://example.com/x' }, '/oauth')).toEqual([])
  })
})
