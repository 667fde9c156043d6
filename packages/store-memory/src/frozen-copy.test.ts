import { describe, expect, it } from 'vitest'
import { frozenChange, frozenCopy } from './frozen-copy.js'

describe('frozenCopy', () => {
  it.each([
    ['text', 'text'],
    ['text of more than 12 characters', 'text of more than 12 characters'],
    ['text of Latin-1', 'Küche und Wohnzimmer, ÿ'],
    ['text with characters of every size', 'Küche 電視 \u{1F4FA}, "quoted" \\ \n\u0000'],
    ['text with half of a character', 'half of a character: \uD83D'],
    ['a number', 0.1],
    ['no number', Number.NaN],
    ['null', null],
    ['undefined', undefined],
    ['a boolean', false],
    ['a list', ['one', ['two'], { three: 3 }, null]],
    ['an object', { one: 'text of more than 12 characters', two: { three: [{ four: 4 }] }, five: undefined }],
  ])('is equal to %s', (_kind, value) => {
    expect(frozenCopy(value)).toStrictEqual(value)
  })

  it('is frozen at every level, and shares no object with the original', () => {
    const original = { one: { two: ['three', { four: [5] }] } }
    const copy = frozenCopy(original)
    const [text, inner] = copy.one.two
    for (const part of [copy, copy.one, copy.one.two, inner]) expect(part).toSatisfy(Object.isFrozen)
    original.one.two.push('more')
    expect(copy).toEqual({ one: { two: [text, { four: [5] }] } })
    expect(original).not.toSatisfy(Object.isFrozen)
    expect(original.one).not.toSatisfy(Object.isFrozen)
  })

  it('has a member with the name __proto__ as any other member', () => {
    const original: object = JSON.parse('{ "__proto__": { "one": 1 }, "two": 2 }')
    expect(JSON.stringify(frozenCopy(original))).toBe('{"__proto__":{"one":1},"two":2}')
    expect(Object.getPrototypeOf(frozenCopy(original))).toBe(Object.prototype)
  })

  it('refuses an object that contains itself', () => {
    const circle: { self?: object } = {}
    circle.self = circle
    expect(() => frozenCopy(circle)).toThrow(RangeError)
  })
})

describe('frozenChange', () => {
  const kept = frozenCopy({ name: 'text of more than 12 characters', list: [{ one: 1 }], gone: 'no longer there' })

  it('is equal to the new data, and is frozen at every level', () => {
    const data = { name: kept.name, list: kept.list, more: { two: ['three'] } }
    const changed = frozenChange(data, kept)
    expect(changed).toStrictEqual(data)
    for (const part of [changed, changed.list, changed.more, changed.more.two]) expect(part).toSatisfy(Object.isFrozen)
    expect(changed.more).not.toBe(data.more)
  })

  it('shares what comes from the kept copy, and copies an object that is only equal to a kept one', () => {
    const list = [{ one: 1 }]
    expect(frozenChange({ list: kept.list }, kept).list).toBe(kept.list)
    const changed = frozenChange({ list }, kept)
    expect(changed.list).toStrictEqual(list)
    expect(changed.list).not.toBe(list)
    expect(changed.list).not.toBe(kept.list)
  })

  it('does not take a member from the prototype of the kept copy', () => {
    const data: object = JSON.parse('{ "__proto__": { "one": 1 }, "constructor": "two" }')
    expect(JSON.stringify(frozenChange(data, kept))).toBe('{"__proto__":{"one":1},"constructor":"two"}')
  })
})
