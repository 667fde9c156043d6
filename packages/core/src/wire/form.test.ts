import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { decodeForm, decodeFormText } from './form.js'

// RFC 6749 appendix B and §3.2.

/** Returns the parameters as entries, or the code of the problem. */
function read(text: string, repeatable = 'resource') {
  const parameters = decodeForm(text, repeatable)
  return isProblem(parameters) ? parameters.code : Object.entries(parameters)
}

describe('decodeForm', () => {
  it.each([
    ['nothing', '', []],
    ['one parameter', 'a=1', [['a', '1']]],
    [
      'several',
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'no value',
      'a&b=',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['no name', '=1', [['', '1']]],
    ['empty pairs', '&&a=1&&', [['a', '1']]],
    ['an equals sign in the value', 'a=1=2', [['a', '1=2']]],
    ['a plus as a space', 'a=b+c', [['a', 'b c']]],
    ['an escaped plus as a plus', 'a=b%2Bc', [['a', 'b+c']]],
    ['an unescaped space', 'a=b c', [['a', 'b c']]],
    ['escapes in either case', 'a=%c3%A9', [['a', '\u00E9']]],
    ['escapes in the name', '%61%5B%5D=1', [['a[]', '1']]],
    ['unescaped UTF-8', 'a=\u00E9\u{1F4FA}', [['a', '\u00E9\u{1F4FA}']]],
    ['NUL', 'a=b%00c', [['a', 'b\0c']]],
    ['a line break', 'a=b%0D%0Ac', [['a', 'b\r\nc']]],
    ['an escaped ampersand', 'a=b%26c%3Dd', [['a', 'b&c=d']]],
    ['the repeatable parameter twice', 'resource=x&resource=y', [['resource', ['x', 'y']]]],
    [
      'the repeatable parameter three times with the same value',
      'resource=x&resource=x&resource=x',
      [['resource', ['x', 'x', 'x']]],
    ],
    // Brackets have no meaning here. They make unknown names.
    [
      'brackets',
      'a[]=1&a[0]=2&a[x]=3&a[$ne]=',
      [
        ['a[]', '1'],
        ['a[0]', '2'],
        ['a[x]', '3'],
        ['a[$ne]', ''],
      ],
    ],
    [
      'names that differ in case',
      'a=1&A=2',
      [
        ['a', '1'],
        ['A', '2'],
      ],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each([
    ['a name twice', 'a=1&b=2&a=3'],
    ['a name twice with the same value', 'a=1&a=1'],
    ['a name twice, once without a value', 'a&a=1'],
    ['a name twice in two spellings', 'a=1&%61=2'],
    ['the empty name twice', '=1&=2'],
    ['a lone percent sign', 'a=%'],
    ['half an escape', 'a=%4'],
    ['an invalid escape', 'a=%zz'],
    ['a malformed name', '%zz=1'],
    ['a malformed sequence of UTF-8', 'a=%C3%28'],
    ['a sequence cut short', 'a=%E2%82'],
    ['an overlong spelling of a slash', 'a=%C0%AF'],
    ['a surrogate in UTF-8', 'a=%ED%A0%80'],
    ['a code point beyond Unicode', 'a=%F5%80%80%80'],
    ['101 parameters', Array.from({ length: 101 }, (_, index) => `p${index}=`).join('&')],
    ['10 000 parameters', Array.from({ length: 10_000 }, (_, index) => `p${index}=1`).join('&')],
    ['the same parameter 1 000 times', 'a=1&'.repeat(1_000)],
    ['the repeatable parameter 1 000 times', 'resource=x&'.repeat(1_000)],
  ])('refuses %s', (_, text) => {
    expect(read(text)).toBe('invalidRequest')
  })

  it('accepts a hundred parameters', () => {
    const text = Array.from({ length: 100 }, (_, index) => `p${index}=`).join('&')
    expect(read(text)).toHaveLength(100)
  })
})

describe('decodeFormText', () => {
  it.each([
    ['', ''],
    ['a+b%20c', 'a b c'],
    ['%E2%82%AC', '\u20AC'],
    ['%', undefined],
    ['%FF', undefined],
  ])('%j is %j', (text, expected) => {
    expect(decodeFormText(text)).toBe(expected)
  })
})
