import { randomFillSync } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createSystemRandom } from './random.js'

// A spy on the real generator.
vi.mock('node:crypto', { spy: true })

/** The arrays that the operating system filled. */
function drawn(): readonly unknown[] {
  return vi.mocked(randomFillSync).mock.calls.map(([array]) => array)
}

function draw(random: { fill(bytes: Uint8Array): void }, size: number): string {
  const bytes = new Uint8Array(size)
  random.fill(bytes)
  return bytes.join()
}

beforeEach(() => {
  vi.mocked(randomFillSync).mockClear()
})

describe('createSystemRandom', () => {
  it('draws no bytes before the first call', () => {
    createSystemRandom()
    expect(drawn()).toHaveLength(0)
  })

  it('never returns the same bytes twice, within a block and across blocks', () => {
    const random = createSystemRandom()
    const draws = Array.from({ length: 2_000 }, () => draw(random, 16))
    expect(new Set(draws).size).toBe(2_000)
  })

  it('fills every byte of the array', () => {
    const random = createSystemRandom()
    const seen = new Set<number>()
    for (let turn = 0; turn < 200; turn += 1) {
      const bytes = new Uint8Array(7)
      random.fill(bytes)
      bytes.forEach((byte, place) => {
        if (byte !== 0) seen.add(place)
      })
    }
    expect(seen.size).toBe(7)
  })

  it('calls the operating system once for many small draws', () => {
    const random = createSystemRandom()
    for (let turn = 0; turn < 100; turn += 1) draw(random, 40)
    expect(drawn()).toHaveLength(1)
    for (let turn = 0; turn < 100; turn += 1) draw(random, 40)
    expect(drawn()).toHaveLength(2)
  })

  it('wipes the bytes that it has returned', () => {
    const random = createSystemRandom()
    draw(random, 64)
    const block = drawn()[0]
    if (!(block instanceof Uint8Array)) throw new Error('The block is no Uint8Array')
    expect(block.subarray(0, 64).every((byte) => byte === 0)).toBe(true)
    expect(block.subarray(64).some((byte) => byte !== 0)).toBe(true)
  })

  it('fills an array larger than its block directly from the operating system', () => {
    const random = createSystemRandom()
    const large = new Uint8Array(100_000)
    random.fill(large)
    expect(drawn()).toHaveLength(1)
    expect(drawn()[0]).toBe(large)
    expect(large.subarray(-64).some((byte) => byte !== 0)).toBe(true)
  })

  it('fills an array exactly as large as its block, and an empty one', () => {
    const random = createSystemRandom()
    const whole = new Uint8Array(4096)
    random.fill(whole)
    random.fill(new Uint8Array(0))
    expect(whole.subarray(-64).some((byte) => byte !== 0)).toBe(true)
    expect(drawn()).toHaveLength(1)
  })
})
