import { describe, expect, it } from 'vitest'
import { isProblem } from '../protocol/problem.js'
import { gather, withoutEmpty, withoutNull } from './parameters.js'

describe('gather', () => {
  it('treats the names of Object.prototype like any other name', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']
    const parameters = gather(
      names.map((name) => [name, 'x'] as const),
      '',
    )
    expect(isProblem(parameters)).toBe(false)
    expect(Object.getPrototypeOf(parameters)).toBe(null)
    expect(Object.keys(parameters)).toEqual(names)
  })

  it('refuses a repeated __proto__ like any repeated name', () => {
    const twice = [
      ['__proto__', 'a'],
      ['__proto__', 'b'],
    ] as const
    expect(isProblem(gather(twice, ''))).toBe(true)
  })

  it('makes a list of the repeatable parameter only if it occurs several times', () => {
    expect({ ...gather([['r', 'a']], 'r') }).toEqual({ r: 'a' })
    expect({
      ...gather(
        [
          ['r', 'a'],
          ['r', 'b'],
        ],
        'r',
      ),
    }).toEqual({ r: ['a', 'b'] })
  })

  it('never repeats in the problem what was sent', () => {
    const refusal = gather(
      [
        ['secret-name', 'secret-1'],
        ['secret-name', 'secret-2'],
      ],
      '',
    )
    expect(JSON.stringify(refusal)).not.toContain('secret')
  })

  it('stops reading at the limit', () => {
    let drawn = 0
    function* endless(): Generator<readonly [string, unknown]> {
      while (true) yield [`p${drawn++}`, '']
    }
    expect(isProblem(gather(endless(), ''))).toBe(true)
    expect(drawn).toBe(101)
  })
})

describe('withoutEmpty', () => {
  it('drops empty strings and null, but no other empty or false value', () => {
    const parameters = { a: '', b: ' ', c: 0, d: false, e: null, f: [], g: '0', h: undefined }
    const { a: _empty, e: _null, ...rest } = parameters
    expect({ ...withoutEmpty(parameters) }).toEqual(rest)
    expect(Object.getPrototypeOf(withoutEmpty(parameters))).toBe(null)
  })
})

describe('withoutNull', () => {
  it('drops null, but no text', () => {
    const { kept, ...none } = withoutNull({ kept: '', dropped: null })
    expect([kept, none]).toEqual(['', {}])
    expect(Object.getPrototypeOf(withoutNull({ a: null }))).toBe(null)
  })
})
