import { describe, expect, it } from 'vitest'
import { createScriptedRandom } from './scripted-random.js'

describe('createScriptedRandom', () => {
  it('gives the same bytes for the same seed, however they are split into calls', () => {
    expect(bytes(1, [40])).toEqual(bytes(1, [40]))
    expect(bytes(1, [1, 7, 32])).toEqual(bytes(1, [40]))
  })

  it('gives other bytes for another seed, and different bytes each time', () => {
    const drawn = [0, 1, 2, 3].flatMap((seed) => [bytes(seed, [16]), bytes(seed, [16, 16]).slice(16)])
    expect(new Set(drawn.map(String)).size).toBe(8)
  })

  it('gives every byte about equally often', () => {
    const counts = new Array<number>(256).fill(0)
    for (const byte of bytes(7, [256 * 400])) counts[byte] = (counts[byte] ?? 0) + 1
    expect(Math.min(...counts)).toBeGreaterThan(300)
    expect(Math.max(...counts)).toBeLessThan(500)
  })

  function bytes(seed: number, sizes: readonly number[]): number[] {
    const random = createScriptedRandom(seed)
    return sizes.flatMap((size) => {
      const block = new Uint8Array(size)
      random.fill(block)
      return [...block]
    })
  }
})
