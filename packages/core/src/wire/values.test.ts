import { describe, expect, it } from 'vitest'
import { resourceParameter, scopeParameter } from './values.js'

/** The value read, or the problem that the schema names. */
function read(schema: typeof scopeParameter | typeof resourceParameter, sent: unknown) {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  const [issue] = result.error.issues
  return issue?.code === 'custom' ? issue.params?.['problem'] : 'invalidRequest'
}

// RFC 6749 §3.3; behaviour A13 to A15.
describe('scope', () => {
  it.each([
    ['read', ['read']],
    ['read write', ['read', 'write']],
    ['read  write read ', ['read', 'write']],
    [' ', []],
    ['', []],
    ['https://example.com/auth?x#y', ['https://example.com/auth?x#y']],
    ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~", ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~"]],
    ['READ read', ['READ', 'read']],
  ])('%j is %j', (sent, expected) => {
    expect(read(scopeParameter, sent)).toEqual(expected)
  })

  it.each([['read"'], ['a\\b'], ['a\tb'], ['\u00E9'], ['a\nb'], ['a\0'], ['a\u00A0b'], ['\u007F'], ['\u{1F4FA}']])(
    '%j is an invalid scope',
    (sent) => {
      expect(read(scopeParameter, sent)).toBe('invalidScope')
    },
  )

  it.each([[['read']], [7], [null], [true], [{}]])('%j is an invalid request', (sent) => {
    expect(read(scopeParameter, sent)).toBe('invalidRequest')
  })
})

// RFC 8707 §2 and RFC 3986 §4.3; behaviour A23.
describe('resource', () => {
  it.each([
    ['https://api.example/', ['https://api.example/']],
    ['https://api.example:8443/a/b?c=d&e', ['https://api.example:8443/a/b?c=d&e']],
    ['https://[2001:db8::7]/', ['https://[2001:db8::7]/']],
    ['urn:example:api', ['urn:example:api']],
    ['com.example.app:/', ['com.example.app:/']],
    ['https://api.example/%C3%A9', ['https://api.example/%C3%A9']],
    [
      ['https://a/', 'urn:b'],
      ['https://a/', 'urn:b'],
    ],
    [
      ['urn:b', 'urn:b', 'urn:a'],
      ['urn:b', 'urn:a'],
    ],
    [[], []],
  ])('%j is %j', (sent, expected) => {
    expect(read(resourceParameter, sent)).toEqual(expected)
  })

  it.each([
    ['https://api.example/#frag'],
    ['https://api.example/#'],
    ['/relative'],
    ['//host/path'],
    ['api'],
    ['api.example/'],
    ['https:'],
    [':nothing'],
    ['1https://a/'],
    ['https://a b/'],
    ['https://a/\u00E9'],
    ['https://a/"'],
    ['https://a/<>'],
    ['https://a\\b'],
    ['https://a/\n'],
    ['\nhttps://a/'],
    ['https://a/|'],
    [['https://a/', 'relative']],
    [['https://a/', '']],
  ])('%j is an invalid target', (sent) => {
    expect(read(resourceParameter, sent)).toBe('invalidTarget')
  })

  it.each([[7], [null], [{}], [['https://a/', 7]], [[['https://a/']]]])('%j is an invalid request', (sent) => {
    expect(read(resourceParameter, sent)).toBe('invalidRequest')
  })
})
