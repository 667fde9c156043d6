import { describe, expect, it } from 'vitest'
import { requestOf, streamOf } from '../../test-support/http.js'
import type { RequestBody } from '../ports/http-request.js'
import { isProblem } from '../protocol/problem.js'
import { readParameters } from './read-body.js'

// RFC 6749 appendix B, RFC 9110 §8.3 and §8.4.

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const types = { form, json } as const
const parsed = (value: unknown): RequestBody => ({ kind: 'parsed', value })

/** Returns the parameters as a plain object, or the code of the problem. */
async function read(
  contentType: string | undefined,
  body: RequestBody,
  media: readonly ('form' | 'json')[] = ['form', 'json'],
  headers = {},
) {
  const request = requestOf({ headers: { ...headers, 'content-type': contentType }, body })
  const names = media.map((name) => types[name])
  const parameters = await readParameters(request, { media: names, repeatable: 'resource' })
  return isProblem(parameters) ? parameters.code : { ...parameters }
}

describe('the media type', () => {
  it.each([
    [form],
    ['APPLICATION/X-WWW-FORM-URLENCODED'],
    [`${form};charset=UTF-8`],
    [`${form}; charset=utf-8`],
    [`${form} ; Charset="utf-8"`],
    [`${form};charset=utf8`],
    [`${form};charset="UTF8"`],
    [`${form};`],
    [`${form};boundary=x`],
    [`${form};charset=utf-8;charset=utf-8`],
  ])('%s is a form', async (type) => {
    expect(await read(type, streamOf('a=1'))).toEqual({ a: '1' })
    expect(await read(type, parsed({ a: '1' }))).toEqual({ a: '1' })
  })

  it.each([[json], ['Application/JSON'], [`${json};charset=utf-8`], [`${json}; charset="UTF-8"`]])(
    '%s is JSON',
    async (type) => {
      expect(await read(type, streamOf('{"a":1}'))).toEqual({ a: 1 })
      expect(await read(type, parsed({ a: 1 }))).toEqual({ a: 1 })
    },
  )

  it.each([
    ['text/plain'],
    ['multipart/form-data; boundary=x'],
    ['application/xml'],
    ['application/jsonp'],
    ['application/json5'],
    ['application/ld+json'],
    ['json'],
    ['x-www-form-urlencoded'],
    [`${form}, ${form}`],
    [`${form};charset=utf-16`],
    [`${form};charset=latin1`],
    [`${form};charset=windows-1252`],
    [`${form};charset=us-ascii;charset=utf-16`],
    [`${json};charset=iso-8859-1`],
    [`${json};charset=us-ascii`],
    [`${form};charset=`],
    [`${form};charset="utf-16"`],
    [`${form};charset=utf-8;charset=utf-16`],
    [`${json};charset=utf-16`],
    [''],
  ])('%s is not read', async (type) => {
    expect(await read(type, streamOf('a=1'))).toBe('unsupportedMediaType')
    expect(await read(type, parsed({ a: '1' }))).toBe('unsupportedMediaType')
  })

  // By default, Apache HttpClient sends the charset ISO-8859-1 with every form.
  it.each([['ISO-8859-1'], ['iso-8859-1'], ['"ISO-8859-1"'], ['US-ASCII'], ['us-ascii'], ['utf-8; charset=us-ascii']])(
    'is a form in the charset %s if its bytes are ASCII',
    async (charset) => {
      const type = `${form}; charset=${charset}`
      expect(await read(type, streamOf('a=1&b=%C3%A9'))).toEqual({ a: '1', b: '\u00E9' })
      expect(await read(type, parsed('a=1'))).toEqual({ a: '1' })
      expect(await read(type, parsed({ a: '1' }))).toEqual({ a: '1' })
      for (const body of [streamOf(Uint8Array.of(0x61, 0x3d, 0xe9)), streamOf('a=\u00E9'), parsed('a=\u00E9')]) {
        expect(await read(type, body)).toBe('unsupportedMediaType')
      }
      // The parser may have decoded the bytes in the named charset, so the text may differ from UTF-8.
      expect(await read(type, parsed({ a: '\u00E9' }))).toBe('unsupportedMediaType')
      expect(await read(type, parsed({ '\u00E9': 'a' }))).toBe('unsupportedMediaType')
      expect(await read(type, streamOf('a=%E9'))).toBe('invalidRequest')
    },
  )

  it('must be named for a body, but not for an empty one', async () => {
    expect(await read(undefined, streamOf('a=1'))).toBe('unsupportedMediaType')
    expect(await read(undefined, streamOf(''))).toEqual({})
    expect(await read(form, streamOf(''))).toEqual({})
    expect(await read(json, streamOf(''))).toBe('invalidRequest')
  })

  it('must be one that the endpoint reads', async () => {
    expect(await read(form, streamOf('a=1'), ['json'])).toBe('unsupportedMediaType')
    expect(await read(json, streamOf('{}'), ['form'])).toBe('unsupportedMediaType')
  })

  it.each([['gzip'], ['deflate'], ['br'], ['zstd'], ['gzip, gzip'], ['nonsense']])(
    'is not read in the encoding %s',
    async (encoding) => {
      expect(await read(form, streamOf('a=1'), ['form'], { 'content-encoding': encoding })).toBe('unsupportedMediaType')
      expect(await read(form, parsed({ a: '1' }), ['form'], { 'content-encoding': encoding })).toBe(
        'unsupportedMediaType',
      )
    },
  )

  it.each([['identity'], ['Identity'], ['']])('is read in the encoding %j', async (encoding) => {
    expect(await read(form, streamOf('a=1'), ['form'], { 'content-encoding': encoding })).toEqual({ a: '1' })
  })
})

