import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestClientSecret, matchesSecret } from './client-secret.js'

describe('digestClientSecret', () => {
  it.each(['a', 'with space', 'sëcrét', '密碼', 'x'.repeat(1_000)])('is SHA-256 of %s in base64url', (secret) => {
    expect(digestClientSecret(secret)).toBe(createHash('sha256').update(secret).digest('base64url'))
  })
})

describe('matchesSecret', () => {
  const [one, two] = [digestClientSecret('one'), digestClientSecret('two')]

  it.each([
    ['the only one', 'one', [one], true],
    ['the first of two', 'one', [one, two], true],
    ['the last of two', 'two', [one, two], true],
    ['none of them', 'three', [one, two], false],
    ['not found in an empty list', 'one', [], false],
    ['found beside texts that are not digests', 'one', ['', 'short', one], true],
    ['not found among texts that are not digests', 'one', ['', 'one', `${one}=`, one.toLowerCase()], false],
  ])('%s', (_, presented, digests, expected) => {
    expect(matchesSecret(presented, digests)).toBe(expected)
  })
})
