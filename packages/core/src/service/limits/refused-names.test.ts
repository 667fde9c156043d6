import { describe, expect, it } from 'vitest'
import { minute, second } from '../../machine/time.js'
import { createRefusedNames } from './refused-names.js'

describe('a name that must wait', () => {
  it('is believed for ten seconds, and is then asked about again, without a new wait', () => {
    const names = createRefusedNames()
    expect(names.add('a', 0, minute)).toBe(true)
    expect([0, 10 * second - 1, 10 * second].map((at) => names.until('a', at))).toEqual([minute, minute, undefined])
    expect(names.add('a', 10 * second, minute)).toBe(false)
    expect(names.until('a', 20 * second - 1)).toBe(minute)
  })

  it('waits until the end of its wait, and then has a new one', () => {
    const names = createRefusedNames()
    names.add('a', 0, 5 * second)
    expect([5 * second - 1, 5 * second].map((at) => names.until('a', at))).toEqual([5 * second, undefined])
    expect(names.add('a', 5 * second, minute)).toBe(true)
  })

  it('is forgotten when it is deleted, or when the clock is set back', () => {
    const names = createRefusedNames()
    names.add('a', minute, 2 * minute)
    names.delete('a')
    expect(names.until('a', minute)).toBe(undefined)
    names.add('a', minute, 2 * minute)
    expect(names.until('a', minute - 1)).toBe(undefined)
    expect(names.add('a', minute, 2 * minute)).toBe(true)
  })

  it('is one of the last 10 000', () => {
    const names = createRefusedNames()
    for (let nth = 0; nth <= 10_000; nth++) names.add(String(nth), 0, minute)
    expect(['0', '1', '10000'].map((name) => names.until(name, 0))).toEqual([undefined, minute, minute])
  })
})
