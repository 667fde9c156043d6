import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { style, styleHash } from './style.js'

it('has the hash by which the page allows its style', () => {
  expect(styleHash).toBe(`sha256-${createHash('sha256').update(style).digest('base64')}`)
})