describe('the bytes', () => {
  it('are at most 64 KiB, and are read once', async () => {
    const limits: number[] = []
    const whole = new TextEncoder().encode('a=1')
    const counting = async (limit: number) => {
      limits.push(limit)
      return whole
    }
    await read(form, { kind: 'stream', read: counting })
    expect(limits).toEqual([65_536])
    expect(await read(form, streamOf(`a=${'x'.repeat(65_534)}`))).toEqual({ a: 'x'.repeat(65_534) })
    expect(await read(form, streamOf(`a=${'x'.repeat(65_535)}`))).toBe('contentTooLarge')
  })

  it.each([
    ['tooLarge', 'contentTooLarge'],
    ['tooSlow', 'requestTimeout'],
    ['aborted', 'invalidRequest'],
  ] as const)('that are %s are a %s', async (became, code) => {
    expect(await read(form, { kind: 'stream', read: async () => became })).toBe(code)
  })

  it('are not read if the encoding is refused', async () => {
    const body: RequestBody = { kind: 'stream', read: () => Promise.reject(new Error('read')) }
    expect(await read(form, body, ['form'], { 'content-encoding': 'gzip' })).toBe('unsupportedMediaType')
  })

  it.each([
    ['a stray byte', [0x61, 0x3d, 0xff]],
    ['a sequence cut short', [0x61, 0x3d, 0xe2, 0x82]],
    ['a surrogate', [0x61, 0x3d, 0xed, 0xa0, 0x80]],
    ['UTF-16 with its mark', [0xff, 0xfe, 0x61, 0x00]],
  ])('must be UTF-8: %s', async (_, bytes) => {
    expect(await read(form, streamOf(Uint8Array.from(bytes)))).toBe('invalidRequest')
    expect(await read(json, streamOf(Uint8Array.from(bytes)))).toBe('invalidRequest')
  })

  it('keep a byte order mark, which becomes a part of the first name or makes JSON malformed', async () => {
    expect(await read(form, streamOf('\uFEFFa=1'))).toEqual({ '\uFEFFa': '1' })
    expect(await read(json, streamOf('\uFEFF{"a":1}'))).toBe('invalidRequest')
  })
})

