import { converter, formatHex, wcagContrast } from 'culori'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repetitions } from '../../../test-support/repetitions.js'
import { contrast, hexOf, oklchOf } from './oklch.js'

// culori is the reference: decision 58 says why the pages do not use it themselves.
const toOklch = converter('oklch')
const hex = fc.integer({ min: 0, max: 0xffffff }).map((color) => `#${color.toString(16).padStart(6, '0')}`)
const often = { numRuns: repetitions(500) }

test('a color has the lightness, chroma and hue that culori finds', () => {
  fc.assert(
    fc.property(hex, (color) => {
      const { lightness, chroma, hue } = oklchOf(color)
      const reference = toOklch(color)
      expect(lightness).toBeCloseTo(reference?.l ?? Number.NaN, 4)
      expect(chroma).toBeCloseTo(reference?.c ?? Number.NaN, 4)
      const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
      const turn = ((reference?.h ?? 0) / 180) * Math.PI
      const c = reference?.h === undefined ? 0 : reference.c
      expect(a).toBeCloseTo(c * Math.cos(turn), 4)
      expect(b).toBeCloseTo(c * Math.sin(turn), 4)
    }),
    often,
  )
})

test('a color comes back as it was', () => {
  fc.assert(
    fc.property(hex, (color) => {
      expect(hexOf(oklchOf(color))).toBe(color)
    }),
    often,
  )
})

test('a color that screens cannot show loses chroma, and keeps lightness and hue', () => {
  const shown = oklchOf(hexOf({ lightness: 0.7, chroma: 0.4, hue: 2 }))
  expect(shown.lightness).toBeCloseTo(0.7, 2)
  expect(shown.hue).toBeCloseTo(2, 1)
  expect(shown.chroma).toBeLessThan(0.3)
  expect(hexOf({ lightness: 1, chroma: 0.2, hue: 1 })).toBe('#ffffff')
  expect(hexOf({ lightness: 0, chroma: 0.2, hue: 1 })).toBe('#000000')
})

test('the contrast is that of WCAG', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
  fc.assert(
    fc.property(hex, hex, (one, other) => {
      expect(contrast(one, other)).toBeCloseTo(wcagContrast(one, other), 5)
      expect(formatHex(one)).toBe(one)
    }),
    often,
  )
})
