import { describe, expect, it } from 'vitest'
import { looksOf } from './looks.js'

const terminal = { write: () => true, isTTY: true }
const file = { write: () => true }

describe('colors', () => {
  it.each([
    ['a terminal', terminal, {}, 'auto', true],
    ['a file', file, {}, 'auto', false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, 'auto', false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, 'auto', true],
    ['TERM=dumb', terminal, { TERM: 'dumb' }, 'auto', false],
    ['FORCE_COLOR in a file', file, { FORCE_COLOR: '1' }, 'auto', true],
    ['an empty FORCE_COLOR', file, { FORCE_COLOR: '' }, 'auto', true],
    ['FORCE_COLOR and NO_COLOR', terminal, { FORCE_COLOR: '3', NO_COLOR: '1' }, 'auto', true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, 'auto', false],
    ['FORCE_COLOR=false', terminal, { FORCE_COLOR: 'false' }, 'auto', false],
    ['no, by the developer', terminal, { FORCE_COLOR: '1' }, false, false],
    ['yes, by the developer', file, { NO_COLOR: '1' }, true, true],
  ] as const)('are there or not with %s', (_, stream, env, color, expected) => {
    expect(looksOf(stream, env, color).strong('text')).toBe(expected ? '\u001b[1mtext\u001b[22m' : 'text')
  })
})

describe('lines that are drawn again', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a terminal without colors', terminal, { NO_COLOR: '1' }, true],
    ['a file', file, { FORCE_COLOR: '1' }, false],
    ['TERM=dumb', terminal, { TERM: 'dumb', FORCE_COLOR: '1' }, false],
    ['a CI', terminal, { CI: '1' }, false],
  ])('are there or not with %s', (_, stream, env, expected) => {
    expect(looksOf(stream, env, 'auto').canRedraw).toBe(expected)
  })
})
