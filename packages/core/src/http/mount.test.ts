import { describe, expect, it } from 'vitest'
import { checkPrefix, createMountCheck } from './mount.js'

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
  ])('that is %j would serve nothing, and is refused', (prefix) => {
    expect(() => checkPrefix(prefix)).toThrow(TypeError)
    expect(() => checkPrefix(prefix)).toThrow(`It is ${JSON.stringify(prefix)}.`)
  })
})

describe('a mount', () => {
  function warningsFor(place: Parameters<typeof createMountCheck>[0], ...paths: readonly string[]) {
    const warnings: string[] = []
    const mountedAt = createMountCheck(place, (warning) => warnings.push(warning))
    for (const path of paths) mountedAt(path)
    return warnings
  }

  it('where the links do not lead is told, once, with both paths', () => {
    const warnings = warningsFor({ issuer: 'https://example.com/auth' }, '/oauth', '/other')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('the path /oauth,')
    expect(warnings[0]).toContain('the path /auth of the issuer')
    expect(warnings[0]).toContain('Set baseUrl')
  })

  it.each([
    ['at the root', 'https://example.com', ''],
    ['where the issuer is', 'https://example.com/auth', '/auth'],
    ['where the issuer is, with a slash at its end', 'https://example.com/auth/', '/auth'],
    ['behind a proxy that takes a part away', 'https://example.com/api/auth', '/auth'],
    ['behind a proxy that takes all away', 'https://example.com/auth', ''],
  ])('%s is right', (_, issuer, path) => {
    expect(warningsFor({ issuer }, path)).toEqual([])
  })

  it('beside a baseUrl is right, since the host knows what a proxy does to paths', () => {
    const issuer = 'https://example.com'
    expect(warningsFor({ issuer, baseUrl: 'https://example.com/x' }, '/oauth')).toEqual([])
  })
})
