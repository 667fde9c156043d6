import { describe, expect, it } from 'vitest'
import { createHints } from './hints.js'

describe('hints', () => {
  it('remember the last device code of a user code', () => {
    const hints = createHints()
    expect(hints.get('code')).toBeUndefined()
    hints.set('code', 'one')
    hints.set('code', 'two')
    expect(hints.get('code')).toBe('two')
  })

  it('forget the oldest entry beyond 10 000', () => {
    const hints = createHints()
    for (let nth = 0; nth < 10_000; nth++) hints.set(`code ${nth}`, 'device')
    hints.set('code 0', 'device')
    hints.set('one more', 'device')
    expect(hints.get('code 0')).toBe('device')
    expect(hints.get('code 1')).toBeUndefined()
    expect(hints.get('code 2')).toBe('device')
  })
})
