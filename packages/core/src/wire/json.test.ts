import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { decodeJson, isObject } from './json.js'

// RFC 8259 §4 and RFC 6749 §3.2: a repeated name is refused.

function read(text: string) {
  const parameters = decodeJson(text)
  return isProblem(parameters) ? parameters.code : { ...parameters }
}

describe('decodeJson', () => {
  it.each([
    ['an empty object', '{}', {}],
    ['strings', '{"a":"1","b":""}', { a: '1', b: '' }],
    [
      'other values, which the schemas check',
      '{"a":1,"b":null,"c":["x"],"d":{"e":true}}',
      { a: 1, b: null, c: ['x'], d: { e: true } },
    ],
    ['white space', ' {\n"a" : "1"\t}\r\n', { a: '1' }],
    ['the same name in nested objects', '{"a":{"x":1},"b":{"x":2},"x":3}', { a: { x: 1 }, b: { x: 2 }, x: 3 }],
    ['a name twice inside a nested object', '{"a":{"x":1,"x":2}}', { a: { x: 2 } }],
    ['a value that equals a name', '{"a":"b","b":"a"}', { a: 'b', b: 'a' }],
    ['a value that looks like a member', '{"a":"\\"b\\":1","b":"{\\"a\\":2}"}', { a: '"b":1', b: '{"a":2}' }],
    ['objects in arrays', '{"a":[{"x":1},{"x":2}],"x":3}', { a: [{ x: 1 }, { x: 2 }], x: 3 }],
    ['backslashes at the end of strings', '{"a\\\\":"b\\\\","c":"d"}', { 'a\\': 'b\\', c: 'd' }],
    ['names that differ in case', '{"a":1,"A":2}', { a: 1, A: 2 }],
    ['names that look the same but differ', '{"\u00E9":1,"e\u0301":2}', { '\u00E9': 1, 'e\u0301': 2 }],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each([
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a name twice, escaped in two ways', '{"\\u00e9":1,"\\u00E9":2}'],
    ['an escaped slash and a slash', '{"a/b":1,"a\\/b":2}'],
    ['the empty name twice', '{"":1,"":2}'],
    [
      'a name twice with much text between',
      `{"a":1,${Array.from({ length: 50 }, (_, index) => `"p${index}":[{"a":1}]`)},"a":2}`,
    ],
    ['the prototype twice', '{"__proto__":1,"__proto__":2}'],
    ['an array', '[]'],
    ['an array of pairs', '[["a","1"]]'],
    ['a string', '"s"'],
    ['a number', '1'],
    ['true', 'true'],
    ['null', 'null'],
    ['nothing', ''],
    ['white space', ' '],
    ['a byte order mark', '\uFEFF{}'],
    ['a comma too many', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a bare name', '{a:1}'],
    ['a comment', '{}//'],
    ['two values', '{}{}'],
    ['an object cut short', '{"a":"'],
    ['NaN', '{"a":NaN}'],
    ['a control character in a string', '{"a":"\n"}'],
    ['101 members', `{${Array.from({ length: 101 }, (_, index) => `"p${index}":1`)}}`],
  ])('refuses %s', (_, text) => {
    expect(read(text)).toBe('invalidRequest')
  })

  it.each([
    ['arrays', '['.repeat(5_000), ']'.repeat(5_000)],
    ['objects', '{"a":'.repeat(5_000), '}'.repeat(5_000)],
  ])('does not overflow on 5 000 nested %s', (_, open, close) => {
    expect(isProblem(decodeJson(`{"a":${open}1${close}}`))).toBe(false)
    expect(read(`{"a":${open}`)).toBe('invalidRequest')
  })

  it('refuses 60 000 characters of a string without an end', () => {
    expect(read(`{"a":"${'\\'.repeat(60_000)}"}`)).toEqual({ a: '\\'.repeat(30_000) })
    expect(read(`{"${'a'.repeat(60_000)}`)).toBe('invalidRequest')
    expect(read('"'.repeat(60_001))).toBe('invalidRequest')
  })

  it('returns an object without a prototype for any input', () => {
    const parameters = decodeJson('{"__proto__":{"admin":true},"constructor":"x","toString":"y"}')
    expect(Object.getPrototypeOf(parameters)).toBe(null)
    expect(Object.keys(parameters)).toEqual(['__proto__', 'constructor', 'toString'])
    expect('admin' in parameters).toBe(false)
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it('reads every object that JSON.stringify writes, and finds a repeated name at any place', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 20 }), fc.nat(), (object, pick) => {
        const text = JSON.stringify(object)
        expect(JSON.stringify(read(text))).toBe(text)
        const names = Object.keys(object)
        const again = JSON.stringify(names[pick % names.length])
        expect(read(`{${again}:0,${text.slice(1)}`)).toBe('invalidRequest')
        expect(read(`${text.slice(0, -1)},${again}:{"x":[]}}`)).toBe('invalidRequest')
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

describe('isObject', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    ['s', false],
    [undefined, false],
    [() => {}, false],
  ])('%j: %j', (value, expected) => {
    expect(isObject(value)).toBe(expected)
  })
})
