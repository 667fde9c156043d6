import { describe, expect, it } from 'vitest'
import { createRealmFinder, isRealmName, pathOfRealm } from './realm-paths.js'

describe('a path', () => {
  it.each([
    ['/realms/{realm}', '', '/realms/demo/token', { realm: 'demo', path: '/token' }],
    ['/realms/{realm}', '', '/realms/demo/', { realm: 'demo', path: '/' }],
    ['/realms/{realm}', '', '/realms/demo/realms/other/x', { realm: 'demo', path: '/realms/other/x' }],
    ['/realms/{realm}', '', '/realms/demo', undefined],
    ['/realms/{realm}', '', '/realms//token', undefined],
    ['/realms/{realm}', '', '/realms', undefined],
    ['/realms/{realm}', '', '/Realms/demo/token', undefined],
    ['/realms/{realm}', '', 'realms/demo/token', undefined],
    ['/realms/{realm}', '', '', undefined],
    ['/{tenant}', '', '/contoso/oauth2/token', { realm: 'contoso', path: '/oauth2/token' }],
    ['/{tenant}', '', '/', undefined],
    ['/{tenant}/oauth2', '', '/contoso/oauth2/token', { realm: 'contoso', path: '/token' }],
    ['/{tenant}/oauth2', '', '/contoso/token', undefined],
  ])('below %s, with the base path %j: %s', (pattern, basePath, path, expected) => {
    expect(createRealmFinder(pattern, basePath)(path)).toEqual(expected)
  })

  it.each([
    ['/realms/{realm}', '', '/.well-known/oauth-authorization-server/realms/demo', 'demo'],
    ['/realms/{realm}', '/auth', '/.well-known/oauth-authorization-server/auth/realms/demo', 'demo'],
    ['/realms/{realm}', '/auth', '/.well-known/oauth-authorization-server/realms/demo', undefined],
    // The issuer may be below the URL of the realm.
    ['/{tenant}', '', '/.well-known/oauth-authorization-server/contoso/v2.0', 'contoso'],
    ['/{tenant}', '', '/.well-known/oauth-authorization-server', undefined],
    ['/{tenant}', '', '/.well-known/openid-configuration', undefined],
    ['/realms/{realm}', '', '/realms/demo/.well-known/openid-configuration', 'demo'],
  ])('of a document below %s, with the base path %j: %s', (pattern, basePath, path, realm) => {
    const found = createRealmFinder(pattern, basePath)(path)
    expect(found?.realm).toBe(realm)
    if (path.startsWith('/.well-known/') && found !== undefined) expect(found.path).toBe(path)
  })
})

describe('the name of a realm', () => {
  const find = createRealmFinder('/realms/{realm}', '')

  it.each(['a', 'A-1_b.c', '0', 'x'.repeat(100), '-', 'constructor', '__proto__'])('may be %s', (name) => {
    expect(find(`/realms/${name}/token`)).toEqual({ realm: name, path: '/token' })
  })

  it.each([
    '',
    '.',
    '..',
    '.well-known',
    '.git',
    'x'.repeat(101),
    'a b',
    'é',
    'a%20b',
    '%64emo',
    'a\n',
    'a;b',
    '{realm}',
  ])('is not %j', (name) => {
    expect(find(`/realms/${name}/token`)).toBe(undefined)
  })

  it('is a text', () => {
    for (const name of [undefined, null, 7, ['demo']]) expect(isRealmName(name)).toBe(false)
  })

  it('takes the place of the segment in the path', () => {
    expect(pathOfRealm('/a/{realm}/b', 'demo')).toBe('/a/demo/b')
    // A replacement pattern of String.replace is not a name, and would be left alone.
    expect(pathOfRealm('/{realm}', '$&')).toBe('/$&')
  })
})