// The results of express.json, express.urlencoded, express.raw and express.text.
describe('a body that the host has parsed', () => {
  it.each<[string, string | undefined, unknown, unknown]>([
    ['form, all text', form, { a: '1', b: '' }, { a: '1', b: '' }],
    ['form, the repeatable parameter as a list', form, { resource: ['x', 'y'] }, { resource: ['x', 'y'] }],
    ['form, without a type', undefined, { a: '1' }, { a: '1' }],
    ['form, without a prototype', form, Object.assign(Object.create(null), { a: '1' }), { a: '1' }],
    ['JSON, of any value', json, { a: 1, b: null, c: ['x'] }, { a: 1, b: null, c: ['x'] }],
    ['nothing', form, {}, {}],
    ['bytes of a form', form, new TextEncoder().encode('a=1&b=2'), { a: '1', b: '2' }],
    ['a Buffer of JSON', json, Buffer.from('{"a":1}'), { a: 1 }],
    ['text of a form', form, 'a=1', { a: '1' }],
    ['text of JSON', json, '{"a":1}', { a: 1 }],
  ])('is read as strictly as the bytes: %s', async (_, type, value, expected) => {
    expect(await read(type, parsed(value))).toEqual(expected)
  })

  it.each<[string, string | undefined, unknown]>([
    ['a form with a list', form, { a: ['1', '2'] }],
    ['a form with an object', form, { a: { b: '1' } }],
    ['a form with a number', form, { a: 1 }],
    ['a form without a type, with a list', undefined, { a: ['1', '2'] }],
    ['no object: null', json, null],
    ['no object: a list', json, [{ a: 1 }]],
    ['no object: a number', json, 7],
    ['no object: true', form, true],
    ['bytes of a form with a name twice', form, new TextEncoder().encode('a=1&a=2')],
    ['bytes of JSON with a name twice', json, new TextEncoder().encode('{"a":1,"a":2}')],
    ['text of JSON with a name twice', json, '{"a":1,"a":2}'],
    ['text that is not JSON', json, 'a=1'],
    ['bytes that are not UTF-8', form, Uint8Array.of(0xff)],
    [
      'more than a hundred members',
      json,
      Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, '1'])),
    ],
  ])('is refused like its bytes: %s', async (_, type, value) => {
    expect(await read(type, parsed(value))).toBe('invalidRequest')
  })

  it.each<[string, () => FormData | URLSearchParams]>([
    ['URLSearchParams', () => new URLSearchParams()],
    ['FormData', () => new FormData()],
  ])('may be %s, with unique names', async (_, create) => {
    const pairs = create()
    pairs.append('a', '1')
    pairs.append('resource', 'x')
    pairs.append('resource', 'y')
    expect(await read(form, parsed(pairs))).toEqual({ a: '1', resource: ['x', 'y'] })
    pairs.append('a', '2')
    expect(await read(form, parsed(pairs))).toBe('invalidRequest')
  })

  it('must not have a file or an iterable without pairs', async () => {
    const files = new FormData()
    files.append('a', new Blob(['1']))
    expect(await read(form, parsed(files))).toBe('invalidRequest')
    expect(await read(form, parsed(new Set(['a'])))).toBe('invalidRequest')
  })

  it('does not change the prototype', async () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"admin":true},"a":"1"}')
    const request = requestOf({ headers: { 'content-type': json }, body: parsed(hostile) })
    const parameters = await readParameters(request, { media: [json], repeatable: '' })
    expect(Object.getPrototypeOf(parameters)).toBe(null)
    expect('admin' in parameters).toBe(false)
  })
})

describe('a body that the host has read and dropped', () => {
  const usedUp: RequestBody = { kind: 'usedUp' }

  it.each([[form], [json]])('of the type %s is a fault whose message says what to do', async (type) => {
    await expect(read(type, usedUp)).rejects.toThrow(
      /Mount devicegrant before the code that reads bodies, or pass the parsed body/,
    )
  })

  it.each([['text/plain'], [undefined]])('of the type %s is refused like an unread body', async (type) => {
    expect(await read(type, usedUp)).toBe('unsupportedMediaType')
  })

  it('is a fault as well when it shows only while the body is read', async () => {
    const late: RequestBody = { kind: 'stream', read: async () => 'usedUp' }
    await expect(read(form, late)).rejects.toThrow(/Mount devicegrant before the code that reads bodies/)
    expect(await read('text/plain', late)).toBe('unsupportedMediaType')
  })

  it('is no fault if the endpoint ignores bodies', async () => {
    const request = requestOf({ headers: { 'content-type': json }, body: usedUp })
    expect(await readParameters(request, { media: [json], repeatable: '', body: 'ignored' })).toEqual({})
  })
})

describe('a body that the host hands over', () => {
  const bytes = new TextEncoder().encode('a=1')

  it.each([
    ['text', 'a=1'],
    ['bytes', bytes],
    ['a Buffer', Buffer.from(bytes)],
    ['an ArrayBuffer', bytes.slice().buffer],
    ['a part of an ArrayBuffer', new DataView(Uint8Array.of(0x78, ...bytes, 0x78).buffer, 1, bytes.length)],
    ['URLSearchParams', new URLSearchParams('a=1')],
    ['pairs', new Map([['a', '1']])],
    ['an object without a prototype', Object.assign(Object.create(null), { a: '1' })],
    [
      'an instance of a class',
      new (class {
        a = '1'
      })(),
    ],
  ])('may be %s', async (_, value) => {
    expect(await read(form, parsed(value))).toEqual({ a: '1' })
  })

  it.each([
    ['a promise', Promise.resolve('a=1')],
    ['a Blob', new Blob(['a=1'])],
    ['a stream', new Blob(['a=1']).stream()],
    ['a Request', new Request('http://127.0.0.1', { method: 'POST', body: 'a=1' })],
    ['a function', () => 'a=1'],
  ])('is the mistake of the host where it is %s', async (_, value) => {
    // The server of Hono replaces the global Request, so the name of its class depends on what is loaded beside this file.
    const { name } = value.constructor
    for (const type of [form, json, undefined]) {
      await expect(read(type, parsed(value))).rejects.toThrow(`as a ${name}, which devicegrant cannot read. Hand over`)
    }
  })

  it.each([[{}], [Object.create(null)], [new Map()], [new URLSearchParams()]])('may be empty: %s', async (value) => {
    expect(await read(form, parsed(value))).toEqual({})
  })
})
