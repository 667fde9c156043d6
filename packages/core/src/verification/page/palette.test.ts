import { describe, expect, test } from 'vitest'
import { render } from './html.js'
import { palette } from './palette.js'

const [light = '', dark = ''] = render(palette).split('@media (prefers-color-scheme: dark)')
const schemes = { light: colours(light), dark: colours(dark) }

// Pairs of a foreground and a background, with the least contrast that they need (WCAG 2.2 §1.4.3 and §1.4.11).
const pairs: readonly (readonly [front: string, ground: string, least: number])[] = [
  ...['ink', 'soft', 'link'].flatMap((front) => [[front, 'card', 4.5] as const, [front, 'page', 4.5] as const]),
  ...['ink', 'soft'].map((front) => [front, 'well', 4.5] as const),
  ...['main', 'main-hover'].map((ground) => ['main-on', ground, 4.5] as const),
  ...['deny', 'deny-hover'].map((ground) => ['deny-on', ground, 4.5] as const),
  ...['good', 'warn', 'bad'].map((front) => [front, `${front}-well`, 4.5] as const),
  ...['edge', 'focus', 'main', 'deny', 'bad'].map((front) => [front, 'card', 3] as const),
  ['focus', 'page', 3],
]

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  test.each(pairs)('%s on %s is at least %f to 1', (front, ground, least) => {
    expect(contrast(schemes[scheme][front], schemes[scheme][ground])).toBeGreaterThanOrEqual(least)
  })

  test('deny stands out from the page at least as much as approve', () => {
    const { deny, main, card } = schemes[scheme]
    expect(contrast(deny, card)).toBeGreaterThanOrEqual(contrast(main, card) * 0.95)
  })
})

test('both schemes name the same colors', () => {
  expect(Object.keys(schemes.dark)).toEqual(Object.keys(schemes.light))
  expect(Object.keys(schemes.light).length).toBeGreaterThan(20)
})

function colours(css: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...css.matchAll(/--([a-z-]+): #([0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]))
}

// WCAG 2.2, contrast ratio.
function contrast(one = '', other = ''): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const channel = (start: number): number => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
