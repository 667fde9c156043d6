import { describe, expect, it } from 'vitest'
import { SharedValues } from './shared-values.js'

describe('SharedValues', () => {
  it('makes the value of a key once', () => {
    const shared = new SharedValues<object>()
    const first = shared.get('a', () => ({}))
    expect(shared.get('a', () => expect.unreachable())).toBe(first)
    expect(shared.get('b', () => ({}))).not.toBe(first)
  })

  it('forgets everything instead of keeping more than 1 000 values', () => {
    const shared = new SharedValues<object>()
    const first = shared.get('0', () => ({}))
    for (let nth = 1; nth < 1_000; nth++) shared.get(String(nth), () => ({}))
    expect(shared.get('0', () => expect.unreachable())).toBe(first)
    shared.get('1000', () => ({}))
    expect(shared.get('0', () => ({}))).not.toBe(first)
  })
})
