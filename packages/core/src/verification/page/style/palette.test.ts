import { parse, wcagContrast } from 'culori'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repetitions } from '../../../../test-support/repetitions.js'
import { type Accent, readAccent } from '../../brand/accent.js'
import { palette, usualAccent } from './palette.js'

// Pairs of a foreground and a background, with the least contrast that they need (WCAG 2.2 §1.4.3 and §1.4.11).
const pairs: readonly (readonly [front: string, ground: string, least: number])[] = [
  ...['ink', 'soft', 'link'].flatMap((front) => [[front, 'card', 4.5] as const, [front, 'page', 4.5] as const]),
  ...['ink', 'soft', 'link'].map((front) => [front, 'well', 4.5] as const),
  ...['main', 'main-hover'].map((ground) => ['main-on', ground, 4.5] as const),
  ...['deny', 'deny-hover'].map((ground) => ['deny-on', ground, 4.5] as const),
  ...['good', 'warn', 'bad'].map((front) => [front, `${front}-well`, 4.5] as const),
  ...['edge', 'focus', 'main-edge', 'deny-edge', 'bad'].map((front) => [front, 'card', 3] as const),
  ['focus', 'page', 3],
]

const hex = fc.integer({ min: 0, max: 0xffffff }).map((color) => `#${color.toString(16).padStart(6, '0')}`)

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  test.each(pairs)('%s on %s is at least %f to 1 for the usual accent', (front, ground, least) => {
    const colors = colorsOf(usualAccent)[scheme]
    expect(wcagContrast(colors[front] ?? '', colors[ground] ?? '')).toBeGreaterThanOrEqual(least)
  })

  test.each(['#000000', '#ffffff', '#0a1a3f', '#ffd400', '#ffd1dc', '#00ff00', '#0000ff', '#777777'])(
    'every pair of colors has its contrast for %s',
    (light) => expect(tooWeak(scheme, { light })).toEqual([]),
  )

  test('every pair of colors has its contrast for any accent, and Deny is at least as visible as Approve', () => {
    fc.assert(
      fc.property(hex, fc.option(hex, { nil: undefined }), (light, dark) => {
        const accent = { light, ...(dark !== undefined && { dark }) }
        const { main = '', deny = '', card = '' } = colorsOf(accent)[scheme]
        expect(tooWeak(scheme, accent)).toEqual([])
        expect(wcagContrast(deny, card)).toBeGreaterThanOrEqual(wcagContrast(main, card) - 0.001)
      }),
      { numRuns: repetitions(300) },
    )
  })
})

test('an accent that people can read stays as it is', () => {
  const { light, dark } = colorsOf({ light: '#0b5c9e', dark: '#86c1f7' })
  expect([light['main'], light['link'], light['focus']]).toEqual(['#0b5c9e', '#0b5c9e', '#0b5c9e'])
  expect([dark['main'], dark['link'], dark['focus']]).toEqual(['#86c1f7', '#86c1f7', '#86c1f7'])
})

test('the button keeps the accent, and what has to be read moves', () => {
  const { light, dark } = colorsOf({ light: '#ffd400' })
  expect([light['main'], dark['main']]).toEqual(['#ffd400', '#ffd400'])
  expect(light['link']).not.toBe('#ffd400')
  expect(light['main-edge']).not.toBe('#ffd400')
  expect(colorsOf({ light: '#0a1a3f' }).dark['main']).not.toBe('#0a1a3f')
  expect(colorsOf({ light: '#0a1a3f', dark: '#0a1a3f' }).dark['main']).toBe('#0a1a3f')
})

test('both schemes name the same colors', () => {
  const { light, dark } = colorsOf(usualAccent)
  expect(Object.keys(dark)).toEqual(Object.keys(light))
  expect(Object.keys(light).length).toBeGreaterThan(20)
})

test.each([
  ['#0B5C9E', { light: '#0b5c9e' }],
  ['#05a', { light: '#0055aa' }],
  [
    { light: '#05a', dark: '#fff' },
    { light: '#0055aa', dark: '#ffffff' },
  ],
  ['blue', undefined],
  ['#05a5', undefined],
  ['#05a; } body { display: none', undefined],
  ['\n#05a', undefined],
  [{ light: '#05a' }, undefined],
  [null, undefined],
  [7, undefined],
])('%j is read as %j', (given, accent) => expect(readAccent(given)).toEqual(accent))

type Colors = Readonly<Record<string, string>>

function tooWeak(scheme: 'light' | 'dark', accent: Accent): readonly string[] {
  const colors = colorsOf(accent)[scheme]
  return pairs.flatMap(([front, ground, least]) => {
    const [one, other] = [parse(colors[front] ?? ''), parse(colors[ground] ?? '')]
    if (one === undefined || other === undefined) return [`${front} or ${ground} is no color`]
    const ratio = wcagContrast(one, other)
    return ratio >= least ? [] : [`${front} on ${ground}: ${ratio.toFixed(2)} to 1`]
  })
}

function colorsOf(accent: Accent): { readonly light: Colors; readonly dark: Colors } {
  const [light = '', dark = ''] = palette(accent).split('@media (prefers-color-scheme: dark)')
  return { light: namesIn(light), dark: namesIn(dark) }
}

function namesIn(css: string): Colors {
  return Object.fromEntries([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color]))
}
